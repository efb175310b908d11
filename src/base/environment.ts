import { checkText, describe } from "./check.js";
import { isPlainObject } from "./kinds.js";

/**
 * Checks the option `env`.
 *
 * @returns names and values, in the order given.
 * @throws TypeError, RangeError naming the variable and what is allowed.
 */
export function checkEnvironment(value: unknown): readonly (readonly [string, string])[] {
  if (!isPlainObject(value)) {
    throw new TypeError(`option env is ${describe(value)}; allowed is a plain object of strings`);
  }
  return Object.freeze(
    Object.entries(value).map(([name, text]) => {
      const what = `option env: ${describe(name)}`;
      // Python refuses the same names.
      if (name === "" || /[=\0]/.test(checkText("option env: a name", name))) {
        throw new RangeError(
          `${what} is not a name; allowed is text without "=" and NUL characters`,
        );
      }
      if (checkText(what, text).includes("\0")) {
        throw new RangeError(`${what} has a NUL character; allowed is text without`);
      }
      return [name, text as string] as const;
    }),
  );
}
