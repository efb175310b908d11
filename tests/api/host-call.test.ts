import { PythonException, type RunOptions } from "micropython-wasm";
import { describe, expect, it, vi } from "vitest";
import { type HostFunctions, printed, throwing } from "./printed.js";

describe("host.call", () => {
  const add = (a: number, b: number) => a + b;
  const call = (
    name: string,
    payload: string,
    hostFunctions: HostFunctions,
    options?: RunOptions,
  ) =>
    printed(
      `import host\nprint(host.call(${JSON.stringify(name)}, ${JSON.stringify(payload)}))`,
      hostFunctions,
      options,
    );

  it("returns JSON", () => {
    expect(call("add", '{"args": [2, 3], "kwargs": {}}', { add })).toBe('{"ok":true,"value":5}');
    expect(call("get", "{}", { get: () => undefined })).toBe('{"ok":true,"value":null}');
    const keywords = (...args: unknown[]) => args;
    expect(call("f", '{"args": [1], "kwargs": {"a": [2]}}', { f: keywords })).toBe(
      '{"ok":true,"value":[1,{"a":[2]}]}',
    );
  });

  it("returns an error, too", () => {
    const fail = throwing(new TypeError("bad"));
    const failPython = throwing(new PythonException("ValueError", "bad"));
    const f = { fail, failPython, add };
    expect(call("missing", "{}", f)).toBe(`{"ok":false,"error":"KeyError: 'missing'"}`);
    expect(call("it's", "{}", f)).toBe(`{"ok":false,"error":"KeyError: 'it\\\\'s'"}`);
    expect(call("fail", "{}", f)).toBe('{"ok":false,"error":"TypeError: bad"}');
    expect(call("failPython", "{}", f)).toBe('{"ok":false,"error":"ValueError: bad"}');
    const shape = String.raw`{"ok":false,"error":"TypeError: the payload is not {\"args\": [...], \"kwargs\": {...}}"}`;
    expect(call("add", '{"args": 5}', f)).toBe(shape);
    expect(call("add", '{"kwargs": []}', f)).toBe(shape);
    expect(call("add", "[1]", f)).toBe(shape);
    expect(call("add", "{", f)).toBe('{"ok":false,"error":"ValueError: the payload is not JSON"}');
  });

  it.each([
    [[() => 1], "TypeError: result[0] is a function, which JSON cannot represent"],
    [{ a: Number.NaN }, "TypeError: result.a is NaN, which JSON cannot represent"],
    [new Map(), "TypeError: result is an instance of a class, which JSON cannot represent"],
    [{ toJSON: () => "x" }, "TypeError: result.toJSON is a function, which JSON cannot represent"],
  ])("returns an error if JSON cannot represent the result: case %#", (value, error) => {
    expect(JSON.parse(call("get", "{}", { get: () => value }))).toEqual({ ok: false, error });
  });

  it("raises ValueError if the answer is too large", () => {
    const code = "import host\ntry: host.call('get', '{}')\nexcept ValueError as e: print(e)";
    const tooLarge = "host callback result too large";
    expect(printed(code, { get: () => "x".repeat(300_000) })).toBe(tooLarge);
    expect(printed(code, { get: () => "x".repeat(80) }, { maxHostResultBytes: 100 })).toBe(
      tooLarge,
    );
    expect(printed(code, { get: () => "x".repeat(60) }, { maxHostResultBytes: 100 })).toBe("");
  });

  it("treats keys as data", () => {
    const seen = vi.fn();
    call("seen", '{"args": [{"__proto__": {"x": 1}}], "kwargs": {"__proto__": 1}}', { seen });
    const [[value, keywords]] = seen.mock.calls as [[object, object]];
    for (const object of [value, keywords]) {
      expect(Object.getPrototypeOf(object)).toBeNull();
      expect(Object.keys(object)).toEqual(["__proto__"]);
    }
  });
});
