import {
  SANDBOX_PROMPT_COMPLETIONS,
  SANDBOX_PROMPT_IS_COMPLETE,
  SANDBOX_RUN_EVALUATE,
  SANDBOX_RUN_STATEMENT,
  SANDBOX_VALUE_MAX_BYTES,
} from "../abi/constants.js";
import { encodeArguments } from "../abi/encode-value.js";
import { checkFunctionName } from "../base/host-functions.js";
import { splitKeywords } from "../base/kwargs.js";
import type { RunSettings } from "../base/options.js";
import type { GlobalCall, GuestCall, MapCall, SourceCall } from "../engine/calls.js";
import { type CallHost, encodeProgram, programPurpose } from "./execution.js";
import type { Pausing } from "./pause/pausing.js";
import {
  type CallOptions,
  callSettings,
  runSettings,
  type SessionRunOptions,
} from "./session-options.js";

/** A request to a session: checked and copied, so that nothing can change it meanwhile. */
export interface Request {
  readonly call: GuestCall;
  readonly settings: RunSettings;
  /** Whether a failure restores the state from before. */
  readonly isTransactional: boolean;
  /** Whether it has its own input instead of the rest of the session's. */
  readonly hasOwnStdin: boolean;
  /** Time that counts as the request's own, in milliseconds; by default none. */
  readonly earlierMs?: number;
  /** The parts of the host that are in another thread; by default there are none. */
  readonly remote?: CallHost;
  /** If the call may pause. */
  readonly pausing?: Pausing;
}

const PLAIN = { isTransactional: false, hasOwnStdin: false };

/** A request to run a snippet. @throws TypeError, RangeError, MicroPythonLimitError */
export function runRequest(
  session: RunSettings,
  code: string,
  options: SessionRunOptions = {},
): Request {
  const { isInteractive, ...run } = runSettings(session, options);
  const purpose = isInteractive ? SANDBOX_RUN_STATEMENT : programPurpose(run.settings);
  return { call: sourceCall(purpose, "code", code, run.settings), ...run };
}

/** A request for the value of the last statement. @throws what `runRequest` throws */
export function evaluateRequest(
  session: RunSettings,
  source: string,
  options: SessionRunOptions = {},
): Request {
  const { isInteractive, ...run } = runSettings(session, options);
  if (isInteractive) {
    throw new TypeError("option interactive is for run; evaluate returns the value");
  }
  const call = sourceCall(SANDBOX_RUN_EVALUATE, "source", source, run.settings);
  // Like Python's `eval`.
  const start = call.source.findIndex((byte) => byte !== SPACE && byte !== TAB);
  return { call: { ...call, source: call.source.subarray(Math.max(0, start)) }, ...run };
}

const SPACE = 0x20;
const TAB = 0x09;

/** A request to call a Python function. @throws TypeError, RangeError */
export function callRequest(
  session: RunSettings,
  name: string,
  args: readonly unknown[],
  options?: CallOptions,
): Request {
  const { positional, keywords } = splitKeywords(args);
  const call = {
    kind: "call",
    name: checkFunctionName(name),
    args: encodeArguments(positional, keywords, SANDBOX_VALUE_MAX_BYTES),
  } as const;
  if (options === undefined) return { call, settings: session, ...PLAIN };
  const { settings, isTransactional, hasOwnStdin } = callSettings(session, options);
  return { call, settings, isTransactional, hasOwnStdin };
}

/**
 * Returns what makes the requests to call one Python function.
 *
 * @throws TypeError, RangeError now, if the name or an option is invalid.
 */
export function callRequests(
  session: RunSettings,
  name: string,
  options?: CallOptions,
): (args: readonly unknown[]) => Request {
  const own = options && { ...options };
  const requestOf = (args: readonly unknown[]) => callRequest(session, name, args, own);
  requestOf([]);
  return requestOf;
}

/** A request to call a Python function with each of several items. */
export function mapRequest(settings: RunSettings, call: Omit<MapCall, "kind">): Request {
  return { call: { kind: "map", ...call }, settings, ...PLAIN };
}

/** A request for access to a global variable. */
export function globalRequest(settings: RunSettings, access: Omit<GlobalCall, "kind">): Request {
  return { call: { kind: "global", ...access }, settings, ...PLAIN };
}

/** A request for whether a text typed at a prompt is complete. @throws TypeError, MicroPythonLimitError */
export function isCompleteRequest(settings: RunSettings, source: string): Request {
  const text = encodeProgram("source", source, settings);
  const call = { kind: "prompt", question: SANDBOX_PROMPT_IS_COMPLETE, text } as const;
  return { call, settings, ...PLAIN };
}

/** A request for the ways to complete such a text. @throws TypeError, MicroPythonLimitError */
export function completionsRequest(settings: RunSettings, prefix: string): Request {
  const text = encodeProgram("prefix", prefix, settings);
  const call = { kind: "prompt", question: SANDBOX_PROMPT_COMPLETIONS, text } as const;
  return { call, settings, ...PLAIN };
}

function sourceCall(
  purpose: number,
  name: string,
  code: string,
  settings: RunSettings,
): SourceCall {
  const source = encodeProgram(name, code, settings);
  return { kind: "source", purpose, source, filename: settings.filename };
}
