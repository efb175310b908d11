/** What is known of a run, however it ended. */
export interface RunStats {
  /** What the program wrote to `sys.stdout`, as far as its limit allowed. */
  readonly stdout: string;
  /** What the program wrote to `sys.stderr`, in the same way; a traceback is not part of it. */
  readonly stderr: string;
  /** Whether the program wrote more to `sys.stdout` than its limit allowed. */
  readonly stdoutTruncated: boolean;
  /** Whether the program wrote more to `sys.stderr` than its limit allowed. */
  readonly stderrTruncated: boolean;
  /** How long it took, starting the interpreter included, in milliseconds. */
  readonly durationMs: number;
  /** Fuel that the program used; starting the interpreter is free. */
  readonly fuelUsed: number;
  /** Fuel that was left; `null` where there was no limit. */
  readonly fuelRemaining: number | null;
  /** How often the program called host functions. */
  readonly hostCalls: number;
  /** Most memory that the sandbox had, in bytes, the interpreter's own included. */
  readonly peakMemoryBytes: number;
  /**
   * What the run changed in memory mounts, by path: what is in the file now, or `null` where it was
   * removed. The object has no prototype.
   */
  readonly files: Readonly<Record<string, Uint8Array | null>>;
}
