import { MicroPythonWasmError, type RunOptions, type RunResult, runSync } from "micropython-wasm";
import { describe, expect, it } from "vitest";

/** Looks for anything that an earlier program may have left behind. */
const PROBE = `
import sys, gc, builtins
print(sorted(globals()))
print(sorted(sys.modules))
print(sys.argv, sys.path)
print(len.__class__, hasattr(builtins, "loot"), print.__class__)
print(gc.isenabled(), gc.threshold(), gc.mem_alloc(), gc.mem_free())
try: print(sys.getrecursionlimit())
except AttributeError: pass
import micropython
print(micropython.qstr_info() if hasattr(micropython, "qstr_info") else None)
import random
random.seed(7)
print(random.random())
try: print(input())
except EOFError: print("no input")
import os
try: print(os.listdir("/"))
except OSError as e: print(e)
class A: pass
print(id(A), id(object()))
print([id([]) for _ in range(3)])
`;

/** Programs that leave as much behind as they can, however they end. */
const LITTERERS: Readonly<Record<string, readonly [string, RunOptions?]>> = {
  "sets globals and imports modules": [
    "import json, re, hashlib, sys\nloot = 'secret'\nsys.modules['x'] = loot",
  ],
  "changes builtins": [
    "import builtins\nbuiltins.loot = 1\nbuiltins.print = None\nbuiltins.len = None",
  ],
  "changes modules": ["import sys, math\nsys.argv.append('loot')\nsys.path.clear()\nmath.loot = 1"],
  "changes the collector's state": ["import gc\ngc.disable()\ngc.threshold(1000)"],
  "interns many strings": ["for i in range(2000): globals()['loot%d' % i] = i"],
  "sets the random state": ["import random\nrandom.seed(1)\nfor _ in range(10): random.random()"],
  "grows its memory": ["loot = [bytearray(10000) for _ in range(100)]"],
  "fills its memory": ["loot = []\nwhile True: loot.append(bytearray(10000))"],
  "recurses deeply": ["def f(n): return f(n + 1)\nf(0)"],
  "reads some of its input": ["input()", { stdin: "one\ntwo\nthree" }],
  "writes half a character": ["import sys\nsys.stdout.buffer.write(b'\\xf0\\x9f')"],
  "closes its streams": ["import sys\nsys.stdout.close()\nsys.stdin.close()"],
  "closes its file descriptors": [
    "for i in range(10):\n try: open(i, 'w').close()\n except OSError: pass",
  ],
  "is stopped by fuel": ["loot = 1\nwhile True: loot += 1", { fuel: 100_000 }],
  "is stopped by time": ["import time\ntime.sleep(10)", { wallTimeoutMs: 5 }],
  "is stopped by its output": [
    "while True: print('loot')",
    { maxStdoutBytes: 10, onOutputLimit: "stop" },
  ],
  "raises an exception": ["import sys\nsys.atexit(print)\nraise ValueError('loot')"],
  "leaves a callback for its exit": [
    "import sys\nsys.atexit(lambda: print('loot'))\nwhile True: pass",
    { fuel: 100_000 },
  ],
  exits: ["import sys\nsys.exit(3)"],
};

/** The result of a program, without what always differs. */
function observed(code: string, options?: RunOptions): Omit<RunResult, "durationMs"> {
  const { durationMs: _, ...rest } = runSync(code, options);
  return rest;
}

function litter([code, options]: readonly [string, RunOptions?]): void {
  try {
    runSync(code, options);
  } catch (error) {
    if (!(error instanceof MicroPythonWasmError)) throw error;
  }
}

describe("a fresh run", () => {
  // The very first run of this process, so that nothing has been used before.
  const first = observed(PROBE);

  it("shows what the probe looks for", () => {
    expect(first.stdout).toContain("no input");
    expect(first.stdout.split("\n").length).toBeGreaterThan(12);
  });

  it.each(Object.entries(LITTERERS))("finds nothing from a run that %s", (_, program) => {
    litter(program);
    expect(observed(PROBE)).toEqual(first);
  });

  it("finds nothing from any of them, in any order", () => {
    for (const program of [...Object.values(LITTERERS)].reverse()) litter(program);
    expect(observed(PROBE)).toEqual(first);
  });

  it("finds nothing from a run that is still going on", () => {
    const inner: unknown[] = [];
    const onStdout = () => inner.push(observed(PROBE));
    const { stdout } = runSync("import sys\nloot = 1\nprint(loot)\nprint(loot + 1)", { onStdout });
    expect(stdout).toBe("1\n2\n");
    expect(inner.length).toBeGreaterThan(0);
    for (const result of inner) expect(result).toEqual(first);
  });

  it("has the same fuel and results under every memory limit that is large enough", () => {
    for (const mib of [1, 4, 64, 1024]) {
      const { stdout, fuelUsed } = observed("print(sum(range(1000)))", { memoryBytes: mib << 20 });
      expect({ stdout, fuelUsed }).toEqual({ stdout: "499500\n", fuelUsed: expect.any(Number) });
    }
  });
});
