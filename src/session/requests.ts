import type { RunSettings } from "../base/options.js";
import type { GlobalCall, GuestCall, SourceCall } from "../engine/calls.js";
import { encodeProgram } from "./execution.js";
import { runSettings, type SessionRunOptions } from "./session-options.js";

/** What a session is asked to do: checked and copied, so that nothing can change it meanwhile. */
export interface Request {
  readonly call: GuestCall;
  readonly settings: RunSettings;
  /** Whether a failure restores the state from before. */
  readonly isTransactional: boolean;
  /** Whether it has input of its own, rather than more of the session's. */
  readonly hasOwnStdin: boolean;
}

const PLAIN = { isTransactional: false, hasOwnStdin: false };

/** A request to run a snippet. @throws TypeError, RangeError, MicroPythonLimitError */
export function runRequest(
  session: RunSettings,
  code: string,
  options: SessionRunOptions = {},
): Request {
  const { isInteractive, ...run } = runSettings(session, options);
  const call = sourceCall(isInteractive ? "interactive" : "run", "code", code, run.settings);
  return { call, ...run };
}

/** A request for the value of the last expression. @throws what `runRequest` throws */
export function evaluateRequest(
  session: RunSettings,
  source: string,
  options: SessionRunOptions = {},
): Request {
  const { isInteractive, ...run } = runSettings(session, options);
  if (isInteractive) {
    throw new TypeError("option interactive is for run; evaluate returns the value");
  }
  const call = sourceCall("evaluate", "source", source, run.settings);
  return { call, ...run };
}

/** A request for access to a global variable. */
export function globalRequest(settings: RunSettings, access: Omit<GlobalCall, "kind">): Request {
  return { call: { kind: "global", ...access }, settings, ...PLAIN };
}

/** A question about text typed at a prompt. @throws TypeError, MicroPythonLimitError */
export function promptRequest(
  settings: RunSettings,
  question: number,
  name: string,
  typed: string,
): Request {
  const text = encodeProgram(name, typed, settings);
  return { call: { kind: "prompt", question, text }, settings, ...PLAIN };
}

function sourceCall(
  kind: SourceCall["kind"],
  name: string,
  code: string,
  settings: RunSettings,
): SourceCall {
  return { kind, source: encodeProgram(name, code, settings), filename: settings.filename };
}
