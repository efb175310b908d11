import {
  type AwaitableFunction,
  MicroPythonSession,
  type MicroPythonWasmError,
  PythonException,
  type RunOptions,
  run,
  runSync,
} from "micropython-wasm";
import { describe, expect, it } from "vitest";

const CAN_SUSPEND = "Suspending" in WebAssembly;
const ISOLATIONS = ["thread", "process", ...(CAN_SUSPEND ? (["inline"] as const) : [])] as const;
const PYTHONS = ["micropython", "cpython"] as const;

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
const awaitable = (call: AwaitableFunction["call"]): AwaitableFunction => ({
  call,
  awaitable: true,
});

const double = awaitable(async (x: number) => {
  await pause(x);
  return 2 * x;
});
const never = awaitable(() => new Promise(() => {}));
const fail = awaitable(async (type: string) => {
  throw new PythonException(type, "no");
});

async function failure(promise: Promise<unknown>): Promise<MicroPythonWasmError> {
  try {
    await promise;
  } catch (error) {
    return error as MicroPythonWasmError;
  }
  return expect.unreachable("it succeeded");
}

/** A program whose coroutine has this body. */
const main = (body: string) =>
  `import asyncio\nasync def main():\n  ${body.replaceAll("\n", "\n  ")}\nasyncio.run(main())`;

const CASES = ISOLATIONS.flatMap((isolation) =>
  PYTHONS.map((python) => ({ isolation, python }) as const),
);

describe.each(CASES)("an awaitable host function ($isolation, $python)", (where) => {
  const options: RunOptions = {
    ...where,
    hostFunctions: { double, never, fail },
    fuel: null,
    wallTimeoutMs: 20_000,
  };
  const printed = async (body: string, more: RunOptions = {}) =>
    (await run(main(body), { ...options, ...more })).stdout;

  it.each([
    ["await", "print(await double(2))", "4\n"],
    ["gather", "print(await asyncio.gather(double(3), double(1), double(2)))", "[6, 2, 4]\n"],
    [
      "tasks",
      "t = asyncio.create_task(double(1))\nprint(await double(2), await t)\nprint(await t)",
      "4 2\n2\n",
    ],
    ["wait_for", "print(await asyncio.wait_for(double(1), 10))", "2\n"],
    [
      "a function that is called before it is awaited, and ended meanwhile",
      "c = double(1)\nawait asyncio.sleep(0.02)\nawait double(1)\nprint(await c)",
      "2\n",
    ],
    [
      "a rejection, caught",
      "try: await fail('KeyError')\nexcept KeyError as e: print(repr(e))",
      "KeyError('no')\n",
    ],
    [
      "gather with exceptions",
      "print(await asyncio.gather(fail('ValueError'), double(1), return_exceptions=True))",
      "[ValueError('no'), 2]\n",
    ],
  ])("works with %s", async (_, body, expected) => {
    expect(await printed(body)).toBe(expected);
  });

  it("is called at once, so that calls overlap", async () => {
    let now = 0;
    let most = 0;
    const work = awaitable(async () => {
      most = Math.max(most, ++now);
      while (most < 50) await pause(1);
      now -= 1;
    });
    const body = "await asyncio.gather(*[work() for _ in range(50)])";
    await printed(body, { hostFunctions: { work } });
    expect(most).toBe(50);
  });

  it("lets other tasks go on, which sleep and compute", async () => {
    const body = `
async def tick():
  for i in range(3):
    await asyncio.sleep(0.001)
    print(i)
await asyncio.gather(slow(), tick())
print("end")`;
    const done: (() => void)[] = [];
    const slow = awaitable(() => new Promise<void>((resolve) => done.push(resolve)));
    const lines: string[] = [];
    const onStdout = (text: string) => {
      lines.push(text);
      if (text.includes("2")) for (const end of done) end();
    };
    await printed(body.trim(), { hostFunctions: { slow }, onStdout });
    expect(lines.join("")).toBe("0\n1\n2\nend\n");
  });

  it("is noticed by a task that never sleeps", async () => {
    const body = `
t = asyncio.create_task(double(1))
while not t.done(): await asyncio.sleep(0)
print(t.result())`;
    expect(await printed(body.trim())).toBe("2\n");
  });

  it("uses hardly any fuel while it is waited for", async () => {
    const { fuelUsed } = await run(main("await double(100)\nawait double(1)"), options);
    const { fuelUsed: less } = await run(main("await double(1)\nawait double(1)"), options);
    expect(Math.abs(fuelUsed - less)).toBeLessThan(1000);
  });

  it("can be given up: the result is dropped", async () => {
    const body = `
try: await asyncio.wait_for(never(), 0.01)
except asyncio.TimeoutError: print("late")
t = asyncio.create_task(never())
await asyncio.sleep(0)
t.cancel()
try: await t
except asyncio.CancelledError: print("cancelled")
print(await double(1))`;
    expect(await printed(body.trim())).toBe("late\ncancelled\n2\n");
  });

  it("ends with its run, whose tasks it does not hold up", async () => {
    const body = "asyncio.create_task(never())\nnever()\nawait asyncio.sleep(0)\nprint('end')";
    const { stdout } = await run(main(body), options);
    expect(stdout).toBe("end\n");
  });

  it("is counted by maxHostCalls", async () => {
    const body = "await asyncio.gather(double(1), double(1))\nawait double(1)";
    const error = await failure(printed(body, { maxHostCalls: 2 }));
    expect(error.message).toMatch(/^RuntimeError: maxHostCalls is reached/);
    expect(error).toMatchObject({ hostCalls: 2 });
  });

  it("is bounded in number", async () => {
    const body = "await asyncio.gather(*[never() for _ in range(1001)])";
    const error = await failure(printed(body));
    expect(error.message).toMatch(/^RuntimeError: 1000 calls of host functions/);
  });

  it("has a result as large as allowed, and no internal answer is limited", async () => {
    const big = awaitable(async () => "x".repeat(1000));
    const small = awaitable(async () => 1);
    const hostFunctions = { big, small };
    const body = "print(sum(await asyncio.gather(*[small() for _ in range(200)])))\nawait big()";
    const error = await failure(printed(body, { hostFunctions, maxHostResultBytes: 100 }));
    expect(error).toMatchObject({ stdout: "200\n", code: "exception" });
    expect(error.message).toMatch(/too large/);
  });

  it.each([
    ["the deadline", { wallTimeoutMs: 100 }, "timeout"],
    ["a signal", { signal: () => AbortSignal.timeout(50) }, "aborted"],
  ] as const)("is cut off by %s, and its session goes on", async (_, more, code) => {
    await using session = new MicroPythonSession(options);
    await session.run("import asyncio");
    const given = "signal" in more ? { signal: more.signal() } : more;
    const body = "try: await asyncio.gather(never(), double(1))\nfinally: print('finally')";
    const error = await failure(session.run(main(body), given));
    expect(error).toMatchObject({ code, stdout: "" });
    expect((await session.run(main("print(await double(1))"))).stdout).toBe("2\n");
  });

  it("is cut off by `close` of its session", async () => {
    const session = new MicroPythonSession(options);
    const running = failure(session.run(main("await never()")));
    await pause(100);
    await session.close();
    expect((await running).code).toMatch(/^(session-closed|exception)$/);
  });

  it("cannot be awaited in a later run, a fork or a restored session", async () => {
    await using session = new MicroPythonSession(options);
    await session.run("c = double(1)\nd = double(1)\ne = double(1)");
    const code = `
import asyncio
async def main(c):
  other = double(1)
  try: await c
  except RuntimeError as e: print(e)
  print(await other)
asyncio.run(main(c))`;
    const expected = "the call of a host function ended with the run that made it\n2\n";
    const saved = await session.save();
    await using fork = await session.fork();
    await using restored = await MicroPythonSession.restore(saved, options);
    for (const each of [session, fork, restored]) {
      expect((await each.run(code)).stdout).toBe(expected);
    }
  });

  it("takes no time on a clock that stands still", async () => {
    const clock = { nowMs: 0 };
    const body = `
print(await asyncio.wait_for(double(20), 0.005))
await asyncio.sleep(100)
print("slept")`;
    expect(await printed(body.trim(), { clock })).toBe("40\nslept\n");
  });

  it("is a plain function for host.call, and may return at once", async () => {
    const now = awaitable((x: number) => x + 1);
    const code = 'import host\nprint(host.call("now", \'{"args": [1], "kwargs": {}}\'))';
    const hostFunctions = { now };
    expect((await run(code, { ...options, hostFunctions })).stdout).toContain("2");
    expect(await printed("print(await now(1))", { hostFunctions })).toBe("2\n");
  });

  it("can be registered in a session", async () => {
    await using session = new MicroPythonSession({ ...options, hostFunctions: {} });
    session.registerFunction(double, { name: "twice" });
    expect((await session.run(main("print(await twice(4))"))).stdout).toBe("8\n");
    expect(session.hostFunctions.twice).toEqual(double);
  });
});

describe.each(PYTHONS)("an awaitable host function in %s, where nothing can wait", (python) => {
  it("raises a TypeError before it is called", () => {
    let calls = 0;
    const count = awaitable(() => calls++);
    const options = { python, hostFunctions: { count } };
    const code = "try: count()\nexcept TypeError as e: print(e)";
    expect(runSync(code, options).stdout).toMatch(/^count\(\) is awaitable; /);
    expect(calls).toBe(0);
  });
});
