import { describe } from "./check.js";
import { checkIdentifier } from "./host-functions.js";
import { isPlainObject } from "./kinds.js";

/**
 * Keyword arguments for a Python function: `kwargs` creates them, and they are the last argument of
 * `session.call`.
 *
 * @example
 * ```ts
 * const loudly: KeywordArguments = kwargs({ loud: true });
 * loudly.values.loud; // true
 * ```
 */
export class KeywordArguments {
  /** Names and values; an object without a prototype. */
  readonly values: Readonly<Record<string, unknown>>;

  /** @internal */
  constructor(values: unknown) {
    if (!isPlainObject(values)) {
      throw new TypeError(`kwargs: ${describe(values)}; allowed is a plain object`);
    }
    const entries = Object.entries(values);
    for (const [name] of entries) checkIdentifier("kwargs", name);
    this.values = Object.freeze(Object.assign(Object.create(null), Object.fromEntries(entries)));
  }
}

/**
 * Marks arguments that are passed to a Python function by keyword.
 *
 * @param values the arguments by name: own keys of a plain object.
 * @throws TypeError, RangeError if a name is not a Python identifier.
 * @example
 * ```ts
 * const session = new MicroPythonSessionSync();
 * session.run("def area(width, height=1): return width * height");
 * session.call("area", 3, kwargs({ height: 4 })); // 12
 * ```
 */
export function kwargs(values: Readonly<Record<string, unknown>>): KeywordArguments {
  return new KeywordArguments(values);
}

/** Separates keyword arguments, which come last, from positional ones. @throws TypeError */
export function splitKeywords(args: readonly unknown[]): {
  readonly positional: readonly unknown[];
  readonly keywords: Readonly<Record<string, unknown>> | null;
} {
  const last = args.at(-1);
  const positional = last instanceof KeywordArguments ? args.slice(0, -1) : args;
  if (positional.some((argument) => argument instanceof KeywordArguments)) {
    throw new TypeError("kwargs is not the last argument; allowed is one, after all others");
  }
  return { positional, keywords: last instanceof KeywordArguments ? last.values : null };
}
