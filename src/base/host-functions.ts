import { describe } from "./check.js";
import { isPlainObject } from "./kinds.js";

/**
 * A function that Python code may call. It receives Python's positional arguments in order. If Python
 * passes keyword arguments, one object without a prototype follows that holds them.
 *
 * @example
 * ```ts
 * // In Python: greet("Ada", loud=True)
 * const greet: HostFunction = (name: string, { loud = false } = {}) =>
 *   loud ? `HELLO, ${name}` : `hello, ${name}`;
 * ```
 */
// biome-ignore lint/suspicious/noExplicitAny: functions of any parameters may be handed in
export type HostFunction = (...args: any[]) => unknown;

/**
 * A host function whose calls are awaited in Python, as those of an `async def` function: several can be under
 * way at the same time.
 *
 * @example
 * ```ts
 * const load: AwaitableFunction = { call: async (id: number) => `row ${id}`, awaitable: true };
 * const code = `
 * import asyncio
 * async def main(): return await asyncio.gather(load(1), load(2))
 * asyncio.run(main())`;
 * (await run(code, { hostFunctions: { load } })).value; // ["row 1", "row 2"]
 * ```
 */
export interface AwaitableFunction {
  /** Is called at once; what it returns, or its promise resolves to, is the result of `await`. */
  readonly call: HostFunction;
  /** Tells it from other objects. */
  readonly awaitable: true;
}

const KEYWORDS: ReadonlySet<string> = new Set(
  `False None True __debug__ and as assert async await break class continue def del elif else except
   finally for from global if import in is lambda nonlocal not or pass raise return try while with
   yield`.split(/\s+/),
);

/** Maximum length of a name; a longer one names no function. */
export const MAX_NAME_LENGTH = 255;

/** Checks that a name is a Python identifier. @throws TypeError, RangeError that begin with `what` */
export function checkIdentifier(what: string, name: unknown): string {
  if (typeof name !== "string") {
    throw new TypeError(`${what}: the name is ${describe(name)}; allowed is a string`);
  }
  if (!isIdentifier(name) || name.length > MAX_NAME_LENGTH) {
    const allowed = `a Python identifier of up to ${MAX_NAME_LENGTH} characters that is no keyword`;
    throw new RangeError(`${what}: the name is ${describe(name)}; allowed is ${allowed}`);
  }
  return name;
}

/**
 * Checks the name of a Python function, such as `"transform"` or `"Class.method"`.
 *
 * @throws TypeError, RangeError
 */
export function checkFunctionName(name: unknown): string {
  if (typeof name !== "string") {
    throw new TypeError(`the function's name is ${describe(name)}; allowed is a string`);
  }
  if (name.length > MAX_NAME_LENGTH || !name.split(".").every(isIdentifier)) {
    const allowed = `Python identifiers with dots between them, up to ${MAX_NAME_LENGTH} characters`;
    throw new RangeError(`the function's name is ${describe(name)}; allowed are ${allowed}`);
  }
  return name;
}

/** Whether a text can name something in Python. */
export function isIdentifier(name: string): boolean {
  return /^[\p{ID_Start}_]\p{ID_Continue}*$/u.test(name) && !KEYWORDS.has(name);
}

/** What Python code may call. */
export type HostCallable = HostFunction | AwaitableFunction;

/** The same, by name. */
export type HostFunctions = ReadonlyMap<string, HostCallable>;

/** The name that a function has by itself. */
export function ownName(fn: HostCallable): unknown {
  return typeof fn === "function" ? fn.name : undefined;
}

/**
 * Checks the name and the function of a host function.
 *
 * @throws TypeError, RangeError that begin with `what`.
 */
export function checkHostFunction(what: string, name: unknown, fn: unknown): HostCallable {
  checkIdentifier(what, name);
  if (typeof fn === "function") return fn as HostFunction;
  const { call, awaitable } = isPlainObject(fn) ? fn : {};
  if (typeof call === "function" && awaitable === true) {
    return Object.freeze({ call: call as HostFunction, awaitable });
  }
  const allowed = "a function, or { call: a function, awaitable: true }";
  throw new TypeError(`${what}: ${name} is ${describe(fn)}; allowed is ${allowed}`);
}

/** Checks the option `hostFunctions`, and returns a copy. @throws TypeError, RangeError */
export function checkHostFunctions(value: unknown): HostFunctions {
  const what = "option hostFunctions";
  if (!isPlainObject(value)) {
    throw new TypeError(`${what} is ${describe(value)}; allowed is a plain object of functions`);
  }
  const entries = Object.entries(value);
  return new Map(entries.map(([name, fn]) => [name, checkHostFunction(what, name, fn)]));
}
