import { isArrayBuffer, isUint8Array } from "./kinds.js";
import { nearest } from "./nearest.js";

/**
 * Checks that a value is a string that UTF-8 can represent.
 *
 * @param name its name in the error.
 * @throws TypeError if it is not a string, or contains a lone surrogate.
 */
export function checkText(name: string, value: unknown): string {
  if (typeof value !== "string") {
    throw new TypeError(`${name} is ${describe(value)}; allowed is a string`);
  }
  // With the u flag, a surrogate pair is one character and does not match.
  const index = value.search(/\p{Surrogate}/u);
  if (index !== -1) {
    const unit = value.charCodeAt(index).toString(16).toUpperCase();
    throw new TypeError(`${name} has a lone surrogate (U+${unit}) at index ${index}`);
  }
  return value;
}

/**
 * Checks that a value is source text.
 *
 * @param name its name in the error.
 * @throws TypeError if it is not; for bytes or a promise, the message says what to do.
 */
export function checkSource(name: string, value: unknown): string {
  if (isUint8Array(value) || isArrayBuffer(value)) {
    throw new TypeError(`${name} is binary data; decode it to a string first`);
  }
  if (typeof value === "object" && value !== null && "then" in value) {
    throw new TypeError(`${name} is a promise; await it first`);
  }
  return checkText(name, value);
}

/** The numbers that an option accepts. */
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
 * @throws TypeError if it is not a number, RangeError if it is out of range.
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
 * @throws TypeError if it is neither, RangeError if it is out of range.
 */
export function checkLimit(name: string, value: unknown, range: NumberRange): number | null {
  if (value === null) return null;
  if (typeof value === "number" && range.contains(value)) return value;
  return checkNumber(name, value, { ...range, allowed: `${range.allowed}, or null` });
}

/** How each option becomes a setting: a function that checks its value and knows its default. */
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
    if (!Object.hasOwn(normalisers, name)) throw unknownOption(name, Object.keys(normalisers));
  }
  const given = options as Readonly<Record<string, unknown>>;
  const settings: Partial<Settings> = {};
  for (const name of Object.keys(normalisers) as (keyof Settings & string)[]) {
    settings[name] = normalisers[name](given[name]);
  }
  return Object.freeze(settings as Settings);
}

/** The error for an unknown option; it suggests the name that was probably meant. */
export function unknownOption(name: string, allowed: readonly string[]): TypeError {
  const meant = optionWithin(name, allowed) ?? nearest(name, allowed);
  const rest = meant === null ? "allowed are" : `did you mean ${meant}? Allowed are`;
  return new TypeError(`unknown option ${JSON.stringify(name)}; ${rest} ${allowed.join(", ")}`);
}

/** The option whose unit or prefix is missing in a name, or that has one too many. */
function optionWithin(name: string, options: readonly string[]): string | null {
  const wanted = name.toLowerCase();
  if (wanted.length < 4) return null;
  const within = options.find((option) => {
    const known = option.toLowerCase();
    return known.includes(wanted) || wanted.includes(known);
  });
  return within ?? null;
}

/** Checks a boolean option. @throws TypeError */
export function checkFlag(name: string, value: unknown): boolean {
  if (typeof value === "boolean") return value;
  throw new TypeError(`option ${name} is ${describe(value)}; allowed is true or false`);
}

/** Describes any value for an error message. */
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
