/** What a run has used. */
export interface RunUsage {
  /** Fuel that the program used; starting the interpreter is free. */
  readonly fuelUsed: number;
  /** Peak memory of the sandbox in bytes, including the interpreter's own. */
  readonly peakMemoryBytes: number;
  /** How long it took in milliseconds, including starting the interpreter. */
  readonly durationMs: number;
}

/** What is known about a run, however it ended. */
export interface RunStats extends RunUsage {
  /** What the program wrote to `sys.stdout`, within its limit. */
  readonly stdout: string;
  /** What the program wrote to `sys.stderr`, within its limit; a traceback is not part of it. */
  readonly stderr: string;
  /** Whether the program wrote more to `sys.stdout` than its limit allowed. */
  readonly stdoutTruncated: boolean;
  /** Whether the program wrote more to `sys.stderr` than its limit allowed. */
  readonly stderrTruncated: boolean;
  /** Fuel that was left; `null` if there was no limit. */
  readonly fuelRemaining: number | null;
  /** How often the program called host functions. */
  readonly hostCalls: number;
  /**
   * What the run changed in memory mounts, by path: the file's new content, or `null` if it was removed.
   * The object has no prototype.
   */
  readonly files: Readonly<Record<string, Uint8Array | null>>;
}
