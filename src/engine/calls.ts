import type { GuestException } from "../base/errors.js";
import type { HostFunction } from "../base/host-functions.js";
import type { OpenFiles } from "../wasi/open-files.js";
import type { RunStreams } from "../wasi/standard-streams.js";
import type { Crash } from "./crash.js";
import type { StopCode } from "./governor.js";

/** A program, ready to run. */
export interface Program {
  /** In UTF-8. */
  readonly source: Uint8Array;
  /** What tracebacks call it. */
  readonly filename: string;
  /** Whether it is one statement that was typed at a prompt. */
  readonly isInteractive?: boolean;
}

/** What to find out about the text that was typed at a prompt. */
export interface PromptQuestion {
  /** One of SANDBOX_PROMPT_*. */
  readonly question: number;
  /** In UTF-8. */
  readonly text: Uint8Array;
}

/** What to do with a global variable. */
export interface GlobalAccess {
  /** One of SANDBOX_GLOBAL_*. */
  readonly operation: number;
  readonly name?: string;
  /** What to set it to, encoded. */
  readonly value?: Uint8Array;
}

/** What a run works with besides its limits. */
export interface RunHost extends RunStreams {
  /** The files that the program can see. What it leaves open stays open for later runs. */
  readonly files: OpenFiles;
  /** What Python code may call, by name; may change during the run. */
  readonly hostFunctions: ReadonlyMap<string, HostFunction>;
  /** Most bytes that the result of a host function may take. */
  readonly maxHostResultBytes: number;
}

/** How a run ended. */
export type Outcome =
  | { readonly kind: "finished" }
  | { readonly kind: "exception" | "exit"; readonly exception: GuestException }
  /** A limit was reached. */
  | { readonly kind: "stopped"; readonly code: StopCode }
  /** The program or its arguments do not fit into the sandbox's memory; nothing ran. */
  | { readonly kind: "memory" }
  | Crash;
