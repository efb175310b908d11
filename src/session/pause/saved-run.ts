import { describe } from "../../base/check.js";
import { isUint8Array } from "../../base/kinds.js";
import type { Platform } from "../../base/platform.js";
import type { SessionOptions } from "../session-options.js";
import { type AskedCall, askedCall } from "./asked-call.js";
import { decodePausedRun } from "./paused-run.js";
import type { SavedRun } from "./requests.js";
import { unsigned } from "./signature.js";
import {
  checkSigningKey,
  missingFunctions,
  type PauseSettings,
  type ResumeOptions,
  type SigningOptions,
  separatePauseOptions,
} from "./start-options.js";

/** What a saved call and the options to resume it say. */
export interface OpenedRun {
  readonly run: SavedRun;
  /** The session's state before the run, as `save` returns it. */
  readonly state: Uint8Array;
  readonly pause: PauseSettings;
  readonly options: SessionOptions;
}

/** Checks and decodes a saved call. @throws TypeError, RangeError, MicroPythonInvalidStateError */
export function openSavedRun(
  bytes: Uint8Array,
  given: ResumeOptions,
  platform: Pick<Platform, "gunzip">,
): OpenedRun {
  const { pause, others } = separatePauseOptions(given);
  const { signingKey: _, ...session } = others;
  const saved = contentOf(bytes, others).slice();
  const { state, journal } = decodePausedRun(saved, platform, pause.maxJournalBytes);
  const { hostFunctions = {} } = session;
  const isThere = (name: string) => Object.hasOwn(hostFunctions, name);
  const missing = missingFunctions(pause, isThere, journal.pauseOn);
  const options =
    missing.length === 0
      ? session
      : { ...session, hostFunctions: { ...hostFunctions, ...Object.fromEntries(missing) } };
  return { run: { saved, journal }, state, pause, options };
}

/** What a saved call asks for, and what its run has written so far. */
export interface SavedCall extends AskedCall {
  /** What the run has written to `sys.stdout` so far. */
  readonly stdout: string;
  /** The same for `sys.stderr`. */
  readonly stderr: string;
}

/** Describes a saved call without running anything. @throws TypeError, RangeError, MicroPythonInvalidStateError */
export function describeSavedCall(
  bytes: Uint8Array,
  given: SigningOptions & Pick<ResumeOptions, "maxJournalBytes">,
  platform: Pick<Platform, "gunzip">,
): SavedCall {
  const { pause, others } = separatePauseOptions(given);
  const saved = contentOf(bytes, others);
  const { journal } = decodePausedRun(saved, platform, pause.maxJournalBytes);
  const { stdout, stderr } = journal;
  return Object.freeze({ ...askedCall(journal.pending), stdout, stderr });
}

function contentOf(bytes: Uint8Array, options: SigningOptions): Uint8Array {
  if (isUint8Array(bytes)) return unsigned(bytes, checkSigningKey(options));
  throw new TypeError(`a saved call is ${describe(bytes)}; allowed is a Uint8Array`);
}
