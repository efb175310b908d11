import { describe, expect, it } from "vitest";
import { checkHostFunction, checkHostFunctions } from "./host-functions.js";
import { PythonException } from "./python-exception.js";

const fn = () => 1;

describe("the option hostFunctions", () => {
  it("accepts a plain object, with or without a prototype, and keeps a copy", () => {
    const options: Record<string, () => number> = { add: fn, größe: fn, _x1: fn };
    const checked = checkHostFunctions(options);
    options.later = fn;
    expect([...checked]).toEqual([
      ["add", fn],
      ["größe", fn],
      ["_x1", fn],
    ]);
    const bare = Object.assign(Object.create(null), { constructor: fn });
    expect([...checkHostFunctions(bare).keys()]).toEqual(["constructor"]);
  });

  it("accepts only own keys, even if named like a prototype", () => {
    expect([...checkHostFunctions(JSON.parse("{}")).keys()]).toEqual([]);
    const own = Object.create(null);
    Object.defineProperty(own, "__proto__", { value: fn, enumerable: true });
    expect([...checkHostFunctions(own).keys()]).toEqual(["__proto__"]);
  });

  it.each([
    [null, "option hostFunctions is null; allowed is a plain object of functions"],
    [[fn], "option hostFunctions is an array; allowed is"],
    [new Map(), "option hostFunctions is an object; allowed is"],
    ["add", 'option hostFunctions is "add"; allowed is'],
    [fn, "option hostFunctions is a function; allowed is"],
    [{ add: 1 }, "option hostFunctions: add is 1; allowed is a function"],
    [{ add: { call: fn } }, "option hostFunctions: add is an object; allowed is a function, or {"],
    [{ add: { call: 1, awaitable: true } }, "option hostFunctions: add is an object; allowed is"],
    [{ add: { call: fn, awaitable: 1 } }, "option hostFunctions: add is an object; allowed is"],
  ])("refuses %j with a TypeError", (value, message) => {
    expect(() => checkHostFunctions(value)).toThrow(TypeError);
    expect(() => checkHostFunctions(value)).toThrow(message);
  });

  it.each([
    "",
    "1st",
    "a b",
    "a-b",
    "a.b",
    "a\0b",
    "class",
    "None",
    "a\n",
    "\ud800",
    "x".repeat(256),
  ])("refuses the name %j with a RangeError", (name) => {
    expect(() => checkHostFunctions({ [name]: fn })).toThrow(RangeError);
    expect(() => checkHostFunctions({ [name]: fn })).toThrow("allowed is a Python identifier");
  });
});

describe("a host function by itself", () => {
  it("has the caller's name for it in errors", () => {
    expect(checkHostFunction("registerFunction", "add", fn)).toBe(fn);
    const message = "registerFunction: the name is undefined; allowed is a string";
    expect(() => checkHostFunction("registerFunction", undefined, fn)).toThrow(message);
  });
});

describe("a PythonException", () => {
  it("has a built-in class and a message", () => {
    const error = new PythonException("KeyError", "apple");
    expect(error).toBeInstanceOf(Error);
    expect(error).toMatchObject({ name: "PythonException", pythonType: "KeyError" });
    expect([error.message, new PythonException("OSError").message]).toEqual(["apple", ""]);
  });

  it("refuses an unknown class, and a message that is not text", () => {
    const allowed = "allowed is the name of a built-in Python exception class";
    expect(() => new PythonException("Oops", "x")).toThrow(
      new RangeError(`pythonType is "Oops"; ${allowed}`),
    );
    expect(() => new PythonException(5 as never)).toThrow(
      new TypeError(`pythonType is 5; ${allowed}`),
    );
    expect(() => new PythonException("KeyError", 5 as never)).toThrow(TypeError);
    expect(() => new PythonException("KeyError", "\ud800")).toThrow(TypeError);
  });
});
