import { describe, type Normalisers, normalise } from "../base/check.js";
import {
  complete,
  normaliseRunOptions,
  RUN_NORMALISERS,
  type RunOptions,
  type RunSettings,
} from "../base/options.js";
import type { WasmSource } from "../base/wasm.js";

/** How a session runs its snippets; each run gets the limits anew. */
export interface SessionOptions extends RunOptions {
  /**
   * The artifact to use: a path, a `file:` URL, its bytes, or a `WebAssembly.Module`.
   *
   * @defaultValue the artifact that comes with the package
   */
  readonly wasm?: WasmSource;
}

/** What a single run of a session may set differently from the session's own options. */
export interface SessionRunOptions
  extends Omit<
    RunOptions,
    "python" | "memoryBytes" | "argv" | "hostFunctions" | "mounts" | "readonlyDir" | "modules"
  > {
  /**
   * Whether a run that fails, for whatever reason, leaves the session as it was before.
   *
   * @defaultValue `false`: what the snippet did until then stays
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

/** `SessionOptions` after checking, with every default filled in. */
export interface SessionSettings extends RunSettings {
  readonly wasm: WasmSource | null;
}

const NORMALISERS: Normalisers<SessionSettings> = {
  ...RUN_NORMALISERS,
  // What it is worth shows when it is loaded.
  wasm: (value = null) => value as WasmSource | null,
};

/** Checks options and fills in the defaults. @throws TypeError, RangeError */
export function normaliseSessionOptions(options: SessionOptions = {}): SessionSettings {
  return complete(normalise(options, NORMALISERS));
}

/** Options that belong to the interpreter, and so to the whole session. */
const OF_SESSION: readonly string[] = [
  "python",
  "memoryBytes",
  "argv",
  "hostFunctions",
  "mounts",
  "readonlyDir",
  "modules",
  "wasm",
] satisfies (keyof SessionOptions)[];

/** What a run of a session is asked for, besides its code. */
export interface SessionRunSettings {
  readonly settings: RunSettings;
  readonly isTransactional: boolean;
  readonly isInteractive: boolean;
  /** Whether the run has input of its own, rather than more of the session's. */
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

/** What a single run of a replay session may set differently from the session's own options. */
export type ReplayRunOptions = Omit<SessionRunOptions, "transactional" | "interactive">;

/** The settings of one run of a replay session. @throws TypeError, RangeError */
export function replaySettings(session: RunSettings, options: ReplayRunOptions): RunSettings {
  const refused = ["transactional", "interactive"].find((name) =>
    Object.hasOwn(Object(options), name),
  );
  if (refused !== undefined) {
    throw new TypeError(`option ${refused} is not available in a replay session`);
  }
  return runSettings(session, options).settings;
}

function checkFlag(name: string, value: unknown): boolean {
  if (typeof value === "boolean") return value;
  throw new TypeError(`option ${name} is ${describe(value)}; allowed is true or false`);
}
