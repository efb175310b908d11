import { readFile } from "node:fs/promises";
import {
  artifactInfo,
  MicroPythonSessionSync,
  type RunOptions,
  run,
  runMicroPythonWasi,
  runSync,
} from "micropython-wasm";
import { describe, expect, it } from "vitest";

const CPYTHON = { python: "cpython", wallTimeoutMs: 60_000, fuel: 2_000_000_000 } as const;

const printed = (code: string, options: RunOptions = {}) =>
  runSync(code, { ...CPYTHON, ...options }).stdout;

/** The error that ends a program. */
function failure(code: string, options: RunOptions = {}): unknown {
  try {
    runSync(code, { ...CPYTHON, ...options });
  } catch (error) {
    return error;
  }
  throw new Error("the program ran to its end");
}

describe("CPython", { timeout: 120_000 }, () => {
  it("says which Python it is", () => {
    expect(artifactInfo("cpython")).toMatchObject({ python: "cpython", version: "3.13.5" });
    expect(printed("import sys; print(sys.version_info[:3], sys.implementation.name)")).toBe(
      "(3, 13, 5) cpython\n",
    );
  });

  it("runs only if requested", async () => {
    await expect(run("1", { python: "python" as "cpython" })).rejects.toThrow(
      'option python is "python"; allowed is "micropython" or "cpython"',
    );
    await expect(runMicroPythonWasi("1", "dist/cpython-wasi.wasm")).rejects.toThrow(
      'option python is "micropython"; the artifact is "cpython"',
    );
  });

  it("prints without an image, too", async () => {
    const module = await WebAssembly.compile(await readFile("dist/cpython-wasi.wasm"));
    const code =
      "import json, sys; print(json.dumps([1])); print(2, file=sys.stderr); print(input())";
    const result = await runMicroPythonWasi(code, module, { ...CPYTHON, stdin: "3" });
    expect(result).toMatchObject({ stdout: "[1]\n3\n", stderr: "2\n" });
  });

  it("has the language and its library", () => {
    const code = `
import collections, dataclasses, decimal, enum, fractions, functools, itertools, json, re, statistics, textwrap
@dataclasses.dataclass(order=True)
class Point:
    x: int
    y: int = 0
class Colour(enum.Enum):
    RED = 1
def describe(value):
    match value:
        case {"kind": "point", "at": [x, y]}: return f"{x=} {y=}"
        case [first, *rest]: return f"{first} then {len(rest)}"
        case _: return "other"
print(Point(1, 2) < Point(1, 3), Colour(1), describe({"kind": "point", "at": [1, 2]}), describe([1, 2, 3]))
print(decimal.Decimal(1) / 3, fractions.Fraction(6, 4), statistics.median([3, 1, 2]))
print(json.loads('{"a": [1, 2.5, null]}'), re.sub(r"(?P<n>\\d+)", r"<\\g<n>>", "a1b22"))
print(collections.Counter("abracadabra").most_common(2), list(itertools.pairwise("abc")))
print(sorted([(2, "b"), (1, "a")], key=lambda t: t[0]), 2 ** 100, f"{3.14159:>10.2f}|", "é".upper())
`;
    expect(printed(code)).toBe(`True Colour.RED x=1 y=2 1 then 2
0.3333333333333333333333333333 3/2 2
{'a': [1, 2.5, None]} a<1>b<22>
[('a', 5), ('b', 2)] [('a', 'b'), ('b', 'c')]
[(1, 'a'), (2, 'b')] ${2n ** 100n}       3.14| É
`);
  });

  it("is fresh in each run, whatever an earlier one did", () => {
    const damage =
      "import builtins, json, sys; builtins.print_ = 1; json.loads = None; left = 1; sys.modules.clear()";
    runSync(damage, CPYTHON);
    const code =
      "import json; print('left' in globals(), json.loads('[1]'), hasattr(__builtins__, 'print_'))";
    expect(printed(code)).toBe("False [1] False\n");
  });

  it("has its own random numbers and names in each run", () => {
    for (const code of [
      "import random; print(random.random())",
      "import random; print(random.getstate()[1][:3])",
      "import copy, random; print(copy.deepcopy(random._inst).random())",
      "import uuid; print(uuid.uuid4())",
      "import secrets; print(secrets.token_hex())",
      "import os; print(os.urandom(16))",
      "import tempfile; print(next(tempfile._get_candidate_names()))",
    ]) {
      expect(printed(code)).not.toBe(printed(code));
    }
    const seeded = "import random; random.seed(5); print(random.random())";
    expect(printed(seeded)).toBe(printed(seeded));
    const reset =
      "import random; random.setstate((3, (1,) * 624 + (624,), None)); print(random.random())";
    expect(printed(reset)).toBe(printed(reset));
  });

  it("uses the same fuel each time", () => {
    const cost = () => runSync("print(sum(i * i for i in range(1000)))", CPYTHON).fuelUsed;
    const first = cost();
    expect(first).toBeGreaterThan(1000);
    expect([cost(), cost()]).toEqual([first, first]);
  });

  it("ends with an exception in CPython's words", () => {
    const code = "def f():\n    return 1 / 0\nf()";
    expect(failure(code)).toMatchObject({
      pythonType: "ZeroDivisionError",
      pythonMessage: "division by zero",
      line: 2,
      traceback: expect.stringContaining("ZeroDivisionError: division by zero"),
    });
    expect(failure("import sys; sys.exit(3)")).toMatchObject({ code: "exit", exitCode: 3 });
    expect(failure("if")).toMatchObject({ pythonType: "SyntaxError" });
  });

  it.each([
    "while True: pass",
    "while True:\n  try:\n    while True: pass\n  except BaseException: pass",
    "10 ** 10 ** 8",
    "sum(range(10 ** 12))",
    "import re; re.match(r'(a*)*b', 'a' * 40)",
    "from collections import deque; from itertools import count; deque(count(), maxlen=0)",
    "sorted(range(10 ** 7), key=lambda x: -x)",
  ])("is stopped by time, and by fuel: %s", (code) => {
    expect(failure(code, { fuel: null, wallTimeoutMs: 200, memoryBytes: 2 ** 29 })).toMatchObject({
      code: "timeout",
    });
    expect(failure(code, { fuel: 1_000_000, memoryBytes: 2 ** 29 })).toMatchObject({
      code: "fuel",
    });
    expect(printed("print(1 + 1)")).toBe("2\n");
  });

  it("raises MemoryError within its limit, and RecursionError before the engine gives up", () => {
    expect(failure("x = [0]\nwhile True: x = x * 2")).toMatchObject({ pythonType: "MemoryError" });
    expect(failure("def f(n): return f(n + 1)\nf(0)")).toMatchObject({
      pythonType: "RecursionError",
    });
    expect(failure("print(1)", { memoryBytes: 2 ** 20 })).toMatchObject({
      code: "memory",
      message: expect.stringMatching(/needs \d+ bytes of memory/),
    });
  });

  it("calls host functions, with values in both directions", () => {
    const hostFunctions = {
      add: (a: number, b: number) => a + b,
      echo: (value: unknown) => value,
      fail: () => {
        throw new Error("no");
      },
    };
    const code = `
print(add(2, 3), echo([1, 2.5, None, "é", b"x", {"a": 2 ** 70}]))
try: fail()
except RuntimeError as e: print(e)
`;
    expect(printed(code, { hostFunctions })).toBe(
      `5 [1, 2.5, None, 'é', b'x', {'a': ${2n ** 70n}}]\nError: no\n`,
    );
  });

  it("reads and writes files in its mounts only", () => {
    const code = `
import os, pathlib
pathlib.Path("/data/a/b").mkdir(parents=True)
pathlib.Path("/data/a/b/c.txt").write_text("hello")
print(sorted(str(p) for p in pathlib.Path("/data").rglob("*")), open("/data/a/b/c.txt").read())
try: open("/etc/passwd")
except FileNotFoundError as e: print(e.filename)
`;
    const { stdout, files } = runSync(code, {
      ...CPYTHON,
      mounts: [{ path: "/data", memory: { maxBytes: 10_000 } }],
    });
    expect(stdout).toBe("['/data/a', '/data/a/b', '/data/a/b/c.txt'] hello\n/etc/passwd\n");
    expect(Object.keys(files)).toEqual(["/data/a/b/c.txt"]);
  });

  it("reads its input, and writes line by line", () => {
    const parts: string[] = [];
    const onStdout = (text: string) => parts.push(text);
    printed("print(input('? '))\nprint('a', 1)", { stdin: "typed\n", onStdout });
    expect(parts.join("")).toBe("? typed\na 1\n");
    expect(parts.at(-1)).toBe("a 1\n");
  });

  it("has sessions that fork, roll back, and save only what has changed", () => {
    const session = new MicroPythonSessionSync(CPYTHON);
    session.run(`
def count():
    n = 0
    while True:
        n += 1
        yield n
counter = count()
next(counter)
table = {i: str(i) for i in range(1000)}
`);
    const saved = session.save();
    const fork = session.fork();
    const before = session.checkpoint();
    session.run("table.clear(); next(counter)");
    expect(fork.run("print(len(table), next(counter))").stdout).toBe("1000 2\n");
    session.rollback(before);
    expect(session.run("print(len(table), next(counter))").stdout).toBe("1000 2\n");
    const restored = MicroPythonSessionSync.restore(saved, CPYTHON);
    expect(restored.run("print(len(table), next(counter))").stdout).toBe("1000 2\n");
    expect(session.evaluate("{'a': [1, 2]}")).toEqual({ a: [1, 2] });
    expect(saved.length).toBeLessThan(500_000);
  });

  it("continues in a session after a stop", () => {
    const session = new MicroPythonSessionSync({ ...CPYTHON, fuel: 5_000_000 });
    session.run("x = 1");
    expect(() => session.run("while True: x += 1")).toThrow(
      expect.objectContaining({ code: "fuel" }),
    );
    expect(session.run("print(x > 1)").stdout).toBe("True\n");
  });
});
