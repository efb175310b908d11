import {
  checkFlag,
  checkLimit,
  describe,
  type Normalisers,
  normalise,
  wholeNumbers,
} from "../base/check.js";
import { isUint8Array } from "../base/kinds.js";
import {
  complete,
  type Incomplete,
  normaliseRunOptions,
  RUN_NORMALISERS,
  type RunOptions,
  type RunSettings,
} from "../base/options.js";
import type { WasmSource } from "../base/wasm.js";

/** How a session runs its snippets; the limits start afresh for each run. */
export interface SessionOptions extends RunOptions {
  /**
   * The artifact to use: a path, a `file:` URL, its bytes, or a `WebAssembly.Module`.
   *
   * @defaultValue the packaged artifact
   */
  readonly wasm?: WasmSource;
  /**
   * How many sessions of this Python keep their interpreters' memory in this thread: a whole number, or `null`
   * for no limit. When a call of this session ends and there are more, those whose last call is longest ago
   * keep a few kilobytes instead, until their next call; they notice nothing.
   *
   * @defaultValue 64
   */
  readonly maxAwakeSessions?: number | null;
  /**
   * After how many milliseconds without a call the session goes to sleep, however many are awake; in a thread or
   * a process, it gives its worker back. A whole number from 1 to 2,147,483,647, or `null` for never.
   *
   * @defaultValue `null`
   */
  readonly sleepAfterMs?: number | null;
}

/** Options that a single run of a session can override. */
export interface SessionRunOptions
  extends Omit<
    RunOptions,
    | "python"
    | "image"
    | "isolation"
    | "memoryBytes"
    | "argv"
    | "env"
    | "clock"
    | "randomSeed"
    | "hostFunctions"
    | "mounts"
    | "readonlyDir"
    | "modules"
    | "packages"
  > {
  /**
   * Whether a run that fails, for whatever reason, leaves the session as it was before.
   *
   * @defaultValue `false`: what the snippet did before it failed remains
   */
  readonly transactional?: boolean;
  /**
   * Whether the snippet is one statement typed at a prompt: if it is an expression whose value is not
   * `None`, the value's `repr` is written to `sys.stdout`, and `_` becomes the value.
   *
   * @defaultValue `false`
   */
  readonly interactive?: boolean;
}

/** Options of the session that calls of a Python function can override. */
export interface CallOptions
  extends Omit<SessionRunOptions, "filename" | "interactive" | "returnValue" | "maxSourceBytes"> {}

/** How `map` calls its function. */
export interface MapOptions extends Omit<CallOptions, "stdin" | "transactional"> {
  /**
   * Whether the limits apply to each item separately, or once to all items together.
   *
   * @defaultValue `"each"`
   */
  readonly limits?: "each" | "all";
}

/** `SessionOptions` after checking, with every default filled in. */
export interface SessionSettings extends RunSettings {
  readonly wasm: WasmSource | null;
  readonly maxAwakeSessions: number;
  readonly sleepAfterMs: number;
}

const SESSIONS = wholeNumbers(0, Number.MAX_SAFE_INTEGER);
const DEFAULT_AWAKE = 64;
const TIME = wholeNumbers(1, 2 ** 31 - 1);

const NORMALISERS: Normalisers<Incomplete<SessionSettings>> = {
  ...RUN_NORMALISERS,
  // It is checked when it is loaded.
  wasm: (value = null) => value as WasmSource | null,
  maxAwakeSessions: (value = DEFAULT_AWAKE) =>
    checkLimit("maxAwakeSessions", value, SESSIONS) ?? Infinity,
  sleepAfterMs: (value = null) => checkLimit("sleepAfterMs", value, TIME) ?? Infinity,
};

/** Checks options and fills in the defaults. @throws TypeError, RangeError */
export function normaliseSessionOptions(options: SessionOptions = {}): SessionSettings {
  const settings = complete<SessionSettings>(normalise(options, NORMALISERS));
  if (settings.image === null || settings.wasm === null) return settings;
  throw new TypeError(
    "options image and wasm are both given; the image belongs to its own artifact",
  );
}

/** Checks what a session is restored from. @throws TypeError, RangeError */
export function restoreSettings(bytes: Uint8Array, options: SessionOptions | undefined) {
  if (!isUint8Array(bytes)) {
    throw new TypeError(`a saved session is ${describe(bytes)}; allowed is a Uint8Array`);
  }
  for (const name of ["argv", "env"] as const) {
    if (options?.[name] === undefined) continue;
    throw new TypeError(`option ${name} is part of the saved session; it cannot be given again`);
  }
  return normaliseSessionOptions(options);
}

/** Options that belong to the interpreter, and so to the whole session. */
const OF_SESSION: readonly string[] = [
  "python",
  "image",
  "isolation",
  "memoryBytes",
  "argv",
  "env",
  "clock",
  "randomSeed",
  "hostFunctions",
  "mounts",
  "readonlyDir",
  "modules",
  "packages",
  "wasm",
  "maxAwakeSessions",
  "sleepAfterMs",
] satisfies (keyof SessionOptions)[];

/** The settings of one run of a session, besides its code. */
export interface SessionRunSettings {
  readonly settings: RunSettings;
  readonly isTransactional: boolean;
  readonly isInteractive: boolean;
  /** Whether the run has its own input instead of the rest of the session's. */
  readonly hasOwnStdin: boolean;
}

/**
 * The settings of one run.
 *
 * @throws TypeError, RangeError naming the option, its value and what is allowed.
 */
export function runSettings(session: RunSettings, options: SessionRunOptions): SessionRunSettings {
  if (typeof options !== "object" || options === null) {
    throw new TypeError(`options are ${describe(options)}; allowed is an object`);
  }
  const { transactional = false, interactive = false, ...own } = options;
  const isTransactional = checkFlag("transactional", transactional);
  const isInteractive = checkFlag("interactive", interactive);
  const names = Object.keys(own) as (keyof typeof own)[];
  const fixed = names.find((name) => OF_SESSION.includes(name));
  if (fixed !== undefined) {
    throw new TypeError(`option ${fixed} belongs to the session; a single run cannot change it`);
  }
  const flags = { isTransactional, isInteractive };
  if (names.length === 0) return { settings: session, ...flags, hasOwnStdin: false };
  const checked = normaliseRunOptions(own);
  const given = names.filter((name) => own[name] !== undefined);
  const changes = Object.fromEntries(given.map((name) => [name, checked[name]]));
  const settings = Object.freeze({ ...session, ...changes });
  return { settings, ...flags, hasOwnStdin: own.stdin !== undefined };
}

const NOT_FOR_CALLS = ["filename", "interactive", "returnValue", "maxSourceBytes"];

/** The settings of a call. @throws TypeError, RangeError */
export function callSettings(session: RunSettings, options: CallOptions): SessionRunSettings {
  refuseOptions(options, NOT_FOR_CALLS, "is for source text, not for calls");
  return runSettings(session, options);
}

/** The settings of a series of calls. @throws TypeError, RangeError */
export function mapSettings(
  session: RunSettings,
  options: MapOptions,
): { readonly settings: RunSettings; readonly limitsEach: boolean } {
  refuseOptions(options, [...NOT_FOR_CALLS, "stdin", "transactional"], "is not for map");
  const { limits = "each", ...own } = options;
  if (limits !== "each" && limits !== "all") {
    const Refusal = typeof limits === "string" ? RangeError : TypeError;
    throw new Refusal(`option limits is ${describe(limits)}; allowed is "each" or "all"`);
  }
  return { settings: runSettings(session, own).settings, limitsEach: limits === "each" };
}

function refuseOptions(options: object, refused: readonly string[], problem: string): void {
  const name = refused.find((name) => Object.hasOwn(Object(options), name));
  if (name !== undefined) throw new TypeError(`option ${name} ${problem}`);
}

/** Options that a single run of a replay session can override. */
export type ReplayRunOptions = Omit<SessionRunOptions, "transactional" | "interactive">;

/** The settings of one run of a replay session. @throws TypeError, RangeError */
export function replaySettings(session: RunSettings, options: ReplayRunOptions): RunSettings {
  refuseOptions(options, ["transactional", "interactive"], "is not available in a replay session");
  return runSettings(session, options).settings;
}
