import type { PythonName } from "micropython-wasm";
import { createPythonTool, type PythonTool } from "micropython-wasm/agent";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const PYTHONS: PythonName[] = ["cpython", "micropython"];

describe.each(PYTHONS)("checking code before it runs in %s", (python) => {
  const calls: unknown[] = [];
  let tool: PythonTool;
  beforeAll(async () => {
    const note = (value: unknown) => void calls.push(value);
    const modules = { "helpers.py": "x = 1" };
    const options = { python, checkBeforeRun: true, hostFunctions: { note }, modules };
    tool = await createPythonTool(options);
  });
  afterAll(() => tool.close());
  const run = (code: string, conversationId = "a") => tool.execute({ code }, { conversationId });

  it.each([
    ["note(1)\nif True print(2)", 2, "SyntaxError"],
    ["note(1)\nimport numpy", 2, "no module named 'numpy' (numpy is not available"],
    ["note(1)\nfrom requests.auth import x", 2, "no module named 'requests.auth'"],
    ["note(1)\ntotal = 2\nnote(totel)", 3, "name 'totel' is not defined (did you mean total?)"],
    ["note(1)\ndef f(a):\n    return a + b\nf(1)", 3, "name 'b' is not defined"],
    [
      "note(1)\nclass A:\n    x = 1\n    def f(self): return missing",
      4,
      "'missing' is not defined",
    ],
  ])("refuses what cannot work, before anything happens: %j", async (code, line, message) => {
    const result = await run(code);
    expect(result.error).toMatchObject({ kind: "check", line });
    expect(result.text).toContain("nothing has run");
    expect(result.text).toContain(`line ${line}: `);
    expect(result.text).toContain(message);
    expect(calls).toEqual([]);
  });

  it("reports everything at once", async () => {
    const { text } = await run("import numpy\nnote(one)\nnote(two)");
    expect(text).toMatch(/line 1: .*\n.*\nline 2: .*one.*\n.*\nline 3: .*two/);
  });

  it.each([
    "import math, json, helpers\nfrom collections import deque\nmath.pi, helpers.x",
    "try:\n    import numpy\nexcept ImportError:\n    numpy = None",
    "try:\n    missing\nexcept NameError:\n    pass",
    "x = 1\ndef f():\n    global y\n    y = x\nf()\ny",
    "class A:\n    n = 1\n    m = n + 1\nA.m",
    "[a * b for a, b in [(1, 2)]]",
    "def even(n): return n == 0 or odd(n - 1)\ndef odd(n): return n != 0 and even(n - 1)\neven(10)",
    "globals()['made'] = 1\nmade",
    "import os.path as p\np.join('a', 'b') if hasattr(p, 'join') else None",
    "__name__",
    "",
  ])("lets through what works: %j", async (code) => {
    const result = await run(code, `works ${code}`);
    // Some of this is not in MicroPython.
    if (python === "cpython") expect(result.text).not.toContain("Error");
    expect(result.error?.kind).not.toBe("check");
  });

  it("knows what earlier calls defined", async () => {
    await run("rows = [1, 2]\ndef twice(x): return 2 * x", "b");
    expect(await run("twice(rows[0])", "b")).toMatchObject({ value: "2" });
  });

  it.each([
    `${"(".repeat(5000)}${")".repeat(5000)}`,
    `x = ${"-".repeat(100_000)}1`,
    "x = 1\0",
    `${"a.".repeat(50_000)}b`,
    "\ufeff1",
  ])("leaves what is too much for it to the run", async (code) => {
    const { error } = await run(code, "hostile");
    expect(["check", "exception", undefined]).toContain(error?.kind);
    expect(await run("1 + 1", "hostile")).toMatchObject({ value: "2" });
  });
});
