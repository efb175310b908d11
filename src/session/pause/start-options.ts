import { checkNumber, describe, wholeNumbers } from "../../base/check.js";
import {
  checkIdentifier,
  type HostCallable,
  type HostFunctions,
} from "../../base/host-functions.js";
import { isUint8Array } from "../../base/kinds.js";
import { PythonException } from "../../base/python-exception.js";
import type { SessionOptions, SessionRunOptions } from "../session-options.js";

/** How a run may pause. */
export interface PauseOptions {
  /**
   * Names of the functions whose calls pause the run; they need not be among the host functions. All others are
   * called as usual. Awaitable functions cannot pause.
   *
   * @defaultValue all host functions that are not awaitable; for `resume`, also those that paused the run before
   */
  readonly pauseOn?: readonly string[];
  /**
   * How much the run may take from outside, in bytes: the results of its calls, 8 bytes for each reading of a
   * clock, its input, its source, and its output. A run that takes more ends with a `MicroPythonLimitError` of
   * `code: "journal"`. From 0 to 1 GiB.
   *
   * @defaultValue 16 MiB
   */
  readonly maxJournalBytes?: number;
}

/** How a session starts a run that may pause. */
export interface StartOptions extends SessionRunOptions, PauseOptions {}

/** How saved calls are signed. */
export interface SigningOptions {
  /**
   * A secret of any size. A call that was saved with it can only be loaded with it, and one that was not saved
   * with it is refused. It is the key of an HMAC with SHA-256.
   *
   * @defaultValue none: the bytes are not signed
   */
  readonly signingKey?: string | Uint8Array;
}

/** Options for a saved call's session: as for the one that paused, except `argv` and `env`, which are saved. */
export interface ResumeOptions extends SessionOptions, PauseOptions, SigningOptions {}

/** The answer to a pending call: its result, or what the function would have thrown. */
export type CallAnswer =
  | {
      /** The call's result, converted like that of a host function. */
      readonly result: unknown;
    }
  | {
      /** Becomes an exception, as if a host function had thrown it. */
      readonly error: unknown;
    };

const JOURNAL_BYTES = wholeNumbers(0, 2 ** 30);
const DEFAULT_JOURNAL_BYTES = 16 * 1024 * 1024;

/** `PauseOptions` after checking; `pauseOn` is `null` for all. */
export interface PauseSettings {
  readonly pauseOn: readonly string[] | null;
  readonly maxJournalBytes: number;
}

/** Separates the options for pausing from others, and checks them. @throws TypeError, RangeError */
export function separatePauseOptions<Options extends PauseOptions>(
  options: Options,
): { readonly pause: PauseSettings; readonly others: Omit<Options, keyof PauseOptions> } {
  if (typeof options !== "object" || options === null) {
    throw new TypeError(`options are ${describe(options)}; allowed is an object`);
  }
  const { pauseOn = null, maxJournalBytes = DEFAULT_JOURNAL_BYTES, ...others } = options;
  const pause = {
    pauseOn: pauseOn === null ? null : checkNames(pauseOn),
    maxJournalBytes: checkNumber("maxJournalBytes", maxJournalBytes, JOURNAL_BYTES),
  };
  return { pause, others };
}

function checkNames(value: unknown): readonly string[] {
  if (!Array.isArray(value)) {
    throw new TypeError(`option pauseOn is ${describe(value)}; allowed is an array of names`);
  }
  return value.map((name: unknown) => checkIdentifier("option pauseOn", name));
}

/**
 * The functions whose calls pause a run.
 *
 * @param before those that paused it before.
 * @throws TypeError if one of them is awaitable.
 */
export function pausingNames(
  { pauseOn }: PauseSettings,
  functions: HostFunctions,
  before: readonly string[] = [],
): readonly string[] {
  const isAwaitable = (name: string) => typeof functions.get(name) === "object";
  if (pauseOn === null) {
    return [...functions.keys(), ...before].filter((name) => !isAwaitable(name));
  }
  const awaitable = pauseOn.find(isAwaitable);
  if (awaitable === undefined) return pauseOn;
  const allowed = "functions that Python calls without await";
  throw new TypeError(
    `option pauseOn has ${describe(awaitable)}, which is awaitable; allowed are ${allowed}`,
  );
}

/** Functions for the names that have none: `run` calls them, too. */
export function missingFunctions(
  { pauseOn }: PauseSettings,
  isThere: (name: string) => boolean,
  before: readonly string[] = [],
): [name: string, fn: HostCallable][] {
  const missing = (pauseOn ?? before).filter((name) => !isThere(name));
  return missing.map((name) => [
    name,
    () => {
      throw new PythonException("RuntimeError", `${name}() needs a run that can pause`);
    },
  ]);
}

/** Checks the option `signingKey`. @returns `undefined` if there is none. @throws TypeError */
export function checkSigningKey({ signingKey }: SigningOptions): Uint8Array | undefined {
  if (signingKey === undefined) return undefined;
  const isKey = typeof signingKey === "string" || isUint8Array(signingKey);
  if (isKey && signingKey.length > 0) {
    return typeof signingKey === "string" ? new TextEncoder().encode(signingKey) : signingKey;
  }
  const allowed = "a text or a Uint8Array that is not empty";
  throw new TypeError(
    `option signingKey is ${isKey ? "empty" : describe(signingKey)}; allowed is ${allowed}`,
  );
}
