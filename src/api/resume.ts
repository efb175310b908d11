import { platform } from "#platform";
import { describeSavedCall, openSavedRun, type SavedCall } from "../session/pause/saved-run.js";
import type { CallAnswer, ResumeOptions, SigningOptions } from "../session/pause/start-options.js";
import { Resident } from "../session/resident.js";
import { sameClass } from "../session/same-class.js";
import { type RunStep, Session } from "../session/session.js";
import { type RunStepSync, SessionSync } from "../session/session-sync.js";
import { MicroPythonSession, MicroPythonSessionSync } from "./sessions.js";
import { pools, sandboxes } from "./shared.js";

/**
 * Answers a call that {@link PendingCall.save} saved: its session and its run go on here, wherever it paused.
 *
 * The run first repeats what it did before, with the same results of host functions, times and random numbers;
 * nothing is called or written again. If it does not do the same, it ends with a `MicroPythonWasmError` of
 * `code: "diverged"`.
 *
 * @param bytes what `save` returned; they may be untrusted: forged ones can do no more than Python code could.
 * @param answer what the call returns, or what it throws.
 * @param options the options of the session, again, except `argv` and `env`; the limits are those of the whole run.
 * @returns the finished run, or the next pending call, with the session, which you close.
 * @throws TypeError, RangeError if an argument is invalid.
 * @throws MicroPythonInvalidStateError if the bytes are damaged, not signed with the key, or from another artifact.
 * @throws MicroPythonWasmError what `session.start` rejects with.
 * @example
 * ```ts
 * const session = new MicroPythonSession();
 * const step = await session.start("x = 2 * ask('How many?')", { pauseOn: ["ask"] });
 * const bytes = step.status === "pending" ? step.save() : new Uint8Array();
 * await session.close();
 * // In another process, perhaps:
 * const next = await resume(bytes, { result: 21 });
 * await next.session.evaluate("x"); // 42
 * ```
 */
export async function resume(
  bytes: Uint8Array,
  answer: CallAnswer,
  options: ResumeOptions = {},
): Promise<RunStep> {
  return sandboxes.resumed(bytes, answer, options, (interpreter) =>
    sameClass(MicroPythonSession.prototype, Session, interpreter),
  );
}

/**
 * The synchronous twin of {@link resume}.
 *
 * @throws what {@link resume} rejects with.
 * @example
 * ```ts
 * const session = new MicroPythonSessionSync();
 * const step = session.start("print(ask())", { pauseOn: ["ask"] });
 * const bytes = step.status === "pending" ? step.save() : new Uint8Array();
 * const next = resumeSync(bytes, { result: 42 });
 * if (next.status === "finished") console.log(next.result.stdout); // 42
 * ```
 */
export function resumeSync(
  bytes: Uint8Array,
  answer: CallAnswer,
  options: ResumeOptions = {},
): RunStepSync {
  const opened = openSavedRun(bytes, options, platform);
  const resident = Resident.restore(pools, opened.state, opened.options);
  const session: SessionSync = sameClass(MicroPythonSessionSync.prototype, SessionSync, resident);
  try {
    return session.continueRun(opened.run, answer, opened.pause);
  } catch (error) {
    session.close();
    throw error;
  }
}

/**
 * Tells what a saved call asks for, without running anything: for the person who decides.
 *
 * @param bytes what `save` returned; they may be untrusted.
 * @throws TypeError, RangeError if an argument is invalid.
 * @throws MicroPythonInvalidStateError if the bytes are damaged, or not signed with the key.
 * @example
 * ```ts
 * const session = new MicroPythonSessionSync();
 * const step = session.start("refund(7, amount=20)", { pauseOn: ["refund"] });
 * const bytes = step.status === "pending" ? step.save() : new Uint8Array();
 * const call = inspectCall(bytes);
 * console.log(call.name, call.args[0], call.kwargs.amount); // refund 7 20
 * ```
 */
export function inspectCall(
  bytes: Uint8Array,
  options: SigningOptions & Pick<ResumeOptions, "maxJournalBytes"> = {},
): SavedCall {
  return describeSavedCall(bytes, options, platform);
}
