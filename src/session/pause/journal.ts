import type { Answer } from "../../engine/host-answers.js";

/** A call of the host. */
export interface JournalledCall {
  /** Metered units that the run had used. */
  readonly units: number;
  /** Of everything that had left the program: calls and output. */
  readonly digest: Uint8Array;
  /** Whether the run was paused. */
  readonly hasPaused: boolean;
  /** `null` while the run is paused. */
  readonly answer: Answer | null;
}

/** Where random numbers come from, until the run is paused. */
export interface RandomKey {
  readonly key: Uint8Array;
  readonly position: number;
}

/** A call of the host, as the program made it. */
export interface HostCall {
  /** One of SANDBOX_CALL_*. */
  readonly form: number;
  /** In UTF-8. */
  readonly name: Uint8Array;
  /** The arguments, encoded. */
  readonly payload: Uint8Array;
}

/** What is run: source to compile. */
export interface JournalledProgram {
  /** One of SANDBOX_RUN_*. */
  readonly purpose: number;
  /** In UTF-8. */
  readonly source: Uint8Array;
  readonly filename: string;
}

/** Everything that a paused run has taken from outside, and that has left it. */
export interface Journal {
  readonly program: JournalledProgram;
  /** Names of functions whose calls pause the run, unless the one who resumes it says otherwise. */
  readonly pauseOn: readonly string[];
  readonly memoryBytes: number;
  /** Of the read-only files. */
  readonly filesDigest: Uint8Array;
  /** What was left of the input when the run began. */
  readonly input: Uint8Array;
  /** Whether that is not the session's input. */
  readonly hasOwnInput: boolean;
  /** Lines of input from a function; `null` is its end. */
  readonly lines: readonly (string | null)[];
  /** One for each part of the run that a pause ended. */
  readonly randomKeys: readonly RandomKey[];
  readonly calls: readonly JournalledCall[];
  /** What the clocks said, in nanoseconds: 8 bytes each. */
  readonly clock: Uint8Array;
  /** The interpreter's monotonic clock when the run was paused, in milliseconds. */
  readonly elapsedMs: number;
  /** How much of its time the run had used, in milliseconds. */
  readonly usedMs: number;
  /** The call that waits for its answer: the last one. */
  readonly pending: HostCall;
  /** The output so far. */
  readonly stdout: string;
  readonly stderr: string;
}

/** Size of each digest in a journal, in bytes. */
export const CHECK_BYTES = 16;

/** What a reading of a clock takes in a journal, in bytes. */
export const TIME_BYTES = 8;

/** What a call takes in a journal besides its answer, in bytes. */
export const CALL_BYTES = 8 + CHECK_BYTES + 2 + 4;
