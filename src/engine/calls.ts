import type { GuestException } from "../base/error-types.js";
import type { Platform } from "../base/platform.js";
import type { OpenFiles } from "../wasi/open-files.js";
import type { RunStreams } from "../wasi/standard-streams.js";
import type { Crash } from "./crash.js";
import type { StopCode } from "./governor.js";
import type { AnswerSource } from "./host-answers.js";
import type { UsageReports } from "./usage.js";

/** What an instance can do under a run's limits. */
export type GuestCall = SourceCall | FunctionCall | MapCall | GlobalCall | PromptCall;

/** Source to compile and run in `__main__`, in the state that earlier calls left. */
export interface SourceCall {
  readonly kind: "source";
  /** What to run it for: one of SANDBOX_RUN_*. */
  readonly purpose: number;
  /** In UTF-8. */
  readonly source: Uint8Array;
  /** Its name in tracebacks. */
  readonly filename: string;
}

/** A call of a Python function. */
export interface FunctionCall {
  readonly kind: "call";
  /** A global variable or builtin, or an attribute of one, as in `Class.method`. */
  readonly name: string;
  /** The arguments, encoded. */
  readonly args: Uint8Array;
}

/** Calls of a Python function, one for each item. */
export interface MapCall {
  readonly kind: "map";
  /** As in a `FunctionCall`. */
  readonly name: string;
  /** The items, encoded one after the other. */
  readonly items: Uint8Array;
  readonly count: number;
  /** Receives the results, in the items' order; fewer than items if the results are large. */
  readonly results: unknown[];
  /** Whether the limits start afresh for each item. */
  readonly limitsEach: boolean;
}

/** Access to a global variable of `__main__`. */
export interface GlobalCall {
  readonly kind: "global";
  /** One of SANDBOX_GLOBAL_*. */
  readonly operation: number;
  readonly name?: string;
  /** The new value, encoded. */
  readonly value?: Uint8Array;
}

/** A question about text typed at a prompt. */
export interface PromptCall {
  readonly kind: "prompt";
  /** One of SANDBOX_PROMPT_*. */
  readonly question: number;
  /** In UTF-8. */
  readonly text: Uint8Array;
}

/** What a call uses besides its limits. */
export interface RunHost extends RunStreams {
  /** The files that the guest can see. Files that it leaves open stay open for later calls. */
  readonly files: OpenFiles;
  /** Answers calls of host functions. */
  readonly answers: AnswerSource;
  /** Where random numbers come from; by default the platform. */
  readonly random?: RandomSource;
  /** What becomes of values that the guest gives; by default they are decoded. */
  readonly decode?: ValueDecoder;
  /** Reports what the call uses. */
  readonly usage?: UsageReports | null;
  /** Receives the call's meter, and its streams, before the guest starts. */
  readonly onStart?: (meter: CallMeter, streams: RunStreams) => void;
}

/** Takes an encoded value, which is valid only during the call. @throws MalformedValue */
export type ValueDecoder = (bytes: Uint8Array) => unknown;

/** How much time a call has left. */
export interface CallClock {
  /** Milliseconds until its deadline. */
  msLeft(): number;
}

/** What a call has used, and how to end it. */
export interface CallMeter extends CallClock {
  /** Metered units. */
  readonly unitsUsed: number;
  /** In milliseconds. */
  readonly usedMs: number;
  /** Charges for work that the host does, in metered units. */
  charge(units: number): void;
  /** Counts time that was used before, unless what has been used since is more. */
  hasUsed(ms: number): void;
  /** Stops the guest, unless it already has to. */
  stop(code: StopCode): void;
}

/** A source of random numbers. */
export type RandomSource = Pick<Platform, "fillRandom">;

/** How a call ended, and what it used. */
export interface Outcome {
  readonly end: CallEnd;
  /** The requested value; `undefined` if there is none. */
  readonly value: unknown;
  /** Python's `repr` of the last statement's value, if requested. */
  readonly repr: string | undefined;
  readonly fuelUsed: number;
  /** How often the guest called host functions. */
  readonly hostCalls: number;
  /** The guest's peak memory, including the interpreter's own. */
  readonly memoryBytes: number;
}

/** How a call ended. */
export type CallEnd =
  | { readonly kind: "finished" }
  | {
      readonly kind: "exception" | "exit";
      readonly exception: GuestException;
      /** What a host function threw, if it became the exception. */
      readonly cause: unknown;
    }
  /** A limit was exceeded. */
  | { readonly kind: "stopped"; readonly code: StopCode }
  /** The program or its arguments do not fit into the guest's memory; nothing ran. */
  | { readonly kind: "memory" }
  | Crash;
