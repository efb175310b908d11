import { MicroPythonSessionClosedError, MicroPythonWasmError } from "../base/errors.js";

/** The error of a session that was closed. */
export function sessionClosed(): MicroPythonSessionClosedError {
  return new MicroPythonSessionClosedError("the session was closed");
}

/** The error of a session that is used by a callback of its own run. */
export function sessionBusy(): MicroPythonWasmError {
  const message = "the session is running; its callbacks cannot use it";
  return new MicroPythonWasmError("session-busy", message);
}

/** The error of a session whose interpreter died. @param reason why */
export function sessionDead(reason: string, cause: unknown): MicroPythonSessionClosedError {
  return new MicroPythonSessionClosedError(`the session's interpreter is dead: ${reason}`, cause);
}
