import {
  type HostCallable,
  type HostFunction,
  MicroPythonLimitError,
  MicroPythonReplaySession,
  MicroPythonReplaySessionSync,
  MicroPythonSessionClosedError,
  MicroPythonWasmError,
  type PythonName,
  type ReplayRunOptions,
  type RunResult,
  type SessionOptions,
} from "micropython-wasm";
import { describe, expect, it } from "vitest";

/** A replay session of either kind, with asynchronous methods. */
interface AnySession {
  readonly closed: boolean;
  readonly snippets: readonly string[];
  readonly hostFunctions: Record<string, HostCallable>;
  run(code: string, options?: ReplayRunOptions): Promise<RunResult>;
  registerFunction(fn: HostFunction, options?: { readonly name?: string }): void;
  close(): Promise<void>;
}

/** Makes the methods of a synchronous session return promises. */
function asynchronous(session: MicroPythonReplaySessionSync): AnySession {
  return {
    get closed() {
      return session.closed;
    },
    get snippets() {
      return session.snippets;
    },
    get hostFunctions() {
      return session.hostFunctions;
    },
    run: async (code, options) => session.run(code, options),
    registerFunction: (fn, options) => session.registerFunction(fn, options),
    close: async () => session.close(),
  };
}

const CLASSES: [string, (options?: SessionOptions) => AnySession][] = [
  ["MicroPythonReplaySession", (options) => new MicroPythonReplaySession(options)],
  [
    "MicroPythonReplaySessionSync",
    (options) => asynchronous(new MicroPythonReplaySessionSync(options)),
  ],
];
const PYTHONS: PythonName[] = ["micropython", "cpython"];
const KINDS = CLASSES.flatMap(([name, create]) =>
  PYTHONS.map((python) => ({
    name,
    python,
    create: (options: SessionOptions = {}) => create({ python, ...options }),
  })),
);

const failureOf = (promise: Promise<unknown>) =>
  promise.then(
    () => null,
    (error) => error,
  );

describe.each(KINDS)("a $name of $python", ({ create }) => {
  const stdoutOf = async (session: AnySession, code: string) => (await session.run(code)).stdout;

  it("repeats earlier snippets without their output", async () => {
    const session = create();
    expect(await stdoutOf(session, "x = 1\nprint('first')")).toBe("first\n");
    expect(await stdoutOf(session, "x += 1\nprint('second')")).toBe("second\n");
    expect(await stdoutOf(session, "print(x)")).toBe("2\n");
    expect(session.snippets).toEqual([
      "x = 1\nprint('first')",
      "x += 1\nprint('second')",
      "print(x)",
    ]);
  });

  it("passes nothing on from repeated snippets", async () => {
    const written: string[] = [];
    const session = create({ onStdout: (text) => void written.push(text) });
    await session.run("print('a')");
    await session.run("print('b')");
    expect(written).toEqual(["a\n", "b\n"]);
  });

  it("forgets a snippet that fails", async () => {
    const session = create();
    await session.run("x = 1");
    const error = await failureOf(session.run("x = 2\nraise ValueError('boom')"));
    expect(error.pythonType).toBe("ValueError");
    expect(await stdoutOf(session, "print(x)")).toBe("1\n");
    expect(session.snippets).toEqual(["x = 1", "print(x)"]);
  });

  it("returns the value of the last statement, and fuel of the new snippet only", async () => {
    const session = create();
    const first = await session.run("sum(range(10000))");
    const second = await session.run("x = 1");
    expect([first.value, second.value]).toEqual([49995000, undefined]);
    expect(second.fuelUsed).toBeLessThan(first.fuelUsed);
  });

  it("calls host functions again for repeated snippets", async () => {
    const calls: unknown[] = [];
    const session = create({ hostFunctions: { note: (value) => calls.push(value) } });
    await session.run("note(1)");
    await session.run("note(2)");
    expect(calls).toEqual([1, 1, 2]);
  });

  it("registers functions, which later runs can call", async () => {
    const session = create();
    session.registerFunction((a, b) => Number(a) + Number(b), { name: "add" });
    session.registerFunction(function double(n) {
      return Number(n) * 2;
    });
    expect(await stdoutOf(session, "print(add(2, 3), double(4))")).toBe("5 8\n");
    expect(Object.keys(session.hostFunctions)).toEqual(["add", "double"]);
    expect(() => session.registerFunction(() => 1, { name: "not a name" })).toThrow(RangeError);
  });

  it("keeps what was random", async () => {
    const session = create();
    const first = await stdoutOf(session, "import random\nx = random.random()\nprint(x)");
    await failureOf(session.run("y = random.random()\nraise ValueError"));
    await session.run("y = random.random()");
    expect(await stdoutOf(session, "print(x)")).toBe(first);
    const second = await stdoutOf(session, "print(y)");
    expect(await stdoutOf(session, "print(y)")).toBe(second);
    expect(second).not.toBe(first);
  });

  it("applies limits to all snippets together, and names those that were set", async () => {
    const functions = { f: () => 1 };
    const calls = create({ hostFunctions: functions, maxHostCalls: 3 });
    for (const code of ["a = f()", "b = f()", "c = f()"]) await calls.run(code);
    const tooMany = await failureOf(calls.run("d = f()"));
    expect(tooMany.pythonMessage).toContain("maxHostCalls");

    const fuel = create({ fuel: 300_000 });
    await fuel.run("for i in range(10000): pass");
    const outOfFuel = await failureOf(fuel.run("while True: pass"));
    expect(outOfFuel).toBeInstanceOf(MicroPythonLimitError);
    expect(outOfFuel.message).toContain("300000");

    const output = create({ maxStdoutBytes: 10, onOutputLimit: "stop" });
    await output.run("print('1234567')");
    const tooMuch = await failureOf(output.run("print('1234567')"));
    expect([tooMuch.code, tooMuch.message]).toEqual([
      "output",
      expect.stringContaining("10 bytes"),
    ]);

    const source = create({ maxSourceBytes: 20 });
    await source.run("x = 123456789");
    expect((await failureOf(source.run("x = 123456789"))).code).toBe("source");
  });

  it("accepts options for one run", async () => {
    const session = create();
    const error = await failureOf(session.run("while True: pass", { fuel: 100_000 }));
    expect(error.message).toContain("100000");
    expect(await stdoutOf(session, "print('on')")).toBe("on\n");
    const refused = await failureOf(session.run("1", { transactional: true } as ReplayRunOptions));
    expect(refused.message).toBe("option transactional is not available in a replay session");
    const fixed = await failureOf(session.run("1", { argv: ["x"] } as ReplayRunOptions));
    expect(fixed.message).toContain("option argv belongs to the session");
  });

  it("reads options when it is called", async () => {
    const session = create();
    const options = { fuel: 100_000 };
    const run = failureOf(session.run("while True: pass", options));
    options.fuel = 1_000_000;
    expect((await run).message).toContain("100000");
  });

  it("gives each snippet its own files, arguments and input", async () => {
    const session = create({ argv: ["a", "b"], mounts: [{ path: "/m", memory: {} }] });
    await session.run("open('/m/x', 'w').write('text')");
    await session.run("line = input()", { stdin: "one\n" });
    await session.run("other = input()", { stdin: "two\n" });
    const code = "import sys\nprint(sys.argv, line, other, open('/m/x').read())";
    expect(await stdoutOf(session, code)).toBe("['a', 'b'] one two text\n");
  });

  it("cannot be used by its own callbacks, and continues", async () => {
    const errors: unknown[] = [];
    const session: AnySession = create({
      hostFunctions: {
        again: () => {
          void session.run("1").catch((error) => errors.push(error));
          return null;
        },
      },
    });
    await session.run("again()");
    expect(errors).toEqual([expect.any(MicroPythonWasmError)]);
    expect((errors[0] as MicroPythonWasmError).code).toBe("session-busy");
    expect(await stdoutOf(session, "print('on')")).toBe("on\n");
  });

  it("cannot be used once it is closed, which can happen twice", async () => {
    const session = create();
    await session.run("x = 1");
    await session.close();
    await session.close();
    expect([session.closed, session.snippets]).toEqual([true, []]);
    expect(await failureOf(session.run("x"))).toBeInstanceOf(MicroPythonSessionClosedError);
    expect(() => session.registerFunction(() => 1, { name: "f" })).toThrow(
      MicroPythonSessionClosedError,
    );
  });
});

describe("a MicroPythonReplaySession", () => {
  it("runs overlapping calls one after the other", async () => {
    const session = new MicroPythonReplaySession();
    const runs = ["x = 1", "x += 1", "print(x)"].map((code) => session.run(code));
    expect((await Promise.all(runs)).at(-1)?.stdout).toBe("2\n");
  });
});
