import { PythonException } from "micropython-wasm";
import { ownStore } from "./own-store.js";
import { program, type Script } from "./script.js";

/** What single programs do. */
export const PROGRAMS: Record<string, Script> = {
  "output and a value": program(
    "import sys; print('a'); print('b', file=sys.stderr); [1, 2.5, 'ü']",
  ),
  "a value that cannot cross": program("object"),
  "values of all kinds": program(
    "(None, True, 2**70, -1.5, 'text', b'bytes', [1], {1: 2}, {'a': {3}}, float('inf'))",
  ),
  "an uncaught exception": program("x = {}\nx['missing']"),
  "an exit with a code": program("import sys; print('bye'); sys.exit(3)"),
  "an exit without one": program("raise SystemExit"),
  "a syntax error": program("x = = 1"),
  "arguments, environment, name and input": program(
    "import sys, os; print(sys.argv, os.getenv('A'), __file__, input(), sys.stdin.read())",
    { argv: ["a", "ü"], env: { A: "b" }, filename: "main.py", stdin: "first\nrest\nof it" },
  ),
  modules: program("import helpers; helpers.twice(4)", {
    modules: { "helpers.py": "def twice(x): return 2 * x" },
  }),
  "output that is passed on in order": program(
    "import sys\nprint('a')\nprint('b', file=sys.stderr)\nnoted(1)\nprint('c', end='')\nnoted(2)",
    (note) => ({
      onStdout: (text) => note(["stdout", text]),
      onStderr: (text) => note(["stderr", text]),
      hostFunctions: { noted: (value: unknown) => note(value) },
    }),
  ),
  "a callback for output that throws": program("print('a')\nprint('b')", {
    onStdout: () => {
      throw new RangeError("full");
    },
  }),
  "a signal that a callback aborts": program("print('a')\nwhile True: pass", (note) => {
    const controller = new AbortController();
    return {
      fuel: null,
      wallTimeoutMs: 60_000,
      signal: controller.signal,
      onStdout: (text) => {
        note(text);
        controller.abort("enough");
      },
    };
  }),
  "a signal that is aborted already": program("print('a')", { signal: AbortSignal.abort("no") }),
  "lines from a function": program(
    "print(input(), input())\ntry: input()\nexcept EOFError: print('end')",
    () => {
      const lines = ["one", "two"];
      return { stdin: () => lines.shift() };
    },
  ),
  "a function for lines that throws": program("input()", {
    stdin: () => {
      throw new TypeError("no line");
    },
  }),
  "a function for lines that returns a number": program("input()", { stdin: () => 5 as never }),
  "host functions": program("print(add(2, 3), pick({'a': [1, b'x']}, last=True), add)", {
    hostFunctions: {
      add: (a: number, b: number) => a + b,
      pick: (value: unknown, options: unknown) => [value, options],
    },
  }),
  "host functions under sorted, in recursion and in finally": program(
    `
def depth(n): return 0 if n == 0 else 1 + depth(n - 1) + one() - 1
try:
  print(sorted([3, 1, 2], key=lambda x: negative(x)), depth(5))
finally:
  print(one())`,
    { hostFunctions: { negative: (x: number) => -x, one: () => 1 } },
  ),
  "a host function that throws": program("fail()", {
    hostFunctions: {
      fail: () => {
        throw new RangeError("no such row");
      },
    },
  }),
  "a host function that raises in Python, caught": program(
    "try: fail()\nexcept KeyError as e: print(repr(e))\nfail()",
    {
      hostFunctions: {
        fail: () => {
          throw new PythonException("KeyError", "apple");
        },
      },
    },
  ),
  "a result that is too large": program("big()", {
    maxHostResultBytes: 100,
    hostFunctions: { big: () => "x".repeat(1000) },
  }),
  "a result that cannot cross": program("odd()", {
    hostFunctions: { odd: () => ({ a: [() => 1] }) },
  }),
  "more calls than allowed": program("for i in range(3):\n  print(i)\n  noop()", {
    maxHostCalls: 2,
    hostFunctions: { noop: () => null },
  }),
  "fuel that is used up": program("while True: pass", { fuel: 100_000 }),
  "fuel that is not counted": program("sum(range(100))", { fuel: null }),
  "output that is cut": program("print('x' * 100)", { maxStdoutBytes: 10 }),
  "output that ends the run": program("print('x' * 100)", {
    maxStdoutBytes: 10,
    onOutputLimit: "stop",
  }),
  "source that is too long": program("x = 1 # long", { maxSourceBytes: 4 }),
  "memory that is used up": program("x = 'x' * 10_000_000_000"),
  "deep recursion": program("def f(): return f()\ntry: f()\nexcept RecursionError: print('deep')"),
  "a memory mount": program("open('/tmp/a/b.txt', 'w').write('x')", {
    mounts: [{ path: "/tmp/a", memory: {} }],
  }),
  "a store of the user's own": program(
    `
import os
with open('/s/a.txt') as f: print(f.read())
with open('/s/b.txt', 'w') as f: f.write('new' * 1000)
print(len(open('/s/b.txt').read()), sorted(os.listdir('/s')))
os.remove('/s/a.txt')
for fail in (lambda: os.remove('/s/a.txt'), lambda: os.mkdir('/s/d'), lambda: os.rename('/s/b.txt', '/s/c')):
  try: fail()
  except OSError as e: print(e.errno)`,
    (note) => ({ mounts: [{ path: "/s", store: ownStore(note) }] }),
  ),
};
