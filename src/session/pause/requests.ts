import { SANDBOX_CALL_JSON } from "../../abi/constants.js";
import { decodeShortText } from "../../abi/decode-value.js";
import { encodeValue } from "../../abi/encode-value.js";
import { describe } from "../../base/check.js";
import type { HostCallable, HostFunctions } from "../../base/host-functions.js";
import { isPlainObject } from "../../base/kinds.js";
import { mountsOf, type RunSettings } from "../../base/options.js";
import { type Answer, HostAnswers } from "../../engine/host-answers.js";
import { type Request, runRequest } from "../requests.js";
import { limitError } from "../result.js";
import type { HostCall, Journal } from "./journal.js";
import type { Pause, Pausing } from "./pausing.js";
import {
  type CallAnswer,
  missingFunctions,
  type PauseSettings,
  pausingNames,
  type StartOptions,
  separatePauseOptions,
} from "./start-options.js";

/** A request whose run may pause. */
export type PausingRequest = Request & { readonly pausing: Pausing };

/** A paused run from elsewhere: as bytes, and its journal, which is in them. */
export interface SavedRun {
  readonly saved: Uint8Array;
  readonly journal: Journal;
}

/** The interpreter of a session whose run may pause. */
interface PausingInterpreter {
  readonly settings: RunSettings;
  readonly hostFunctions: HostFunctions;
  register(fn: HostCallable, name: string): void;
}

/**
 * A request to run a snippet that may pause. Names that have no function get one.
 *
 * @throws TypeError, RangeError, MicroPythonLimitError
 */
export function startRequest(
  interpreter: PausingInterpreter,
  code: string,
  options: StartOptions,
): PausingRequest {
  const { settings, hostFunctions } = interpreter;
  const { pause, others } = separatePauseOptions(options);
  const pauseOn = pausingNames(pause, hostFunctions);
  refuseOutside(settings);
  const request = runRequest(settings, code, others);
  for (const [name, fn] of missingFunctions(pause, (name) => hostFunctions.has(name))) {
    interpreter.register(fn, name);
  }
  return { ...request, pausing: { pauseOn, maxJournalBytes: pause.maxJournalBytes, from: null } };
}

/** A request to continue a run that was paused elsewhere. @throws what `answered` throws */
export function resumeRequest(
  { settings, hostFunctions }: PausingInterpreter,
  { saved, journal }: SavedRun,
  answer: CallAnswer,
  pause: PauseSettings,
): PausingRequest {
  const pauseOn = pausingNames(pause, hostFunctions, journal.pauseOn);
  refuseOutside(settings);
  const { source } = journal.program;
  if (source.length > settings.maxSourceBytes) throw limitError("source", settings, {});
  const call = { kind: "source", ...journal.program } as const;
  const pausing = { pauseOn, maxJournalBytes: pause.maxJournalBytes, from: null };
  const request = { call, settings, isTransactional: false, hasOwnStdin: false, pausing };
  return answered(request, { saved, pending: journal.pending }, answer);
}

/**
 * A request to continue the run that another request began.
 *
 * @throws TypeError, RangeError if the answer cannot be passed to Python.
 */
export function answered(
  request: PausingRequest,
  { saved, pending }: Pause,
  answer: CallAnswer,
): PausingRequest {
  const from = { saved, answer: encodeAnswer(pending, answer, request.settings) };
  return { ...request, pausing: { ...request.pausing, from } };
}

/** What folders of the host and stores hold is not in a state, and what was written there would be written again. */
function refuseOutside(settings: RunSettings): void {
  const outside = mountsOf(settings).find(({ kind }) => kind === "hostDir" || kind === "store");
  if (outside === undefined) return;
  const kind = outside.kind === "store" ? "a store" : "a folder of the host";
  throw new TypeError(
    `a run cannot pause with ${kind}, at ${describe(outside.path)}; allowed are mounts with files or memory`,
  );
}

function encodeAnswer(
  { form, name, payload }: HostCall,
  answer: CallAnswer,
  settings: RunSettings,
): Answer {
  const isAnswer =
    isPlainObject(answer) && Object.hasOwn(answer, "result") !== Object.hasOwn(answer, "error");
  if (!isAnswer) {
    throw new TypeError(`the answer is ${describe(answer)}; allowed is { result } or { error }`);
  }
  const call = () => {
    if ("error" in answer) throw answer.error;
    return answer.result;
  };
  const { maxHostResultBytes } = settings;
  const hostFunctions = new Map([[decodeShortText(name, "replace"), call]]);
  const given = new HostAnswers({ hostFunctions, maxHostResultBytes }).answer(form, name, payload);
  // The caller, not Python, should learn that it cannot be passed.
  if ("result" in answer && form !== SANDBOX_CALL_JSON) {
    encodeValue(answer.result, { root: "result", maxBytes: maxHostResultBytes });
  }
  return { kind: given.kind, value: given.value.slice() };
}
