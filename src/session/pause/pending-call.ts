import { MicroPythonWasmError } from "../../base/errors.js";
import type { LimitSettings } from "../../base/limits.js";
import type { Execution } from "../execution.js";
import { resultOf } from "../execution.js";
import type { RunResult } from "../result.js";
import { type AskedCall, askedCall } from "./asked-call.js";
import type { Pause } from "./pausing.js";
import { signed } from "./signature.js";
import { type CallAnswer, checkSigningKey, type SigningOptions } from "./start-options.js";

/**
 * A run that has come to its end.
 *
 * @typeParam OfSession the class of its session.
 */
export interface FinishedRun<OfSession> {
  /** Tells it from a pending call. */
  readonly status: "finished";
  /** The result of the whole run, with all of its output; its duration is that of the last part. */
  readonly result: RunResult;
  /** Its session, which goes on with everything that the run did. */
  readonly session: OfSession;
}

/** What a pending call can do with its session. */
export interface Pauser<OfSession, Step> {
  readonly session: OfSession;
  resume(answer: CallAnswer): Step;
  /** The call is no longer pending. */
  cancel(): void;
}

/**
 * A call that a paused run waits for. It is a value: it can be saved, kept for as long as you like, and answered
 * in another process.
 *
 * @typeParam OfSession the class of its session.
 * @typeParam Step what `resume` returns.
 * @example
 * ```ts
 * const session = new MicroPythonSession();
 * const step = await session.start("print(ask('Really?'))", { pauseOn: ["ask"] });
 * if (step.status === "pending") {
 *   console.log(step.name, step.args[0]); // ask Really?
 *   const next = await step.resume({ result: "yes" });
 *   if (next.status === "finished") console.log(next.result.stdout); // yes
 * }
 * ```
 */
export class PendingCall<OfSession, Step> implements AskedCall {
  /** Tells it from a finished run. */
  readonly status = "pending";
  /** The function's name. */
  readonly name: string;
  /** The positional arguments, converted like those of a host function. */
  readonly args: readonly unknown[];
  /** The keyword arguments; an object without a prototype. */
  readonly kwargs: Readonly<Record<string, unknown>>;
  /** What the run has written to `sys.stdout` so far. */
  readonly stdout: string;
  /** The same for `sys.stderr`. */
  readonly stderr: string;
  readonly #saved: Uint8Array;
  readonly #pauser: Pauser<OfSession, Step>;

  /** @internal */
  constructor({ paused, stdout, stderr }: Paused, pauser: Pauser<OfSession, Step>) {
    const { name, args, kwargs } = askedCall(paused.pending);
    this.name = name;
    this.args = args;
    this.kwargs = kwargs;
    this.stdout = stdout;
    this.stderr = stderr;
    this.#saved = paused.saved;
    this.#pauser = pauser;
  }

  /** Its session, which can do nothing else until the call is answered or cancelled. */
  get session(): OfSession {
    return this.#pauser.session;
  }

  /**
   * Returns the paused run as bytes for `resume`, together with the session's state. They contain everything
   * that Python code could see, so protect them accordingly.
   *
   * @param options how they are signed.
   * @example
   * ```ts
   * const session = new MicroPythonSession();
   * const step = await session.start("ask('Really?')", { pauseOn: ["ask"] });
   * const bytes = step.status === "pending" ? step.save() : new Uint8Array();
   * await session.close();
   * // Later, somewhere else:
   * const next = await resume(bytes, { result: "yes" });
   * next.status === "finished" && next.result.value; // "yes"
   * ```
   */
  save(options: SigningOptions = {}): Uint8Array {
    return signed(this.#saved, checkSigningKey(options));
  }

  /**
   * Answers the call: the run goes on in its session until its end or the next pending call. The limits are
   * those of the whole run.
   *
   * @param answer what the call returns, or what it throws, as a host function would.
   * @throws what `run` throws; a TypeError or RangeError if the answer cannot be passed to Python, after which the
   * call is still pending; a `MicroPythonWasmError` of `code: "not-pending"` if it was answered or cancelled.
   * @example
   * ```ts
   * const session = new MicroPythonSessionSync();
   * const code = "try: ask()\nexcept PermissionError as e: print('refused:', e)";
   * const step = session.start(code, { pauseOn: ["ask"] });
   * if (step.status === "pending") {
   *   const next = step.resume({ error: new PythonException("PermissionError", "no") });
   *   if (next.status === "finished") console.log(next.result.stdout); // refused: no
   * }
   * ```
   */
  resume(answer: CallAnswer): Step {
    return this.#pauser.resume(answer);
  }

  /**
   * Gives up the run: the session is as it was before it. What was saved can still be resumed elsewhere.
   *
   * @example
   * ```ts
   * const session = new MicroPythonSessionSync();
   * session.run("x = 1");
   * const step = session.start("x = 2\nask()", { pauseOn: ["ask"] });
   * if (step.status === "pending") step.cancel();
   * session.evaluate("x"); // 1
   * ```
   */
  cancel(): void {
    this.#pauser.cancel();
  }
}

/** A paused run, and its output so far. */
export interface Paused {
  readonly paused: Pause;
  readonly stdout: string;
  readonly stderr: string;
}

/** How a run that may pause ended for now. @throws MicroPythonWasmError if it failed */
export function endingOf(
  execution: Execution,
  limits: LimitSettings,
): Paused | { readonly result: RunResult } {
  const { paused } = execution;
  if (paused === undefined) return { result: resultOf(execution, limits) };
  const { stdout, stderr } = execution.stats();
  return { paused, stdout, stderr };
}

/** The error for a call that cannot be answered any more. */
export function notPending(): MicroPythonWasmError {
  const message =
    "the call is no longer pending: it was answered or cancelled, or its session has ended";
  return new MicroPythonWasmError("not-pending", message);
}

/** The error of a session that is used while one of its calls is pending. */
export function sessionPaused(): MicroPythonWasmError {
  const message = "a call of the session is pending; answer or cancel it first";
  return new MicroPythonWasmError("session-busy", message);
}
