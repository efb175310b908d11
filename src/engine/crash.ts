import { GuestMemoryError } from "../abi/memory.js";
import { MalformedValue } from "../abi/values.js";
import { InputCallbackError } from "../wasi/input.js";
import { OutputCallbackError } from "../wasi/output.js";
import { ProcExit } from "../wasi/wasi.js";
import { GraceExceeded } from "./governor.js";
import { UsageCallbackError } from "./usage.js";

/** Why an instance is permanently dead. */
export interface Crash {
  readonly kind: "crashed";
  /** The reason, in words that reveal nothing about the host. */
  readonly reason: string;
  readonly cause: unknown;
}

/** An instance was called from its own call: by a host function or an output callback. */
export class InstanceBusy extends Error {
  static {
    InstanceBusy.prototype.name = "InstanceBusy";
  }

  constructor() {
    super("the sandbox is already running");
  }
}

/** The guest could not reserve memory. */
export class GuestFull extends Error {}

/** The guest returned a status that does not exist. */
export class UnknownStatus extends Error {
  constructor() {
    super("the interpreter returned an unknown status");
  }
}

/** The guest did not finish work that is not part of a run. */
export class EndlessWork extends Error {
  constructor() {
    super("the interpreter did not come to an end");
  }
}

/** Describes what the guest threw. */
export function crashOf(error: unknown): Crash {
  const isOfCallback = OF_CALLBACKS.some((kind) => error instanceof kind);
  const cause = isOfCallback ? (error as Error).cause : error;
  return { kind: "crashed", reason: reasonOf(error), cause };
}

const OF_CALLBACKS = [InputCallbackError, OutputCallbackError, UsageCallbackError];

const OUR_OWN = [
  ...OF_CALLBACKS,
  EndlessWork,
  GraceExceeded,
  GuestMemoryError,
  MalformedValue,
  ProcExit,
  UnknownStatus,
];

function reasonOf(error: unknown): string {
  if (error instanceof WebAssembly.RuntimeError) return `trap: ${error.message}`;
  if (error instanceof Error && OUR_OWN.some((kind) => error instanceof kind)) return error.message;
  if (isStackExhausted(error)) return "the JavaScript engine's stack ran out";
  return "a function of the host threw";
}

/** V8 and JavaScriptCore say "Maximum call stack size exceeded", SpiderMonkey "too much recursion". */
function isStackExhausted(error: unknown): boolean {
  return error instanceof Error && /call stack|too much recursion/.test(error.message);
}
