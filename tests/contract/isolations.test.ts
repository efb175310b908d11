import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  type FileStore,
  kwargs,
  MicroPythonFileError,
  type MicroPythonSession,
  PythonException,
  type RunOptions,
} from "micropython-wasm";
import { afterAll, describe, expect, it } from "vitest";
import { ISOLATIONS, type Isolation, outcomeOf } from "./isolations.js";

const folder = mkdtempSync(join(tmpdir(), "isolations-"));
writeFileSync(join(folder, "data.txt"), "from a folder");
afterAll(() => rmSync(folder, { recursive: true }));

/** Does something, and notes what the host sees of it. */
type Script = (isolation: Isolation, note: (seen: unknown) => void) => Promise<unknown>;

const program =
  (
    code: string,
    options: RunOptions | ((note: (seen: unknown) => void) => RunOptions) = {},
  ): Script =>
  (isolation, note) =>
    isolation.run(code, typeof options === "function" ? options(note) : options);

const inSession =
  (
    work: (session: MicroPythonSession, isolation: Isolation) => Promise<unknown>,
    options: RunOptions = {},
  ): Script =>
  async (isolation) => {
    const session = isolation.session(options);
    try {
      return await work(session, isolation);
    } finally {
      await session.close();
    }
  };

/** A store of the user's own: an in-memory list of files in one folder. */
function ownStore(note: (seen: unknown) => void): FileStore {
  const files = new Map([["a.txt", new TextEncoder().encode("in a store")]]);
  const at = (path: string) => {
    const bytes = files.get(path);
    if (bytes === undefined) throw new MicroPythonFileError("ENOENT");
    return bytes;
  };
  return {
    stat: (path) => {
      if (path === "") return { kind: "folder", size: 0, modifiedMs: 0 };
      const bytes = files.get(path);
      return bytes === undefined ? null : { kind: "file", size: bytes.length, modifiedMs: 0 };
    },
    list: () => [...files.keys()].map((name) => ({ name, kind: "file" })),
    open: (path, { write, create, truncate }) => {
      note(["open", path, write]);
      if (truncate || (create && !files.has(path))) files.set(path, new Uint8Array());
      at(path);
      return {
        read: (target, position) => {
          const part = at(path).subarray(position, position + target.length);
          target.set(part);
          return part.length;
        },
        write: (bytes, position) => {
          const whole = new Uint8Array(Math.max(at(path).length, position + bytes.length));
          whole.set(at(path));
          whole.set(bytes, position);
          files.set(path, whole);
        },
        size: () => at(path).length,
        close: () => note(["close", path]),
      };
    },
    makeFolder: () => {
      throw new Error("the host's own message");
    },
    removeFile: (path) => {
      at(path);
      files.delete(path);
    },
    removeFolder: () => {
      throw new MicroPythonFileError("ENOTDIR");
    },
    rename: () => {
      throw new MicroPythonFileError("EROFS");
    },
  };
}

const SCRIPTS: Record<string, Script> = {
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
  "files, and a folder of the host": program(
    "print(open('/files/a.txt').read(), open('/input/data.txt').read())\nopen('/input/x', 'w')",
    { mounts: [{ path: "/files", files: { "a.txt": "given" } }], readonlyDir: folder },
  ),
  "a folder of the host that is not there": program("1", { readonlyDir: join(folder, "missing") }),
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

  "a session's state": inSession(async (session) => {
    await session.run("x = [1]; g = (n for n in range(9)); next(g)");
    await session.run("x.append(2); next(g)");
    return [await session.evaluate("x"), await session.evaluate("next(g)")];
  }),
  "calls of functions": inSession(async (session) => {
    await session.run("def greet(name, loud=False): return name.upper() if loud else name");
    const greet = session.function<(name: string) => string>("greet");
    return [
      await session.call("greet", "Ada"),
      await session.call("greet", "Ada", kwargs({ loud: true })),
      await greet("Grace"),
      await outcomeOf(() => session.call("missing")),
    ];
  }),
  "a series": inSession(async (session) => {
    await session.run("def half(n):\n  print(n)\n  return 10 / n");
    const items = Array.from({ length: 600 }, (_, i) => i + 1);
    const results: unknown[] = [];
    for await (const result of session.map("half", items)) results.push(result);
    const some: unknown[] = [];
    const failed = await outcomeOf(async () => {
      for await (const result of session.map("half", [1, 2, 0, 3])) some.push(result);
    });
    return [results, some, failed];
  }),
  "a series whose limits are for all": inSession(async (session) => {
    await session.run("def work(n): return sum(range(n))");
    const results: unknown[] = [];
    const failed = await outcomeOf(async () => {
      const options = { limits: "all", fuel: 200_000 } as const;
      for await (const result of session.map("work", [10, 100, 1_000_000], options)) {
        results.push(result);
      }
    });
    return [results, failed];
  }),
  "global variables": inSession(async (session) => {
    await session.globals.set("rows", [{ price: 3 }]);
    await session.run("total = rows[0]['price']");
    const before = await session.globals.has("total");
    return [
      await session.globals.get("total"),
      before,
      await session.globals.delete("total"),
      await session.globals.get("total"),
      (await session.globals.keys()).includes("rows"),
    ];
  }),
  "a session's files": inSession(
    async (session) => {
      await session.files.write("/tmp/in.txt", "hello");
      await session.run("import os; os.rename('/tmp/in.txt', '/tmp/out.txt')");
      const list = await session.files.list();
      const content = await session.files.read("/tmp/out.txt");
      await session.files.remove("/tmp/out.txt");
      return [list, content, await outcomeOf(() => session.files.read("/tmp/out.txt"))];
    },
    { mounts: [{ path: "/tmp", memory: {} }] },
  ),
  forks: inSession(
    async (session) => {
      session.registerFunction(() => "first", { name: "own" });
      await session.run("table = [1]; line = input()");
      session.registerFunction(() => "second", { name: "later" });
      const fork = await session.fork();
      await fork.run("table.append(2)");
      const seen = [
        await session.evaluate("table"),
        await fork.evaluate("(table, line, input(), own(), later())"),
        await session.evaluate("input()"),
      ];
      await fork.close();
      return seen;
    },
    { stdin: "a\nb\nc\n" },
  ),
  checkpoints: inSession(
    async (session) => {
      const start = await session.checkpoint();
      await session.run("x = 1; open('/tmp/a', 'w').write('a')");
      const middle = await session.checkpoint();
      await session.run("x = 2; open('/tmp/a', 'w').write('b')");
      await session.rollback(middle);
      const seen = [await session.evaluate("x"), await session.files.read("/tmp/a")];
      await session.rollback(start);
      return [...seen, await session.globals.has("x"), await session.files.list()];
    },
    { mounts: [{ path: "/tmp", memory: {} }] },
  ),
  "a checkpoint of another session": inSession(async (session, isolation) => {
    const other = isolation.session();
    const checkpoint = await other.checkpoint();
    await other.close();
    return outcomeOf(() => session.rollback(checkpoint));
  }),
  "saving and restoring": inSession(
    async (session, isolation) => {
      await session.run("w = iter(['a', 'b']); next(w)");
      await session.files.write("/tmp/kept", "x");
      const bytes = await session.save();
      const restored = await isolation.restore(bytes, { hostFunctions: { one: () => 1 } });
      const seen = await restored.evaluate("(next(w), one())");
      const files = await restored.files.list();
      await restored.close();
      return [seen, files, await outcomeOf(() => isolation.restore(bytes.slice(0, 50)))];
    },
    { mounts: [{ path: "/tmp", memory: {} }] },
  ),
  "files that are open when a state is taken": inSession(
    async (session) => {
      await session.run("f = open('/tmp/a', 'w')");
      const refused = [
        await outcomeOf(() => session.save()),
        await outcomeOf(() => session.fork()),
      ];
      await session.run("f.write('late'); f.close()");
      return [refused, await session.files.read("/tmp/a")];
    },
    { mounts: [{ path: "/tmp", memory: {} }] },
  ),
  "a transaction that fails": inSession(async (session) => {
    await session.run("x = 1");
    const failed = await outcomeOf(() => session.run("x = 2; 1 / 0", { transactional: true }));
    return [failed, await session.evaluate("x")];
  }),
  "options of single runs": inSession(
    async (session) => {
      const texts: string[] = [];
      await session.run("print(input())", { stdin: "own", onStdout: (text) => texts.push(text) });
      await session.run("print(input())", { onStdout: (text) => texts.push(text) });
      const limited = await outcomeOf(() => session.run("while True: pass", { fuel: 50_000 }));
      const typed = await session.run("6 * 7", { interactive: true });
      return [texts, limited, typed.stdout];
    },
    { stdin: "session's" },
  ),
  "what can be typed at a prompt": inSession(async (session) => [
    await session.isComplete("for i in range(3):"),
    await session.complete("imp"),
  ]),
  "a session that a callback ended": inSession(async (session) => {
    const crash = await outcomeOf(() =>
      session.run("print('a')", {
        onStdout: () => {
          throw new RangeError("full");
        },
      }),
    );
    return [crash, await outcomeOf(() => session.run("1"))];
  }),
  "use of a session by its own callback": inSession(async (session) => {
    let inner: unknown;
    session.registerFunction(
      () => {
        inner = outcomeOf(async () => session.run("1"));
      },
      { name: "again" },
    );
    await session.run("again()");
    return inner;
  }),
  "a fixed clock and a seed, over forks and rollbacks": inSession(
    async (session) => {
      await session.run("import time, random; time.sleep(5)");
      const start = await session.checkpoint();
      const roll = "(time.time(), random.random(), random.random())";
      const first = await session.evaluate(roll);
      await session.rollback(start);
      const fork = await session.fork();
      const others = [await session.evaluate(roll), await fork.evaluate(roll)];
      await fork.close();
      return [first, ...others];
    },
    { clock: { nowMs: 1_800_000_000_000 }, randomSeed: 5 },
  ),
  "a session that was closed": async (isolation) => {
    const session = isolation.session();
    await session.run("x = 1");
    await session.close();
    await session.close();
    return [session.closed, await outcomeOf(() => session.run("x"))];
  },
};

describe.each(["micropython", "cpython"] as const)(
  "with %s, every isolation gives the same",
  (python) => {
    const withPython = (isolation: Isolation): Isolation => ({
      ...isolation,
      run: (code, options) => isolation.run(code, { python, ...options }),
      session: (options) => isolation.session({ python, ...options }),
      restore: (bytes, options) => isolation.restore(bytes, { python, ...options }),
    });

    it.each(Object.entries(SCRIPTS))("for %s", async (_, script) => {
      const outcomes: unknown[] = [];
      for (const isolation of ISOLATIONS) {
        const seen: unknown[] = [];
        const outcome = await outcomeOf(() =>
          script(withPython(isolation), (what) => seen.push(what)),
        );
        outcomes.push({ outcome, seen });
      }
      const [first, ...others] = outcomes;
      for (const other of others) expect(other).toEqual(first);
    });
  },
);
