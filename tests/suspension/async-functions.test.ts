import {
  MicroPythonGuestError,
  MicroPythonLimitError,
  MicroPythonSession,
  type MicroPythonWasmError,
  PythonException,
  type RunOptions,
  run,
  runSync,
} from "micropython-wasm";
import { describe, expect, it } from "vitest";

/** Engines that cannot suspend WebAssembly run these through tests/runtime/suspension.test.ts. */
const CANNOT_SUSPEND = !("Suspending" in WebAssembly);

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

const double = async (x: number) => {
  await pause(1);
  return 2 * x;
};
const never = () => new Promise(() => {});

async function failure(promise: Promise<unknown>): Promise<MicroPythonWasmError> {
  try {
    await promise;
  } catch (error) {
    return error as MicroPythonWasmError;
  }
  return expect.unreachable("it succeeded");
}

const PYTHONS = ["micropython", "cpython"] as const;

describe.skipIf(CANNOT_SUSPEND).each(PYTHONS)("an async host function, in %s", (python) => {
  const options: RunOptions = {
    python,
    isolation: "inline",
    hostFunctions: { double, never },
    fuel: null,
    wallTimeoutMs: 20_000,
  };
  const printed = async (code: string, more: RunOptions = {}) =>
    (await run(code, { ...options, ...more })).stdout;

  it.each([
    ["a plain call", "print(double(2) + double(3))", "10"],
    ["sorted", "print(sorted([3, 1, 2], key=lambda x: double(-x)))", "[3, 2, 1]"],
    ["list.sort", "x = [3, 1, 2]\nx.sort(key=double)\nprint(x)", "[1, 2, 3]"],
    ["map, min and sum", "print(list(map(double, [1, 2])), min([3, 2], key=double))", "[2, 4] 2"],
    ["a comprehension", "print([double(i) for i in range(3)])", "[0, 2, 4]"],
    [
      "a generator",
      "def g():\n  for i in range(3): yield double(i)\nprint(list(g()), sum(g()))",
      "[0, 2, 4] 6",
    ],
    [
      "with and finally",
      `class C:
    def __enter__(self): return double(1)
    def __exit__(self, *_): print("exit", double(2))
try:
    with C() as c: print(c)
finally: print(double(3))`,
      "2\nexit 4\n6",
    ],
    ["recursion", "def f(n): return 0 if n == 0 else double(n) + f(n - 1)\nprint(f(10))", "110"],
    [
      "operators of a class",
      "class N:\n  def __eq__(self, other): return double(1) == 2\nprint(N() in [N()], N() == 5)",
      "True True",
    ],
    [
      "repr, str and format",
      "class N:\n  def __repr__(self): return str(double(4))\nprint([N()], f'{N()}', '%s' % N())",
      "[8] 8 8",
    ],
  ])("works in %s", async (_, code, output) => {
    expect(await printed(code)).toBe(`${output}\n`);
  });

  it("that rejects raises an exception, whose cause is what it rejected with", async () => {
    const thrown = new Error("no such row");
    const fetch_row = async () => {
      await pause(1);
      throw thrown;
    };
    const error = await failure(printed("fetch_row()", { hostFunctions: { fetch_row } }));
    expect(error).toBeInstanceOf(MicroPythonGuestError);
    expect(error.message).toBe("RuntimeError: Error: no such row");
    expect(error.cause).toBe(thrown);
  });

  it("chooses the exception's class", async () => {
    const find = async () => {
      throw new PythonException("KeyError", "gone");
    };
    const code = "try: find()\nexcept KeyError as e: print(e.args[0])";
    expect(await printed(code, { hostFunctions: { find } })).toBe("gone\n");
  });

  it.each([
    // biome-ignore lint/suspicious/noThenProperty: such an object is the case
    ["an object like a promise", () => ({ then: (done: (x: number) => void) => done(5) }), "5"],
    ["a value", () => 5, "5"],
    ["a promise of a text", async () => "x".repeat(1000), "x".repeat(1000)],
  ])("may return %s", async (_, f, output) => {
    expect(await printed("print(f())", { hostFunctions: { f } })).toBe(`${output}\n`);
  });

  it("works through host.call", async () => {
    const code = `import host\nprint(host.call("double", '{"args": [4]}'))`;
    expect(await printed(code)).toBe('{"ok":true,"value":8}\n');
  });

  it("waits in calls, map and evaluate of a session", async () => {
    await using session = new MicroPythonSession(options);
    await session.run("def f(x): return double(x) + 1");
    expect(await session.call("f", 2)).toBe(5);
    expect(await session.evaluate("f(3)")).toBe(7);
    const results: number[] = [];
    for await (const result of session.map<number, number>("f", [1, 2, 3])) results.push(result);
    expect(results).toEqual([3, 5, 7]);
  });

  it("leaves the thread to others while it waits", async () => {
    let ticks = 0;
    const timer = setInterval(() => ticks++, 2);
    const slow = async () => {
      await pause(100);
    };
    await printed("slow()", { hostFunctions: { slow } });
    clearInterval(timer);
    expect(ticks).toBeGreaterThan(5);
  });

  it("waits in many runs at the same time", async () => {
    let waiting = 0;
    let most = 0;
    const slow = async (x: number) => {
      waiting += 1;
      most = Math.max(most, waiting);
      await pause(50);
      waiting -= 1;
      return x;
    };
    const outputs = await Promise.all(
      Array.from({ length: 20 }, (_, i) =>
        printed(`print(slow(${i}))`, { hostFunctions: { slow } }),
      ),
    );
    expect(outputs).toEqual(Array.from({ length: 20 }, (_, i) => `${i}\n`));
    expect(most).toBeGreaterThan(1);
  });

  it("uses the same fuel as a function that is not async", async () => {
    const code = "for i in range(20): double(i)";
    const { fuelUsed } = await run(code, options);
    const sync = { ...options, hostFunctions: { double: (x: number) => 2 * x, never } };
    expect(fuelUsed).toBe(runSync(code, sync).fuelUsed);
    expect(fuelUsed).toBe((await run(code, sync)).fuelUsed);
  });

  it("is ended by the deadline at once, without running any more Python", async () => {
    const code = "try: never()\nfinally: print('finally')";
    const error = await failure(printed(code, { wallTimeoutMs: 60 }));
    expect(error).toBeInstanceOf(MicroPythonLimitError);
    expect([error.code, error.stdout]).toEqual(["timeout", ""]);
    expect(error.durationMs).toBeLessThan(3000);
  });

  it("is ended by a signal at once, whose reason is the cause", async () => {
    const controller = new AbortController();
    setTimeout(() => controller.abort("enough"), 20);
    const error = await failure(printed("never()", { signal: controller.signal }));
    expect([error.code, error.cause]).toEqual(["aborted", "enough"]);
    expect(error.durationMs).toBeLessThan(5000);
  });

  it("is no longer waited for when its session closes", async () => {
    const session = new MicroPythonSession(options);
    const running = failure(session.run("try: never()\nfinally: x = 1"));
    await pause(200);
    await session.close();
    expect((await running).message).toBe(
      "RuntimeError: the call ended while it waited for the host",
    );
  });

  it("leaves a session as it was when a limit ended the wait", async () => {
    await using session = new MicroPythonSession(options);
    await session.run("x = [1]\ndef g():\n  yield 1\n  yield double(1)\nit = g()\nnext(it)");
    await failure(session.run("x.append(2)\nnever()\nx.append(3)", { wallTimeoutMs: 50 }));
    expect(await session.evaluate("(x, next(it))")).toEqual([[1, 2], 2]);
    const options2 = { wallTimeoutMs: 50, transactional: true };
    await failure(session.run("x.append(4)\nnever()", options2));
    expect(await session.evaluate("x")).toEqual([1, 2]);
  });

  it("lets other calls of its session wait for their turn, forks and saves, too", async () => {
    await using session = new MicroPythonSession(options);
    const results = await Promise.all([
      session.evaluate("double(1)"),
      session.evaluate("double(2)"),
      session.fork().then((fork) => fork.evaluate("double(3)")),
      session.save().then((bytes) => bytes.length > 0),
      session.run("y = double(4)").then(() => session.globals.get("y")),
    ]);
    expect(results).toEqual([2, 4, 6, true, 8]);
  });

  it("waits in two sessions at once, each with its own stack", async () => {
    const sessions = [new MicroPythonSession(options), new MicroPythonSession(options)];
    const gates: (() => void)[] = [];
    const gate = () => new Promise<void>((open) => gates.push(open));
    for (const session of sessions) session.registerFunction(gate, { name: "gate" });
    const code = "def f(n): return n if n == 0 else f(n - 1) + 1\nx = f(20)\ngate()\nx += f(20)\nx";
    const running = sessions.map((session) => session.evaluate(code));
    while (gates.length < 2) await pause(5);
    // The one that began to wait first goes on last.
    for (const open of gates.reverse()) open();
    expect(await Promise.all(running)).toEqual([40, 40]);
    for (const session of sessions) await session.close();
  });

  it("cannot use its own session before it returns, and only waits for it afterwards", async () => {
    const session = new MicroPythonSession({ ...options, wallTimeoutMs: 300 });
    const codes: unknown[] = [];
    const early = async () => {
      codes.push((await failure(session.run("1"))).code);
    };
    const late = async () => {
      await pause(1);
      await session.run("1");
    };
    session.registerFunction(early);
    session.registerFunction(late);
    await session.run("early()");
    expect(codes).toEqual(["session-busy"]);
    expect((await failure(session.run("late()"))).code).toBe("timeout");
    await session.close();
  });

  it.each([
    ["functions", "def f(n): return f(n + 1) + 1\nf(0)"],
    ["callbacks", "def f(n): return sorted([1], key=lambda x: f(n + 1))\nf(0)"],
    ["reprs", "class A:\n  def __repr__(self): return repr([self])\nrepr(A())"],
    ["generators", "def g(): yield from g()\nlist(g())"],
    [
      "attributes",
      "class A:\n  def __getattr__(self, name): return getattr(self, name + 'x')\nA().a",
    ],
    ["comparisons", "class A:\n  def __eq__(self, other): return [self] == [other]\nA() == A()"],
    ["host calls", "def f(n):\n  double(n)\n  return f(n + 1) + 1\nf(0)"],
    ["nested lists", "x = []\nfor i in range(100_000): x = [x]\nrepr(x)"],
  ])("leaves recursion through %s its limit", async (_, code) => {
    const error = await failure(printed(code, { wallTimeoutMs: 60_000 }));
    expect(error.message).toMatch(/^(RecursionError|RuntimeError): maximum recursion depth/);
  });

  it("is refused before it does anything where nothing can wait for it", () => {
    let called = false;
    const effect = async () => {
      called = true;
    };
    const run = () => runSync("effect()", { python, hostFunctions: { effect } });
    expect(run).toThrow(
      "TypeError: effect() is asynchronous; use run or MicroPythonSession, which wait for it",
    );
    expect(called).toBe(false);
  });
});

describe.skipIf(CANNOT_SUSPEND).each(PYTHONS)("a run of %s in this thread", (python) => {
  const LOOP = "while True: pass";
  const endless = { python, fuel: null, wallTimeoutMs: 10_000 } as const;

  it("is ended by a timer", async () => {
    const error = await failure(run(LOOP, { ...endless, signal: AbortSignal.timeout(50) }));
    expect(error.code).toBe("aborted");
    expect(error.durationMs).toBeLessThan(5000);
  });

  it("lets timers through while it computes, and while it sleeps", async () => {
    const asleep = [
      "import time\ntime.sleep(9)",
      "import asyncio\nasync def main(): await asyncio.sleep(9)\nasyncio.run(main())",
    ];
    for (const code of [LOOP, ...asleep]) {
      let ticks = 0;
      const timer = setInterval(() => ticks++, 5);
      const signal = AbortSignal.timeout(1000);
      await failure(run(code, { ...endless, signal }));
      clearInterval(timer);
      expect(ticks).toBeGreaterThan(5);
    }
  });

  it("is not charged for what others do meanwhile", async () => {
    const busy = setInterval(() => {
      const endMs = performance.now() + 30;
      while (performance.now() < endMs);
    }, 1);
    const code = "for i in range(200_000): pass";
    const { exitCode } = await run(code, { ...endless, wallTimeoutMs: 2000 });
    clearInterval(busy);
    expect(exitCode).toBe(0);
  });

  it("sleeps no longer than asked, and not past its deadline", async () => {
    const { durationMs } = await run("import time\ntime.sleep(0.05)", endless);
    expect(durationMs).toBeGreaterThanOrEqual(45);
    expect(durationMs).toBeLessThan(5000);
    const error = await failure(
      run("import time\ntime.sleep(9)", { ...endless, wallTimeoutMs: 50 }),
    );
    expect(error.code).toBe("timeout");
    expect(error.durationMs).toBeLessThan(5000);
  });
});
