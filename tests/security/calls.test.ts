import { MicroPythonSessionSync, type PythonName, runSync } from "micropython-wasm";
import { describe, expect, it } from "vitest";
import { canaryTrouble } from "./outcome.js";

const PYTHONS: PythonName[] = ["micropython", "cpython"];

/** How a program ends, which must be regular. */
function end(run: () => unknown): unknown {
  try {
    run();
    return "finished";
  } catch (error) {
    return (error as { code?: string }).code;
  }
}

describe.each(PYTHONS)("a hostile program in %s whose value is requested", (python) => {
  const options = { python, wallTimeoutMs: 3000 };

  it("passes no more of a repr than is kept, whatever its size", () => {
    const nested = "x = []\nfor i in range(200): x = [x]\nx";
    const huge = "class A:\n    def __repr__(self): return 'é' * 3_000_000\nA()";
    const many = "class A:\n    def __repr__(self): return 'x' * 100\n[A() for i in range(20_000)]";
    const self = "x = []\nx.append(x)\nx";
    for (const code of [nested, huge, many, self]) {
      const { repr, value } = runSync(code, { ...options, fuel: null });
      expect(value).toBeUndefined();
      expect((repr ?? "").length).toBeLessThanOrEqual(65_536);
    }
  });

  it("cannot exceed its limits in repr, iteration or attributes", () => {
    const looping = (method: string) => `class A:\n    def ${method}:\n        while True: pass\n`;
    expect(end(() => runSync(`${looping("__repr__(self)")}A()`, options))).toMatch(/fuel|timeout/);
    const session = new MicroPythonSessionSync({ ...options, fuel: 200_000 });
    session.run(`${looping("__call__(self, *args)")}a = A()`);
    session.run(`class B:\n    def __getattr__(self, name):\n        while True: pass\nb = B()`);
    expect(end(() => session.call("a"))).toBe("fuel");
    expect(end(() => session.call("b.c"))).toBe("fuel");
    expect(end(() => Array.from(session.map("a", [1, 2])))).toBe("fuel");
    expect(session.evaluate("1 + 1")).toBe(2);
  });

  it("can change everything while its function is called", () => {
    const session = new MicroPythonSessionSync({ ...options, fuel: null });
    session.run(`
import gc
def undo(*args, **keywords):
    global undo, __file__
    undo = None
    __file__ = "x" * 1000
    del __file__
    args = keywords = None
    gc.collect()
    junk = ["junk" + str(i) for i in range(1000)]
    raise ValueError("the end")
`);
    expect(() => session.call("undo", "a", ["b"], { c: 1 })).toThrow("ValueError: the end");
    expect(() => session.call("undo")).toThrow(/^TypeError/);
    session.run(
      "def f(row):\n    globals().clear()\n    gc = __import__('gc'); gc.collect()\n    return row",
    );
    expect(Array.from(session.map("f", [{ a: "text".repeat(50) }]))).toEqual([
      { a: "text".repeat(50) },
    ]);
    expect(() => session.call("f", 1)).toThrow(/^NameError/);
    expect(session.evaluate("1 + 1")).toBe(2);
    expect(canaryTrouble()).toBeNull();
  });

  it("cannot make the host keep more results than a series allows", () => {
    const session = new MicroPythonSessionSync({ ...options, fuel: null });
    session.run("data = b'x' * 200_000\ndef large(n): return data");
    const before = process.memoryUsage().arrayBuffers;
    let count = 0;
    for (const result of session.map("large", new Array(1000).fill(0))) {
      count += (result as Uint8Array).length / 200_000;
    }
    expect(count).toBe(1000);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(150_000_000);
  });

  it("cannot fake what a host function threw", () => {
    const secret = new Error("kept by the host");
    const f = () => {
      throw secret;
    };
    const code =
      "try:\n    f()\nexcept RuntimeError: pass\nraise RuntimeError('Error: kept by the ' + 'host')";
    expect(end(() => runSync(code, { ...options, hostFunctions: { f } }))).toBe("exception");
    try {
      runSync(code, { ...options, hostFunctions: { f } });
    } catch (error) {
      expect((error as Error).cause).toBeUndefined();
    }
  });
});
