import { describe } from "../base/check.js";
import { normaliseRunOptions, type RunOptions, type RunSettings } from "../base/options.js";

/** How a session runs its snippets; the limits hold for each run anew. */
export interface SessionOptions extends RunOptions {}

/** What one run of a session may have otherwise than the session's options say. */
export interface SessionRunOptions
  extends Omit<
    RunOptions,
    "memoryBytes" | "argv" | "hostFunctions" | "mounts" | "readonlyDir" | "modules"
  > {
  /**
   * Whether a run that does not end well leaves the session as it was before, however it ended.
   *
   * @defaultValue `false`: what the snippet did before it ended stays
   */
  readonly transactional?: boolean;
  /**
   * Whether the snippet is one statement that was typed at a prompt: where it is an expression whose
   * value is not `None`, `repr` of the value goes to `sys.stdout`, and the value to `_`.
   *
   * @defaultValue `false`
   */
  readonly interactive?: boolean;
}

/** Options that belong to the interpreter, and so to the whole session. */
const OF_SESSION: readonly string[] = [
  "memoryBytes",
  "argv",
  "hostFunctions",
  "mounts",
  "readonlyDir",
  "modules",
] satisfies (keyof RunOptions)[];

/**
 * The settings of one run.
 *
 * @throws TypeError, RangeError naming the option, its value and what is allowed.
 */
export function runSettings(
  session: RunSettings,
  options: SessionRunOptions,
): { settings: RunSettings; isTransactional: boolean; isInteractive: boolean } {
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
  if (names.length === 0) return { settings: session, isTransactional, isInteractive };
  const checked = normaliseRunOptions(own);
  const given = names.filter((name) => own[name] !== undefined);
  const changes = Object.fromEntries(given.map((name) => [name, checked[name]]));
  const settings = Object.freeze({ ...session, ...changes });
  return { settings, isTransactional, isInteractive };
}

function checkFlag(name: string, value: unknown): boolean {
  if (typeof value === "boolean") return value;
  throw new TypeError(`option ${name} is ${describe(value)}; allowed is true or false`);
}
