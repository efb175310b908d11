import { execFileSync } from "node:child_process";
import {
  createPool,
  errorFromJSON,
  MicroPythonLimitError,
  MicroPythonSession,
  MicroPythonSessionClosedError,
  MicroPythonSessionSync,
  type Pool,
  PythonException,
  type RunOptions,
  run,
  runSync,
} from "micropython-wasm";
import { afterAll, describe, expect, it } from "vitest";

const THREAD = { isolation: "thread" } as const;
const ENDLESS = { ...THREAD, fuel: null, wallTimeoutMs: 60_000 } as const;
const index = new URL("../../dist/index.node.js", import.meta.url).href;

const later = <T>(value: T, ms = 5) => new Promise<T>((done) => setTimeout(() => done(value), ms));
const never = () => new Promise(() => {});
const failure = (promise: Promise<unknown>) =>
  promise.then(
    () => undefined,
    (error: unknown) => error,
  );

describe("a run in a thread", () => {
  it("lets timers of the calling thread go on", async () => {
    let ticks = 0;
    const timer = setInterval(() => ticks++, 1);
    await failure(run("while True: pass", { ...ENDLESS, wallTimeoutMs: 200 }));
    clearInterval(timer);
    expect(ticks).toBeGreaterThan(5);
  });

  it("is answered whenever it is requested after the one before", async () => {
    await using pool = createPool({ size: 1, hostFunctions: { later } });
    const session = pool.session();
    for (let i = 0; i < 400; i++) {
      // The worker looks for the next request for some 100 µs, and then sleeps.
      const endMs = performance.now() + (i % 40) / 100;
      while (performance.now() < endMs);
      const code = i % 10 === 0 ? `print(later(${i}, 0))` : `print(${i})`;
      const work = i % 3 === 0 ? session.run(code) : pool.run(code);
      expect((await work).stdout).toBe(`${i}\n`);
    }
    await session.close();
  });

  it("ends when its signal is aborted from outside", async () => {
    const controller = new AbortController();
    const error = await failure(
      run("print('begun')\nwhile True: pass", {
        ...ENDLESS,
        signal: controller.signal,
        onStdout: () => setTimeout(() => controller.abort("from outside"), 20),
      }),
    );
    expect(error).toBeInstanceOf(MicroPythonLimitError);
    expect(error).toMatchObject({ code: "aborted", stdout: "begun\n", cause: "from outside" });
  });

  it.each([
    ["a sleep", "import time; time.sleep(50)", {}],
    ["a host function", "wait()", { hostFunctions: { wait: never } }],
  ])("ends during %s when its signal is aborted", async (_, code, options: RunOptions) => {
    const error = await failure(
      run(code, { ...ENDLESS, ...options, signal: AbortSignal.timeout(50) }),
    );
    expect(error).toMatchObject({ code: "aborted" });
  });

  it("ends when a signal that fires no events is aborted", async () => {
    const signal = { aborted: false, reason: "from memory" };
    setTimeout(() => {
      signal.aborted = true;
    }, 30);
    const error = await failure(run("while True: pass", { ...ENDLESS, signal: signal as never }));
    expect(error).toMatchObject({ code: "aborted", cause: "from memory" });
  });

  it("is the default of run and of sessions", async () => {
    let ticks = 0;
    const timer = setInterval(() => ticks++, 1);
    const endless = { fuel: null, wallTimeoutMs: 100 } as const;
    await failure(run("while True: pass", endless));
    await using session = new MicroPythonSession(endless);
    await failure(session.run("while True: pass"));
    clearInterval(timer);
    expect(ticks).toBeGreaterThan(5);
  });

  it("is not allowed for synchronous functions", () => {
    expect(() => runSync("1", THREAD)).toThrow(
      /^option isolation is "thread"; synchronous functions allow only "inline"$/,
    );
    expect(() => new MicroPythonSessionSync(THREAD)).toThrow(TypeError);
  });

  it("does not keep the process alive when it is over, nor does a session that is open", () => {
    const script = `
      import { MicroPythonSession, run } from ${JSON.stringify(index)};
      await run("1", { isolation: "thread" });
      const session = new MicroPythonSession({ isolation: "thread" });
      await session.run("x = 1");
      console.log("idle");`;
    const args = ["--input-type=module", "-e", script];
    expect(execFileSync(process.execPath, args, { encoding: "utf8", timeout: 20_000 })).toBe(
      "idle\n",
    );
  });
});

describe("an asynchronous host function", () => {
  it.each(["micropython", "cpython"] as const)("is a plain call in Python (%s)", async (python) => {
    const code = `
rows = [fetch_row(i) for i in range(3)]
print(rows[2]['id'], sorted([2, 3, 1], key=lambda i: -fetch_row(i)['id']))
def deep(n): return fetch_row(n)['id'] if n == 0 else deep(n - 1) + 1
def each():
  for i in range(2): yield fetch_row(i)['id']
try: print(deep(5), list(each()))
finally: print(fetch_row(9)['id'])`;
    const hostFunctions = { fetch_row: (id: number) => later({ id }) };
    const { stdout } = await run(code, { ...THREAD, python, hostFunctions });
    expect(stdout).toBe("2 [3, 2, 1]\n5 [0, 1]\n9\n");
  });

  it("raises in Python what the promise is rejected with", async () => {
    const code = "try: find('x')\nexcept KeyError as e: print('no', e)\nbreak_()";
    const cause = new RangeError("no such table");
    const hostFunctions = {
      find: async (name: string) => {
        throw new PythonException("KeyError", name);
      },
      break_: () => Promise.reject(cause),
    };
    const error = await failure(run(code, { ...THREAD, hostFunctions }));
    expect(error).toMatchObject({ stdout: "no 'x'\n", cause });
    expect(error).toMatchObject({ pythonMessage: "RangeError: no such table" });
  });

  it("is cut off by the deadline", async () => {
    const options = { ...THREAD, wallTimeoutMs: 50, hostFunctions: { wait: never } };
    const code = "try: wait()\nexcept: print('caught')\nfinally: print('finally')";
    expect(await failure(run(code, options))).toMatchObject({ code: "timeout", stdout: "" });
  });

  it("can take longer than the deadline if its time is excluded", async () => {
    const options = { ...THREAD, wallTimeoutMs: 500, excludeHostTime: true };
    const hostFunctions = { ask: () => later("yes", 1500) };
    expect((await run("print(ask())", { ...options, hostFunctions })).stdout).toBe("yes\n");
    const endless = run("ask()\nwhile True: pass", { ...options, fuel: null, hostFunctions });
    expect(await failure(endless)).toMatchObject({ code: "timeout" });
  });

  it("is cut off by `close` of its session", async () => {
    const session = new MicroPythonSession({ ...ENDLESS, hostFunctions: { wait: never } });
    const running = failure(session.run("wait()"));
    await later(null, 50);
    await session.close();
    expect(await running).toBeInstanceOf(MicroPythonSessionClosedError);
  });

  it("runs at the same time as those of other sessions", async () => {
    let most = 0;
    let now = 0;
    const wait = async () => {
      most = Math.max(most, ++now);
      while (most < 10) await later(null);
      now -= 1;
    };
    const options = { ...ENDLESS, hostFunctions: { wait } };
    await Promise.all(Array.from({ length: 10 }, () => run("wait()", options)));
    expect(most).toBe(10);
  });

  it("whose answer comes too late has no effect on the next call", async () => {
    const answers: ((value: string) => void)[] = [];
    const ask = () => new Promise((resolve) => answers.push(resolve));
    await using session = new MicroPythonSession({ ...THREAD, hostFunctions: { ask } });
    expect(await failure(session.run("ask()", { wallTimeoutMs: 50 }))).toMatchObject({
      code: "timeout",
    });
    const next = session.evaluate("ask()", { wallTimeoutMs: 60_000 });
    while (answers.length < 2) await later(null);
    answers[0]?.("old");
    await later(null, 20);
    answers[1]?.("new");
    expect(await next).toBe("new");
  });
});

describe("a pool", () => {
  const pools: Pool[] = [];
  const pool = (...args: Parameters<typeof createPool>) => {
    const made = createPool(...args);
    pools.push(made);
    return made;
  };
  afterAll(() => Promise.all(pools.map((made) => made.close())));

  it("refuses a call that does not fit its queue", async () => {
    const small = pool({ size: 1, maxQueue: 1, fuel: null });
    const calls = [1, 2, 3].map((n) => failure(small.run(`${n}\nimport time; time.sleep(0.1)`)));
    const [, , third] = await Promise.all(calls);
    expect(third).toMatchObject({
      code: "pool-full",
      message: "the pool's queue is full: 1 calls wait for 1 workers",
    });
    expect(errorFromJSON(JSON.parse(JSON.stringify(third)))).toMatchObject({ code: "pool-full" });
  });

  it("lets keys take turns", async () => {
    const order: string[] = [];
    const fair = pool({ size: 1 });
    const ask = (key: string) => fair.run("1", { key }).then(() => order.push(key));
    await Promise.all(["a", "a", "a", "a", "b", "c"].map(ask));
    expect(order).toEqual(["a", "a", "b", "c", "a", "a"]);
  });

  it("keeps more sessions than it has workers, with everything in them", async () => {
    const small = pool({ size: 1, mounts: [{ path: "/tmp", memory: {} }], stdin: "a\nb\n" });
    const sessions = Array.from({ length: 4 }, () => small.session());
    for (const [i, session] of sessions.entries()) {
      session.registerFunction(() => i, { name: "mine" });
      await session.run(`g = (n + ${i} for n in range(9)); next(g); input()`);
      await session.files.write("/tmp/own", `${i}`);
    }
    for (const [i, session] of sessions.entries()) {
      expect(await session.evaluate("(next(g), input(), mine(), open('/tmp/own').read())")).toEqual(
        [i + 1, "b", i, `${i}`],
      );
    }
    expect(small.stats()).toMatchObject({ workers: 1 });
    await Promise.all(sessions.map((session) => session.close()));
  });

  it("replaces its workers after so many runs", async () => {
    const short = pool({ size: 1, maxRunsPerWorker: 2 });
    for (let i = 0; i < 3; i++) await short.run("1");
    expect(short.stats()).toMatchObject({ finished: 3, workers: 1, replaced: 0 });
  });

  it("waits for its calls when it is closed, and refuses others", async () => {
    const closing = createPool({ size: 1 });
    const session = closing.session();
    await session.run("x = 1");
    const runs = [1, 2, 3].map((n) => closing.run(`print(${n})`));
    const closed = closing.close();
    expect((await Promise.all(runs)).map(({ stdout }) => stdout)).toEqual(["1\n", "2\n", "3\n"]);
    await closed;
    expect(await failure(closing.run("1"))).toMatchObject({ code: "pool-closed" });
    expect(await failure(session.run("1"))).toMatchObject({
      message: expect.stringContaining("closed"),
    });
    expect(closing.stats()).toMatchObject({ workers: 0 });
  });

  it("checks its options", () => {
    expect(() => createPool({ size: 0 })).toThrow(
      /^option size is 0; allowed is a whole number from 1/,
    );
    expect(() => createPool({ fuel: -1 })).toThrow(RangeError);
    expect(() => createPool({ colour: 1 } as never)).toThrow(/^unknown option "colour"/);
  });

  it("does right by 160 honest programs while 40 others misbehave", async () => {
    const busy = pool({ size: 2, wallTimeoutMs: 60_000, fuel: 2_000_000 });
    const hostile = [
      "while True: pass",
      "x = 'x' * 10**9",
      "1 / 0",
      "print('x' * 10**6)\n1 / 0",
      "def f(): f()\nf()",
      "import re\nre.match('(a*)*b', 'a' * 40)",
    ];
    const runs = Array.from({ length: 200 }, async (_, i) => {
      if (i % 5 === 0) return failure(busy.run(hostile[(i / 5) % 6] as string, { key: "bad" }));
      return (await busy.run(`print(sum(range(${i})))`, { key: `${i % 3}` })).stdout;
    });
    const results = await Promise.all(runs);
    for (const [i, result] of results.entries()) {
      if (i % 5 === 0) expect(result).toBeInstanceOf(Error);
      else expect(result).toBe(`${(i * (i - 1)) / 2}\n`);
    }
    expect(busy.stats()).toMatchObject({ queued: 0, replaced: 0 });
  });
});
