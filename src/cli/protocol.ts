import type { HostDirMount, PythonName, RunStats } from "micropython-wasm";

/** What limits a run; what is left out has its default, and `null` is no limit. */
export interface GuestLimits {
  readonly fuel?: number | null;
  /** Without the time that the guest waits for input, or for who reads its output. */
  readonly timeoutMs?: number | null;
  /** For each of stdout and stderr. */
  readonly outputBytes?: number | null;
}

/** What belongs to an interpreter as long as it lives. */
export interface GuestOptions {
  readonly argv: readonly string[];
  /** Which Python; the package's default if omitted. */
  readonly python?: PythonName;
  /** Most memory of the sandbox in bytes; `null` for no limit. */
  readonly memoryBytes?: number | null;
  /** The folders that the guest sees. */
  readonly mounts: readonly HostDirMount[];
}

/** A program, or one statement that was typed at a prompt. */
export interface GuestProgram {
  readonly code: string;
  readonly filename: string;
  readonly interactive: boolean;
  /** Whether its output goes to this process's; otherwise it is only in the result. */
  readonly show: boolean;
  readonly limits: GuestLimits;
}

/** Where to find names; `of` is a name, with dots between its parts, and empty for the topmost modules. */
export type NameScope =
  | { readonly kind: "names" }
  | { readonly kind: "attributes" | "modules" | "members"; readonly of: string };

/** What the thread that owns the terminal asks of the one that runs Python. */
export type Request =
  | { readonly kind: "start"; readonly options: GuestOptions }
  | { readonly kind: "run"; readonly program: GuestProgram }
  | { readonly kind: "isComplete"; readonly source: string }
  | { readonly kind: "names"; readonly scope: NameScope }
  | { readonly kind: "save" }
  | { readonly kind: "load"; readonly bytes: Uint8Array; readonly options: GuestOptions };

/** Why a run did not end well. */
export interface Failure {
  /** That of the package's error; or `"interrupted"`, `"usage"`, `"broken-pipe"`, `"not-written"`. */
  readonly code: string;
  readonly message: string;
  readonly pythonType: string | null;
  readonly pythonMessage: string | null;
  readonly traceback: string | null;
  readonly line: number | null;
}

/** How a run ended. */
export interface Ended extends Omit<RunStats, "fuelUsed" | "peakMemoryBytes"> {
  /** `null` for a program that was stopped in the middle, of which nobody knows. */
  readonly fuelUsed: number | null;
  /** `null` in the same case. */
  readonly peakMemoryBytes: number | null;
  /** What the guest exits with where it did so by itself; 1 for an exception. */
  readonly exitCode: number;
  /** Whether the guest asked to end, by `SystemExit`. */
  readonly exited: boolean;
  readonly error: Failure | null;
}

/** What each request is answered with. */
export interface Answers {
  readonly start: null;
  readonly run: Ended;
  readonly isComplete: boolean;
  readonly names: readonly string[];
  readonly save: Uint8Array;
  readonly load: null;
}

/** What the thread that runs Python sends. */
export type Message =
  | { readonly kind: "answer"; readonly value: Answers[keyof Answers] }
  | { readonly kind: "refusal"; readonly error: Failure }
  /** It waits for a line; `shown` is what stands on the last line of the output. */
  | { readonly kind: "line"; readonly shown: string };

/** A line of input without its end; `null` at the end of the input. */
export interface Line {
  readonly line: string | null;
}

/** Numbers that both threads share: whether to stop, and how many lines were sent. */
export const SHARED_NUMBERS = 2;
export const STOP = 0;
export const LINES = 1;
