/**
 * Checks that a value is a string that UTF-8 can carry.
 *
 * @param name what to call it in the error.
 * @throws TypeError where it is no string, or holds half of a surrogate pair.
 */
export function checkText(name: string, value: unknown): string {
  if (typeof value !== "string") {
    throw new TypeError(`${name} is ${describe(value)}; allowed is a string`);
  }
  // With the u flag, surrogates that pair up are one character and do not match.
  const index = value.search(/\p{Surrogate}/u);
  if (index !== -1) {
    const unit = value.charCodeAt(index).toString(16).toUpperCase();
    throw new TypeError(`${name} has a lone surrogate (U+${unit}) at index ${index}`);
  }
  return value;
}

/** The numbers that an option takes. */
export interface NumberRange {
  /** In words, as in "a whole number from 1 to 9". */
  readonly allowed: string;
  contains(value: number): boolean;
}

/** Whole numbers from `least` to `most`. */
export function wholeNumbers(least: number, most: number): NumberRange {
  return {
    allowed: `a whole number from ${least} to ${most}`,
    contains: (value) => Number.isInteger(value) && value >= least && value <= most,
  };
}

/**
 * Checks an option that is a number.
 *
 * @throws TypeError where it is none, RangeError where it is out of range.
 */
export function checkNumber(name: string, value: unknown, range: NumberRange): number {
  if (typeof value === "number" && range.contains(value)) return value;
  const Refusal = typeof value === "number" ? RangeError : TypeError;
  throw new Refusal(`option ${name} is ${describe(value)}; allowed is ${range.allowed}`);
}

/**
 * Checks an option that is a number, or `null` for no limit.
 *
 * @returns the number, or `null`.
 * @throws TypeError where it is neither, RangeError where it is out of range.
 */
export function checkLimit(name: string, value: unknown, range: NumberRange): number | null {
  if (value === null) return null;
  return checkNumber(name, value, { ...range, allowed: `${range.allowed}, or null` });
}

/** How each option becomes a setting: by what checks its value and knows its default. */
export type Normalisers<Settings> = {
  readonly [Name in keyof Settings]: (value: unknown) => Settings[Name];
};

/**
 * Checks options and fills in the defaults. Every option is read exactly once.
 *
 * @throws TypeError, RangeError naming the option, its value and what is allowed.
 */
export function normalise<Settings extends object>(
  options: unknown,
  normalisers: Normalisers<Settings>,
): Settings {
  if (typeof options !== "object" || options === null) {
    throw new TypeError(`options are ${describe(options)}; allowed is an object`);
  }
  for (const name of Object.keys(options)) {
    if (!Object.hasOwn(normalisers, name)) {
      const allowed = Object.keys(normalisers).join(", ");
      throw new TypeError(`unknown option ${JSON.stringify(name)}; allowed are ${allowed}`);
    }
  }
  const names = Object.keys(normalisers) as (keyof Settings & string)[];
  const given = options as Readonly<Record<string, unknown>>;
  const settings = names.map((name) => [name, normalisers[name](given[name])]);
  return Object.freeze(Object.fromEntries(settings));
}

/** Names a value for an error message, however odd it is. */
export function describe(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "an array";
  switch (typeof value) {
    case "string":
      return JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}…` : value);
    case "object":
      return "an object";
    case "function":
      return "a function";
    default:
      return String(value);
  }
}
