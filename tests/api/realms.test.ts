import { createContext, runInContext } from "node:vm";
import { kwargs, MicroPythonSessionSync, runSync } from "micropython-wasm";
import { describe, expect, it } from "vitest";

const context = createContext({});

/** A value from another realm, as in a frame or a test runner's sandbox: it has its own classes. */
const other = (code: string) => runInContext(code, context);

describe("a value from another realm", () => {
  it.each([
    ["({ a: 1 })", { a: 1 }],
    ["[{ a: [1] }]", [{ a: [1] }]],
    [`JSON.parse('{"a": [1]}')`, { a: [1] }],
    ["new Map([[1, 2]])", new Map([[1, 2]])],
    ["new Set([1])", new Set([1])],
    ["new Uint8Array([97])", new Uint8Array([97])],
    ["new Uint8Array([97]).buffer", new Uint8Array([97])],
    ["Object.create(null)", {}],
  ])("crosses like one from this realm: %s", (code, expected) => {
    const hostFunctions = { f: () => other(code) };
    expect(runSync("f()", { hostFunctions }).value).toEqual(expected);
    const session = new MicroPythonSessionSync();
    session.globals.set("x", other(code));
    expect(session.evaluate("x")).toEqual(expected);
  });

  it.each([
    "new (class Row {})()",
    "new Date(0)",
    "new Float64Array(1)",
    "new (class extends (class {}) {})()",
    "Object.create(Object.create({ a: 1 }))",
    "({ [Symbol.toStringTag]: 'Map', __proto__: { x: 1 } })",
  ])("does not cross if one from this realm would not: %s", (code) => {
    const hostFunctions = { f: () => other(code) };
    expect(() => runSync("f()", { hostFunctions })).toThrow(/which cannot be passed to Python$/);
  });

  it("can be an option", () => {
    const hostFunctions = other("({ f: (x) => x + 1 })");
    expect(runSync("f(2)", { hostFunctions }).value).toBe(3);
    expect(runSync("input()", { stdin: other("new Uint8Array([97, 10])") }).value).toBe("a");
    expect(runSync("import os\nos.getenv('A')", { env: other("({ A: 'b' })") }).value).toBe("b");
    const read = "open('/d/a').read()";
    const mounts = other("[{ path: '/d', files: { a: new Uint8Array([120]) } }]");
    expect(runSync(read, { mounts }).value).toBe("x");
    expect(runSync("import m\nm.v", { modules: other("({ 'm.py': 'v = 1' })") }).value).toBe(1);
  });

  it("can be an argument, an item or a saved session", () => {
    const session = new MicroPythonSessionSync();
    session.run("def f(x, **k): return [x, k]");
    expect(session.call("f", other("({ a: 1 })"), kwargs(other("({ b: 2 })")))).toEqual([
      { a: 1 },
      { b: 2 },
    ]);
    expect(Array.from(session.map("len", other("new Set([[1], [1, 2]])")))).toEqual([1, 2]);
    context.bytes = session.save();
    const restored = MicroPythonSessionSync.restore(other("new Uint8Array(bytes)"));
    expect(restored.evaluate("f(1)")).toEqual([1, {}]);
  });

  it("can be thrown", () => {
    const hostFunctions = { f: other("() => { throw new TypeError('boom'); }") };
    expect(() => runSync("f()", { hostFunctions })).toThrow("RuntimeError: TypeError: boom");
  });
});
