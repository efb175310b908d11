import { type ParseArgsConfig, parseArgs } from "node:util";
import { BuildError } from "./progress.js";

type Options = NonNullable<ParseArgsConfig["options"]>;

/** A wrong command line; its message is all that the user needs. */
export class UsageError extends BuildError {
  override readonly name = "UsageError";
}

/**
 * Reads options, and nothing else, from a command line.
 *
 * @throws UsageError if there is anything else.
 */
export function parseCommandLine<const T extends Options>(
  argv: readonly string[],
  options: T,
): ReturnType<typeof parseArgs<{ args: string[]; options: T }>>["values"] {
  try {
    return parseArgs({ args: [...argv], options }).values;
  } catch (error) {
    throw new UsageError(`${(error as Error).message}\nTry --help.`);
  }
}

/**
 * Reads an option that is a whole number from 1 to `most`.
 *
 * @throws UsageError naming the option, the value and what is allowed.
 */
export function parseWhole(
  name: string,
  value: string | undefined,
  { otherwise, most }: { otherwise: number; most: number },
): number {
  const number = Number(value ?? otherwise);
  if (Number.isInteger(number) && number >= 1 && number <= most) return number;
  throw new UsageError(`--${name} is "${value}"; allowed is a whole number from 1 to ${most}`);
}

/**
 * Reads an option that is a regular expression; `null` if it is not given.
 *
 * @throws UsageError naming the option, the value and what is allowed.
 */
export function parsePattern(name: string, value: string | undefined): RegExp | null {
  if (value === undefined) return null;
  try {
    return new RegExp(value);
  } catch {
    throw new UsageError(`--${name} is "${value}"; allowed is a regular expression`);
  }
}
