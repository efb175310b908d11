import {
  createPool,
  MicroPythonSession,
  MicroPythonSessionSync,
  runSync,
  type SessionOptions,
} from "micropython-wasm";
import { describe, expect, it } from "vitest";

const PYTHONS = ["micropython", "cpython"] as const;

describe.each(PYTHONS)("sessions of %s, of which only one stays awake,", (python) => {
  const options = { python, maxAwakeSessions: 1 } as const;
  const start = (more: SessionOptions = {}) => new MicroPythonSessionSync({ ...options, ...more });
  /** Puts all other sessions to sleep. */
  const distract = () => {
    using other = start();
    other.run("x = [0] * 1000");
  };

  it("keep variables, functions, classes, open generators and imports", () => {
    const session = start();
    session.run(`
import json
class Counter:
    def __init__(self): self.n = 0
    def next(self):
        self.n += 1
        return self.n
counter = Counter()
def numbers():
    n = 0
    while True:
        n += counter.next()
        yield n
it = numbers()
next(it)`);
    for (const [i, sum] of [3, 6, 10].entries()) {
      distract();
      expect(session.evaluate("json.dumps([next(it), counter.n])")).toBe(`[${sum}, ${i + 2}]`);
    }
  });

  it("keep host functions, those registered meanwhile, input and files in memory", () => {
    const hostFunctions = { twice: (x: number) => 2 * x };
    const mounts = [{ path: "/m", memory: {} }];
    const session = start({ hostFunctions, mounts, stdin: "one\ntwo\n" });
    session.run("f = twice\nfirst = input()\nopen('/m/a', 'w').write('text')");
    distract();
    session.registerFunction((x: number) => 3 * x, { name: "thrice" });
    expect(session.files.read("/m/a")).toEqual(new TextEncoder().encode("text"));
    expect(session.evaluate("[f(2), thrice(2), input(), open('/m/a').read()]")).toEqual([
      4,
      6,
      "two",
      "text",
    ]);
  });

  it("have clocks that go on, or stand still if they are fixed", () => {
    const session = start();
    session.run("import time\nstart = time.time_ns()");
    const fixed = start({ clock: { nowMs: 5000 } });
    fixed.run("import time\ntime.sleep(1)");
    distract();
    const endMs = performance.now() + 20;
    while (performance.now() < endMs);
    expect(session.evaluate("time.time_ns() - start > 15_000_000")).toBe(true);
    expect(fixed.evaluate("int(time.time())")).toBe(6);
  });

  it("use the same fuel as if they had never slept", () => {
    const snippets = [
      "x = [str(i) for i in range(500)]",
      "y = {a: a for a in x}",
      "y.clear()\nx = [str(i) * 3 for i in range(900)]",
      "z = sorted(x)",
    ];
    const used = [1, null].map((maxAwakeSessions) => {
      const session = start({ maxAwakeSessions });
      return snippets.map((code) => {
        if (maxAwakeSessions === 1) distract();
        return session.run(code).fuelUsed;
      });
    });
    expect(used[0]).toEqual(used[1]);
  });

  it("can be forked, saved, rolled back and closed while they sleep", () => {
    const session = start();
    session.run("x = 1");
    const mark = session.checkpoint();
    session.run("x = 2");
    distract();
    using fork = session.fork();
    distract();
    const saved = session.save();
    distract();
    session.rollback(mark);
    using restored = MicroPythonSessionSync.restore(saved, options);
    expect([session, fork, restored].map((each) => each.evaluate("x"))).toEqual([1, 2, 2]);
    distract();
    session.close();
    expect(session.closed).toBe(true);
  });

  it("stay awake with files open", () => {
    const session = start({ mounts: [{ path: "/m", memory: {} }] });
    session.run("f = open('/m/a', 'w')\nf.write('one ')");
    distract();
    session.run("f.write('two')\nf.close()");
    expect(session.evaluate("open('/m/a').read()")).toBe("one two");
  });

  it("answer as well as others when they take turns", async () => {
    const sessions = Array.from({ length: 5 }, () => new MicroPythonSession(options));
    for (let round = 1; round <= 3; round++) {
      await Promise.all(
        sessions.map((session, i) => session.run(`x = ${i} if ${round} == 1 else x + 10`)),
      );
    }
    const values = await Promise.all(sessions.map((session) => session.evaluate("x")));
    expect(values).toEqual([20, 21, 22, 23, 24]);
    for (const session of sessions) await session.close();
  });

  it("leave nothing behind for other runs", () => {
    const session = start();
    session.run("secret = 'x' * 100");
    distract();
    const code = "try: print(secret)\nexcept NameError: print('gone')";
    expect(runSync(code, { python }).stdout).toBe("gone\n");
    expect(session.evaluate("len(secret)")).toBe(100);
  });
});

describe.each(["micropython", "cpython"] as const)("sleepAfterMs, in %s", (python) => {
  const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

  it("puts a session to sleep, which goes on with everything in it", async () => {
    using session = new MicroPythonSessionSync({ python, sleepAfterMs: 5 });
    session.run("g = (n * n for n in range(9)); next(g); x = [1]");
    await pause(30);
    expect(session.evaluate("(next(g), x)")).toEqual([1, [1]]);
    await pause(30);
    expect(session.evaluate("next(g)")).toBe(4);
  });

  it("makes a session give its worker back", async () => {
    await using pool = createPool({ python, size: 1, sleepAfterMs: 5 });
    await using session = pool.session();
    await session.run("x = 5");
    await expect.poll(() => pool.stats().idle).toBe(1);
    expect(await session.evaluate("x")).toBe(5);
    expect((await pool.run("print(1)")).stdout).toBe("1\n");
  });

  it("leaves a session with open files awake", async () => {
    await using pool = createPool({ python, size: 1, sleepAfterMs: 5 });
    await using session = pool.session({ mounts: [{ path: "/tmp", memory: {} }] });
    await session.run("f = open('/tmp/a', 'w')");
    await pause(50);
    expect(pool.stats().idle).toBe(0);
    await session.run("f.close()");
    await expect.poll(() => pool.stats().idle).toBe(1);
  });

  it.each([0, -1, 1.5, 2 ** 31, "5", Number.NaN])("refuses %j", (sleepAfterMs) => {
    expect(() => new MicroPythonSessionSync({ sleepAfterMs: sleepAfterMs as never })).toThrow(
      /^option sleepAfterMs is .*; allowed is a whole number from 1 to 2147483647, or null$/,
    );
  });
});
