import type { HostDirMount, PythonName, RunStats } from "micropython-wasm";

/** Limits of a run: defaults where omitted, none where `null`. */
export interface GuestLimits {
  readonly fuel?: number | null;
  /** Excludes the time spent waiting for input or for the reader of the output. */
  readonly timeoutMs?: number | null;
  /** For each of stdout and stderr. */
  readonly outputBytes?: number | null;
}

/** Options that hold for the life of an interpreter. */
export interface GuestOptions {
  readonly argv: readonly string[];
  /** Which Python; the package's default if omitted. */
  readonly python?: PythonName;
  /** The saved image that it starts from. */
  readonly image?: Uint8Array;
  /** Maximum memory of the sandbox in bytes; `null` for no limit. */
  readonly memoryBytes?: number | null;
  /** The host folders that the guest can access. */
  readonly mounts: readonly HostDirMount[];
  /** Paths of folders, wheels and zips with packages. */
  readonly packages: readonly string[];
}

/** A program, or a statement from the prompt. */
export interface GuestProgram {
  readonly code: string;
  readonly filename: string;
  readonly interactive: boolean;
  /** Whether output goes to this process's streams; otherwise it is only in the result. */
  readonly show: boolean;
  readonly limits: GuestLimits;
}

/** Where to look for names; `of` is a dotted name, or empty for top-level modules. */
export type NameScope =
  | { readonly kind: "names" }
  | { readonly kind: "attributes" | "modules" | "members"; readonly of: string };

/** A request from the main thread to the thread that runs Python. */
export type Request =
  | { readonly kind: "start"; readonly options: GuestOptions }
  | { readonly kind: "run"; readonly program: GuestProgram }
  | { readonly kind: "isComplete"; readonly source: string }
  | { readonly kind: "names"; readonly scope: NameScope }
  | { readonly kind: "save" }
  | { readonly kind: "load"; readonly bytes: Uint8Array; readonly options: GuestOptions };

/** Why a run failed. */
export interface Failure {
  /** The package's error code, or `"interrupted"`, `"usage"`, `"broken-pipe"` or `"not-written"`. */
  readonly code: string;
  readonly message: string;
  readonly pythonType: string | null;
  readonly pythonMessage: string | null;
  readonly traceback: string | null;
  readonly line: number | null;
}

/** How a run ended. */
export interface Ended extends Omit<RunStats, "fuelUsed" | "peakMemoryBytes"> {
  /** `null`, meaning unknown, for a program that was interrupted midway. */
  readonly fuelUsed: number | null;
  /** `null` in the same case. */
  readonly peakMemoryBytes: number | null;
  /** The guest's own exit code if it exited; 1 for an exception. */
  readonly exitCode: number;
  /** Whether the guest exited by `SystemExit`. */
  readonly exited: boolean;
  readonly error: Failure | null;
}

/** The result type of each request. */
export interface Results {
  readonly start: null;
  readonly run: Ended;
  readonly isComplete: boolean;
  readonly names: readonly string[];
  readonly save: Uint8Array;
  readonly load: null;
}

/** A message from the thread that runs Python. */
export type Message =
  | { readonly kind: "result"; readonly value: Results[keyof Results] }
  | { readonly kind: "failure"; readonly error: Failure }
  /** The guest waits for a line; `shown` is the last line of its output. */
  | { readonly kind: "line"; readonly shown: string };

/** A line of input without its line end; `null` at the end of the input. */
export interface Line {
  readonly line: string | null;
}

/** Numbers that both threads share: the stop flag, and the number of lines sent. */
export const SHARED_NUMBERS = 2;
export const STOP = 0;
export const LINES = 1;
