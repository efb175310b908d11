import {
  MicroPythonLimitError,
  MicroPythonReplaySessionSync,
  MicroPythonSessionSync,
  type RunOptions,
  runSync,
} from "micropython-wasm";
import { describe, expect, it } from "vitest";

const PYTHONS = ["micropython", "cpython"] as const;
const NOON = Date.UTC(2030, 0, 1, 12);
const WAIT = "import time\ntime.sleep(60)\n";

describe.each(PYTHONS)("with a fixed clock, %s", (python) => {
  const fixed = { python, clock: { nowMs: NOON, monotonicMs: 5000 } } as const;
  const printed = (code: string) => runSync(code, fixed).stdout;

  it("has the given time", () => {
    expect(printed("import time; print(int(time.time()), time.gmtime()[:4])")).toBe(
      `${NOON / 1000} (2030, 1, 1, 12)\n`,
    );
  });

  it("takes the same fuel to import a module, whatever the time is", () => {
    const modules = { "helpers.py": "x = 1" };
    const cost = (nowMs: number) =>
      runSync("import helpers", { python, modules, clock: { nowMs } }).fuelUsed;
    const times = [0, 1, 500, 999, 1000].map((ms) => NOON + ms);
    expect(new Set(times.map(cost)).size).toBe(1);
  });

  it("sleeps without waiting, however long, and the clocks advance", () => {
    const { stdout, durationMs } = runSync(
      `import time
start = time.time_ns()
time.sleep(100_000)
print(time.time_ns() - start)`,
      { ...fixed, wallTimeoutMs: 5000 },
    );
    expect(stdout).toBe("100000000000000\n");
    expect(durationMs).toBeLessThan(5000);
  });

  it("has a clock that stands still while it computes", () => {
    const code = "import time\nstart = time.time()\nfor i in range(20_000): pass\n";
    expect(printed(`${code}print(time.time() == start)`)).toBe("True\n");
  });

  it("writes files at that time", () => {
    const code = `${WAIT}import os\nopen("/m/a", "w").close()\nprint(int(os.stat("/m/a")[8]))`;
    const { stdout } = runSync(code, { ...fixed, mounts: [{ path: "/m", memory: {} }] });
    expect(stdout).toBe(`${NOON / 1000 + 60}\n`);
  });

  it("goes on from the earlier runs of its session, as do its forks and saved states", () => {
    using session = new MicroPythonSessionSync(fixed);
    const now = "int(time.time())";
    session.run(WAIT);
    using fork = session.fork();
    using restored = MicroPythonSessionSync.restore(session.save(), fixed);
    fork.run(WAIT);
    expect([session, fork, restored].map((each) => each.evaluate(now))).toEqual([
      NOON / 1000 + 60,
      NOON / 1000 + 120,
      NOON / 1000 + 60,
    ]);
  });

  it("returns to the time of a checkpoint", () => {
    using session = new MicroPythonSessionSync(fixed);
    session.run("import time");
    const before = session.checkpoint();
    session.run(WAIT);
    session.rollback(before);
    expect(session.evaluate("int(time.time())")).toBe(NOON / 1000);
  });

  it("passes the time of asyncio.sleep, in the order of the tasks", () => {
    const code = `
import asyncio, time
async def task(name, seconds):
    await asyncio.sleep(seconds)
    print(name, int(time.time()) - ${NOON / 1000})
async def main(): await asyncio.gather(task("b", 200), task("a", 100), task("c", 300))
asyncio.run(main())`;
    const { stdout } = runSync(code, { ...fixed, wallTimeoutMs: 10_000 });
    expect(stdout).toBe("a 100\nb 200\nc 300\n");
  });

  it("can still be stopped while it sleeps again and again", () => {
    const endless = "import time\nwhile True: time.sleep(1000)";
    for (const [options, code] of [
      [{ fuel: 100_000, wallTimeoutMs: null }, "fuel"],
      [{ fuel: null, wallTimeoutMs: 50 }, "timeout"],
    ] as const) {
      try {
        runSync(endless, { ...fixed, ...options });
        expect.unreachable();
      } catch (error) {
        expect(error).toBeInstanceOf(MicroPythonLimitError);
        expect((error as MicroPythonLimitError).code).toBe(code);
      }
    }
  });
});

describe.each(PYTHONS)("with a seed, %s", (python) => {
  const DRAW = "import os, random\nprint(random.random(), random.getrandbits(64), os.urandom(20))";
  const drawn = (options: RunOptions) => runSync(DRAW, { python, ...options }).stdout;

  it("has the same random numbers each time", () => {
    expect(drawn({ randomSeed: 3 })).toBe(drawn({ randomSeed: 3 }));
  });

  it("has others with another seed, or without one", () => {
    const all = [0, 1, 2 ** 53 - 1, null, null].map((randomSeed) => drawn({ randomSeed }));
    expect(new Set(all).size).toBe(5);
  });

  it("does not draw the same numbers again in the next run of its session", () => {
    using session = new MicroPythonSessionSync({ python, randomSeed: 3 });
    expect(session.run(DRAW).stdout).toBe(drawn({ randomSeed: 3 }));
    expect(session.run(DRAW).stdout).not.toBe(drawn({ randomSeed: 3 }));
  });

  it("draws the same numbers in a session, in its fork, and again after a rollback", () => {
    using session = new MicroPythonSessionSync({ python, randomSeed: 3 });
    session.run(DRAW);
    using fork = session.fork();
    const mark = session.checkpoint();
    const { stdout } = session.run(DRAW);
    session.rollback(mark);
    expect([session.run(DRAW).stdout, fork.run(DRAW).stdout]).toEqual([stdout, stdout]);
  });

  it("has the same numbers in a replay session as in a run", () => {
    const sessions = [1, 1, 2].map((randomSeed) => {
      const session = new MicroPythonReplaySessionSync({ python, randomSeed });
      session.run("import os; first = os.urandom(4)");
      return session.run("print(first, os.urandom(4))").stdout;
    });
    expect(sessions[0]).toBe(sessions[1]);
    expect(sessions[0]).not.toBe(sessions[2]);
  });
});

describe("the options clock and randomSeed", () => {
  it.each<[unknown, typeof TypeError | typeof RangeError, string]>([
    [
      { clock: "utc" },
      RangeError,
      'option clock is "utc"; allowed is "system" or an object with nowMs, in milliseconds since 1970',
    ],
    [
      { clock: 5 },
      TypeError,
      'option clock is 5; allowed is "system" or an object with nowMs, in milliseconds since 1970',
    ],
    [
      { clock: {} },
      TypeError,
      "option clock.nowMs is undefined; allowed is a number from 0 to 6000000000000",
    ],
    [
      { clock: { nowMs: 1e13 } },
      RangeError,
      "option clock.nowMs is 10000000000000; allowed is a number from 0 to 6000000000000",
    ],
    [
      { clock: { nowMs: 1, monotonicMs: Number.NaN } },
      RangeError,
      "option clock.monotonicMs is NaN; allowed is a number from 0 to 6000000000000",
    ],
    [
      { randomSeed: -1 },
      RangeError,
      "option randomSeed is -1; allowed is a whole number from 0 to 9007199254740991, or null",
    ],
    [
      { randomSeed: "a" },
      TypeError,
      'option randomSeed is "a"; allowed is a whole number from 0 to 9007199254740991, or null',
    ],
  ])("are checked: %j", (options, Refusal, message) => {
    expect(() => runSync("", options as RunOptions)).toThrow(new Refusal(message));
  });

  it("belong to a session, not to one of its runs", () => {
    using session = new MicroPythonSessionSync();
    const options = { randomSeed: 1 } as object;
    expect(() => session.run("", options)).toThrow(
      new TypeError("option randomSeed belongs to the session; a single run cannot change it"),
    );
  });
});

describe.each(PYTHONS)("asyncio.sleep in %s", (python) => {
  it("uses hardly any fuel while it waits", () => {
    const used = [0.01, 0.3].map((seconds) => {
      const code = `import asyncio
async def main(): await asyncio.sleep(${seconds})
asyncio.run(main())`;
      return runSync(code, { python, wallTimeoutMs: null }).fuelUsed;
    });
    expect(Math.abs((used[1] as number) - (used[0] as number))).toBeLessThan(20_000);
  });
});
