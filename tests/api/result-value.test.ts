import {
  MicroPythonReplaySessionSync,
  MicroPythonSessionSync,
  type PythonName,
  run,
  runSync,
} from "micropython-wasm";
import { describe, expect, it } from "vitest";

const PYTHONS: PythonName[] = ["micropython", "cpython"];

describe.each(PYTHONS)("the result of a run in %s", (python) => {
  const resultOf = (code: string) => runSync(code, { python, fuel: null, wallTimeoutMs: 20_000 });

  it.each([
    ["1 + 1", 2, "2"],
    ["x = [1, (2, 3)]\nx", [1, [2, 3]], "[1, (2, 3)]"],
    ["'text'", "text", "'text'"],
    ["None", null, "None"],
    ["print('hello')", null, "None"],
    ["a = 1; a + 1", 2, "2"],
    ["x = 5\n\n# the end\n  \nx\n\n# really", 5, "5"],
    ["(1,\n 2)", [1, 2], "(1, 2)"],
    ["'''only\na docstring'''", "only\na docstring", "'only\\na docstring'"],
    ["2 ** 70", 2n ** 70n, "1180591620717411303424"],
    ["import sys\nsys.argv", ["-c"], "['-c']"],
    ["def f():\n    return {'a': b'x'}\nf()", { a: new Uint8Array([120]) }, "{'a': b'x'}"],
  ])("has the value of the last statement: %j", (code, value, repr) => {
    expect(resultOf(code)).toMatchObject({ value, repr });
  });

  it.each([
    "",
    "# nothing",
    "x = 1",
    "x: int",
    "x: int = 1",
    "x = 1; x += 1",
    "if True:\n    5",
    "for i in range(3): i",
    "def f(): return 1",
    "import sys",
    "pass",
  ])("has no value if the last statement is not an expression: %j", (code) => {
    expect(resultOf(code)).toMatchObject({ value: undefined, repr: undefined });
  });

  it("has the repr of a value that cannot be passed to the host", () => {
    const point = "class Point:\n    def __repr__(self): return 'Point(1, 2)'\n";
    expect(resultOf(`${point}Point()`)).toMatchObject({ value: undefined, repr: "Point(1, 2)" });
    expect(resultOf("lambda: 1").repr).toMatch(/^<function <lambda> at 0x[0-9a-f]+>$/);
    expect(resultOf("[0] * 300_000")).toMatchObject({ value: undefined });
  });

  it("has neither if repr fails, and the run succeeds", () => {
    const raising = "class A:\n    def __repr__(self): raise KeyboardInterrupt\n";
    expect(resultOf(`${raising}A()`)).toMatchObject({ value: undefined, repr: undefined });
    const looping = "class A:\n    def __repr__(self): return repr(self)\n";
    expect(resultOf(`${looping}A()`)).toMatchObject({ value: undefined, repr: undefined });
  });

  it("has at most 64 KiB of a repr", () => {
    expect(resultOf("'x' * 100_000").repr).toBe(`'${"x".repeat(65_535)}`);
  });

  it("includes what was printed, too", () => {
    expect(resultOf("print('a')\n'b'")).toMatchObject({ stdout: "a\n", value: "b" });
  });

  it("has the value from before the functions that run at exit", () => {
    const code =
      python === "cpython"
        ? "import atexit\nx = [1]\natexit.register(x.clear)\nx"
        : "import sys\nx = [1]\nsys.atexit(x.clear)\nx";
    expect(resultOf(code)).toMatchObject({ value: [1], repr: "[1]" });
  });

  it("raises compile errors before anything runs", () => {
    const early = expect.objectContaining({ pythonType: "SyntaxError", stdout: "" });
    expect(() => resultOf("print(1)\n(yield)")).toThrow(early);
    expect(() => resultOf("print(1)\n[x := 1 for x in [2]]\n*a")).toThrow(early);
  });

  it("names the line of the last statement if that raises", () => {
    expect(() => resultOf("x = 0\n\n1 / x")).toThrow(expect.objectContaining({ line: 3 }));
  });

  it("also comes from sessions, and from a promise", async () => {
    const session = new MicroPythonSessionSync({ python });
    session.run("x = 20");
    expect(session.run("x * 2")).toMatchObject({ value: 40, repr: "40" });
    expect(session.run("7", { interactive: true }).value).toBeUndefined();
    expect(await run("6 * 7", { python })).toMatchObject({ value: 42, repr: "42" });
    const replay = new MicroPythonReplaySessionSync({ python });
    replay.run("x = 1\nx");
    expect(replay.run("x + 1")).toMatchObject({ value: 2, repr: "2" });
  });

  it("costs nothing if it is not wanted", () => {
    const options = { python, fuel: null, wallTimeoutMs: 20_000 };
    const code = "x = list(range(50_000))\nx";
    const without = runSync(code, { ...options, returnValue: false });
    expect(without).toMatchObject({ value: undefined, repr: undefined });
    const { fuelUsed } = runSync("x = list(range(50_000))\nx = x", options);
    expect(without.fuelUsed).toBeLessThan(1.05 * fuelUsed);
    expect(resultOf(code).fuelUsed).toBeGreaterThan(1.5 * fuelUsed);
  });

  it("is limited like the rest of the run", () => {
    const endless = "class A:\n    def __repr__(self):\n        while True: pass\n";
    expect(() => runSync(`${endless}A()`, { python, fuel: 100_000 })).toThrow(
      expect.objectContaining({ code: "fuel" }),
    );
  });
});

describe.each(PYTHONS)("evaluate of a session in %s", (python) => {
  const session = new MicroPythonSessionSync({ python });

  it("takes several statements and returns the last one's value", () => {
    expect(session.evaluate("a = 3\nb = 4\n(a * a + b * b) ** 0.5")).toBe(5);
    expect(session.evaluate("for i in range(3):\n    a += i\na")).toBe(6);
  });

  it("returns undefined if the last statement is not an expression", () => {
    expect(session.evaluate("c = 1")).toBeUndefined();
    expect(session.evaluate("")).toBeUndefined();
  });

  it("ignores white space before an expression, as eval does", () => {
    expect(session.evaluate(" \t 1 + 1 ")).toBe(2);
  });

  it("fails if the value cannot be passed to the host", () => {
    expect(() => session.evaluate("[1, lambda: 1]")).toThrow(
      /^TypeError: value\[1\] is of type function/,
    );
  });
});

describe("the option returnValue", () => {
  it("is true or false", () => {
    expect(() => runSync("1", { returnValue: 1 as never })).toThrow(
      new TypeError("option returnValue is 1; allowed is true or false"),
    );
  });
});
