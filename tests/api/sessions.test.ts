import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import {
  defaultWasmPath,
  MicroPythonArtifactNotFoundError,
  MicroPythonGuestError,
  MicroPythonInvalidArtifactError,
  MicroPythonLimitError,
  MicroPythonSession,
  MicroPythonSessionClosedError,
  MicroPythonSessionSync,
  MicroPythonWasmError,
  run,
  type SessionOptions,
  type SessionRunOptions,
} from "micropython-wasm";
import { describe, expect, it } from "vitest";

/** A session of either kind, with asynchronous methods. */
interface AnySession {
  readonly closed: boolean;
  run(code: string, options?: SessionRunOptions): Promise<{ stdout: string; fuelUsed: number }>;
  fork(): Promise<AnySession>;
  save(): Promise<Uint8Array>;
  checkpoint(): Promise<object>;
  rollback(mark: object): Promise<void>;
  close(): Promise<void>;
}

/** Makes every method of a synchronous session return a promise. */
function asynchronous(session: MicroPythonSessionSync): AnySession {
  return {
    get closed() {
      return session.closed;
    },
    run: async (code, options) => session.run(code, options),
    fork: async () => asynchronous(session.fork()),
    save: async () => session.save(),
    checkpoint: async () => session.checkpoint(),
    rollback: async (mark) => session.rollback(mark as never),
    close: async () => session.close(),
  };
}

const KINDS: [
  string,
  (options?: SessionOptions) => AnySession,
  (bytes: Uint8Array, options?: SessionOptions) => Promise<AnySession>,
][] = [
  [
    "MicroPythonSession",
    (options) => new MicroPythonSession(options) as AnySession,
    (bytes, options) => MicroPythonSession.restore(bytes, options) as Promise<AnySession>,
  ],
  [
    "MicroPythonSessionSync",
    (options) => asynchronous(new MicroPythonSessionSync(options)),
    async (bytes, options) => asynchronous(MicroPythonSessionSync.restore(bytes, options)),
  ],
];

/** C code that takes far longer than a stopped program's grace period. */
const DEAF = "x = 99; y = 7 ** 200000\nwhile True: y * y";
/** Stops it by fuel, so that it stops at the same point on every machine. */
const DEAF_LIMITS = { fuel: 20_000_000, wallTimeoutMs: null };

describe.each(KINDS)("a %s", (_, create, restore) => {
  const stdoutOf = async (session: AnySession, code: string) => (await session.run(code)).stdout;

  it("keeps variables, imports, functions, classes and live objects", async () => {
    const session = create();
    await session.run("import json\nx = 10\nclass P:\n  def __init__(self, n): self.n = n");
    await session.run(
      "x += 5\np = P(7)\ndef f(): return p.n * x\ng = (i for i in range(3)); next(g)",
    );
    expect(await stdoutOf(session, "print(x, f(), json.dumps([next(g)]))")).toBe("15 105 [1]\n");
  });

  it("returns only the output of the newest run", async () => {
    const session = create();
    expect(await stdoutOf(session, "print('one')")).toBe("one\n");
    expect(await stdoutOf(session, "x = 1")).toBe("");
    expect(await stdoutOf(session, "print('two', end='')")).toBe("two");
  });

  it("keeps what a snippet did before it raised an exception", async () => {
    const session = create();
    const failed = session.run("x = 2\nraise ValueError('boom')\nx = 3");
    await expect(failed).rejects.toBeInstanceOf(MicroPythonGuestError);
    await expect(session.run("1 / 0")).rejects.toMatchObject({ pythonType: "ZeroDivisionError" });
    await expect(session.run("import sys; sys.exit(3)")).rejects.toMatchObject({ exitCode: 3 });
    expect(await stdoutOf(session, "print(x)")).toBe("2\n");
  });

  it("continues after a limit, and each run has its full limits", async () => {
    const session = create({ fuel: 100_000 });
    await session.run("x = 1");
    for (let i = 0; i < 3; i++) {
      const stopped = session.run("x += 1\nwhile True: pass");
      await expect(stopped).rejects.toMatchObject({ code: "fuel", fuelUsed: 100_000 });
    }
    const slow = session.run("import time\nx += 1\ntime.sleep(9)", { wallTimeoutMs: 100 });
    await expect(slow).rejects.toMatchObject({ code: "timeout" });
    const result = await session.run("print(x)");
    expect(result.stdout).toBe("5\n");
    expect(result.fuelUsed).toBeLessThan(10_000);
  });

  it("accepts options for one run", async () => {
    const session = create({ maxStdoutBytes: 3 });
    expect(await stdoutOf(session, "print('abcdef')")).toBe("abc");
    const texts: string[] = [];
    const onStdout = (text: string) => texts.push(text);
    const { stdout } = await session.run("print(input())", {
      stdin: "typed",
      maxStdoutBytes: 100,
      onStdout,
      filename: "cell.py",
    });
    expect(stdout).toBe("typed\n");
    expect(texts.join("")).toBe("typed\n");
    expect(await stdoutOf(session, "print('abcdef')")).toBe("abc");
  });

  it.each([
    [{ memoryBytes: 1 << 20 }, "option memoryBytes belongs to the session"],
    [{ argv: [] }, "option argv belongs to the session"],
    [{ transactional: 1 }, "option transactional is 1; allowed is true or false"],
    [{ colour: 1 }, 'unknown option "colour"'],
    [null, "options are null; allowed is an object"],
  ])("refuses %j for one run", async (options, message) => {
    const session = create();
    await expect(session.run("x = 1", options as never)).rejects.toThrow(TypeError);
    await expect(session.run("x = 1", options as never)).rejects.toThrow(message);
    expect(await stdoutOf(session, "print('x' in globals())")).toBe("False\n");
  });

  it("shows its arguments to every snippet", async () => {
    const session = create({ argv: ["tool", "--fast"] });
    await session.run("import sys");
    expect(await stdoutOf(session, "print(sys.argv)")).toBe("['tool', '--fast']\n");
  });

  it("cannot be used once it is closed, which can happen twice", async () => {
    const session = create();
    await session.run("x = 1");
    expect(session.closed).toBe(false);
    await session.close();
    await session.close();
    expect(session.closed).toBe(true);
    for (const use of ["run", "fork", "save", "checkpoint"] as const) {
      await expect(session[use]("1")).rejects.toBeInstanceOf(MicroPythonSessionClosedError);
      await expect(session[use]("1")).rejects.toMatchObject({
        code: "session-closed",
        message: "the session was closed",
      });
    }
  });

  it("says why it is dead if C code did not finish", async () => {
    const session = create();
    const killed = session.run(DEAF, DEAF_LIMITS);
    await expect(killed).rejects.toBeInstanceOf(MicroPythonLimitError);
    const later = session.run("print(1)");
    await expect(later).rejects.toBeInstanceOf(MicroPythonSessionClosedError);
    await expect(later).rejects.toThrow(
      "the session's interpreter is dead: the interpreter did not stop in time",
    );
    expect(session.closed).toBe(false);
    expect((await run("print(1)")).stdout).toBe("1\n");
  });

  it("refuses calls from its own callbacks, and continues", async () => {
    const errors: unknown[] = [];
    let session: AnySession;
    const pending: Promise<unknown>[] = [];
    const onStdout = () => {
      pending.push(session.run("x = 5").catch((error) => errors.push(error)));
    };
    session = create({ onStdout });
    await session.run("x = 1\nprint(x, end='')");
    await Promise.all(pending);
    expect(errors).toMatchObject([{ code: "session-busy" }]);
    expect(await stdoutOf(session, "assert x == 1")).toBe("");
  });

  it("forks into sessions that do not see each other", async () => {
    const session = create();
    await session.run("table = [1, 2]\ndef add(n): table.append(n)");
    const [left, right] = [await session.fork(), await session.fork()];
    await left.run("add(3)");
    await right.run("table.clear()");
    await session.run("add(4)");
    expect(await stdoutOf(left, "print(table)")).toBe("[1, 2, 3]\n");
    expect(await stdoutOf(right, "print(table)")).toBe("[]\n");
    expect(await stdoutOf(session, "print(table)")).toBe("[1, 2, 4]\n");
    await session.close();
    expect(await stdoutOf(left, "print(table)")).toBe("[1, 2, 3]\n");
  });

  it("forks before its first run", async () => {
    const fork = await create({ argv: ["a"] }).fork();
    expect(await stdoutOf(fork, "import sys; print(sys.argv)")).toBe("['a']\n");
  });

  it("saves a state that another session continues from", async () => {
    const session = create({ argv: ["saved"] });
    await session.run(`
import re, random, sys
def counter():
    n = 0
    def inc():
        nonlocal n
        n += 1
        return n
    return inc
inc = counter(); inc()
def words():
    yield "a"
    try: yield "b"
    finally: print("closed")
w = words(); next(w)
pattern = re.compile("x(y+)")
big = 7 ** 200
rows = {i: [str(i)] for i in range(1000)}
random.seed(5)`);
    const restored = await restore(await session.save());
    const code = `
print(inc(), next(w), pattern.search("axyy").group(1), big == 7 ** 200, len(rows), sys.argv)
print(random.random())
w.close()`;
    const expected = await stdoutOf(session, code);
    expect(expected).toContain("2 b yy True 1000 ['saved']\n");
    expect(await stdoutOf(restored, code)).toBe(expected);
  });

  it("saves a just-booted interpreter in less than 40 KiB", async () => {
    expect((await create().save()).length).toBeLessThan(40 * 1024);
  });

  it("rolls back to a checkpoint repeatedly", async () => {
    const session = create();
    const empty = await session.checkpoint();
    await session.run("x = 1");
    const one = await session.checkpoint();
    for (let i = 0; i < 3; i++) {
      await session.run("x += 1\ny = bytearray(500000)");
      await session.rollback(one);
      expect(await stdoutOf(session, "print(x, 'y' in globals())")).toBe("1 False\n");
    }
    await session.rollback(empty);
    expect(await stdoutOf(session, "print('x' in globals())")).toBe("False\n");
    await session.rollback(one);
    expect(await stdoutOf(session, "print(x)")).toBe("1\n");
  });

  it("rolls back to a checkpoint after its interpreter died", async () => {
    const session = create();
    await session.run("x = 1");
    const mark = await session.checkpoint();
    await session.run(DEAF, DEAF_LIMITS).catch(() => {});
    await session.rollback(mark);
    expect(await stdoutOf(session, "print(x)")).toBe("1\n");
  });

  it("accepts only its own checkpoints", async () => {
    const [session, other] = [create(), create()];
    for (const mark of [
      await other.checkpoint(),
      {},
      null,
      Object.create(await session.checkpoint()),
    ]) {
      await expect(session.rollback(mark)).rejects.toThrow(TypeError);
      await expect(session.rollback(mark)).rejects.toThrow("one of this session's checkpoints");
    }
  });

  it.each([
    ["an exception", "x = 2\nraise ValueError", {}],
    ["an exit", "x = 2\nimport sys\nsys.exit(1)", {}],
    ["fuel", "x = 2\nwhile True: pass", { fuel: 10_000 }],
    ["time", "x = 2\nimport time\ntime.sleep(9)", { wallTimeoutMs: 5 }],
    ["output", "x = 2\nwhile True: print(x)", { maxStdoutBytes: 9, onOutputLimit: "stop" }],
    ["a hard kill", DEAF, DEAF_LIMITS],
  ] as const)("runs all or nothing: ended by %s", async (_, code, options) => {
    const session = create();
    await session.run("x = 1");
    const failed = session.run(code, { ...options, transactional: true });
    await expect(failed).rejects.toBeInstanceOf(MicroPythonWasmError);
    expect(await stdoutOf(session, "print(x)")).toBe("1\n");
    await session.run("x = 3", { transactional: true });
    expect(await stdoutOf(session, "print(x)")).toBe("3\n");
  });

  it("refuses to restore anything but saved states", async () => {
    await expect(restore("state" as never)).rejects.toThrow("allowed is a Uint8Array");
    await expect(restore(new Uint8Array(3))).rejects.toMatchObject({ code: "invalid-state" });
    const saved = await create().save();
    await expect(restore(saved, { argv: [] })).rejects.toThrow("option argv is part of");
  });

  it("reads the options of a run when it is called", async () => {
    const session = create();
    const options = { fuel: 50_000 };
    const run = session.run("while True: pass", options);
    options.fuel = 1_000_000;
    await expect(run).rejects.toThrow("50000");
  });

  it("runs an artifact of the caller's choice", async () => {
    const path = defaultWasmPath();
    const bytes = readFileSync(path);
    for (const wasm of [path, pathToFileURL(path), bytes, new WebAssembly.Module(bytes)]) {
      expect(await stdoutOf(create({ wasm }), "print(6 * 7)")).toBe("42\n");
    }
    const damaged = create({ wasm: bytes.subarray(0, 1000) });
    await expect(damaged.run("1")).rejects.toThrow(MicroPythonInvalidArtifactError);
    const missing = create({ wasm: "/nowhere/a.wasm" });
    await expect(missing.run("1")).rejects.toThrow(MicroPythonArtifactNotFoundError);
    const other = create({ wasm: bytes, python: "cpython" });
    await expect(other.run("1")).rejects.toThrow('the artifact is "micropython"');
  });

  it("can be one of a thousand", async () => {
    const sessions = Array.from({ length: 1000 }, () => create());
    for (const [i, session] of sessions.entries()) await session.run(`x = ${i}`);
    for (const [i, session] of sessions.entries()) {
      expect(await stdoutOf(session, "print(x)")).toBe(`${i}\n`);
      await session.close();
    }
  }, 60_000);
});

describe("a MicroPythonSession", () => {
  it("runs overlapping calls one after the other", async () => {
    const session = new MicroPythonSession();
    const results = await Promise.all([
      session.run("x = [1]\nprint(x)"),
      session.run("raise ValueError").catch((error: MicroPythonGuestError) => error),
      session.run("x.append(2)\nprint(x)"),
      session.fork().then((fork) => fork.run("print(x)")),
      session.run("x.append(3)\nprint(x)"),
    ]);
    expect(results.map(({ stdout }) => stdout)).toEqual([
      "[1]\n",
      "",
      "[1, 2]\n",
      "[1, 2]\n",
      "[1, 2, 3]\n",
    ]);
  });

  it("finishes earlier calls before it closes", async () => {
    const session = new MicroPythonSession();
    const before = session.run("print(1)");
    const closed = session.close();
    await expect(session.run("print(2)")).rejects.toBeInstanceOf(MicroPythonSessionClosedError);
    expect((await before).stdout).toBe("1\n");
    await closed;
  });

  it("is closed at the end of a block with `await using`", async () => {
    const session = new MicroPythonSession();
    await session[Symbol.asyncDispose]();
    expect(session.closed).toBe(true);
  });
});

describe("a MicroPythonSessionSync", () => {
  it("is closed at the end of a block with `using`", () => {
    const session = new MicroPythonSessionSync();
    session[Symbol.dispose]();
    expect(session.closed).toBe(true);
  });

  it("can be closed by a callback, after whose run it is gone", () => {
    const session = new MicroPythonSessionSync({ onStdout: () => session.close() });
    expect(session.run("print(1)").stdout).toBe("1\n");
    expect(() => session.run("print(1)")).toThrow(MicroPythonSessionClosedError);
  });

  it("continues in another process", () => {
    const session = new MicroPythonSessionSync();
    session.run("rows = [i * i for i in range(100)]\ndef total(): return sum(rows)");
    const program = `
      import { MicroPythonSessionSync } from ${JSON.stringify(pathToFileURL("dist/index.node.js"))};
      import { readFileSync } from "node:fs";
      const session = MicroPythonSessionSync.restore(readFileSync(0));
      process.stdout.write(session.run("print(total())").stdout);`;
    const args = ["--input-type=module", "-e", program];
    const output = execFileSync(process.execPath, args, { input: session.save() });
    expect(output.toString()).toBe("328350\n");
  });
});
