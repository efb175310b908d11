import {
  createPool,
  inspectCall,
  MicroPythonInvalidStateError,
  MicroPythonLimitError,
  MicroPythonSession,
  MicroPythonSessionSync,
  type RunStep,
  type RunStepSync,
  resume,
  resumeSync,
} from "micropython-wasm";
import { describe, expect, it } from "vitest";
import { elsewhere, errorOf, finished, pending, start } from "./pausing.js";

describe("a run that pauses", () => {
  it("pauses at every host function by default, but not at awaitable ones", () => {
    const hostFunctions = {
      a: () => 1,
      b: () => 2,
      later: { call: async () => 3, awaitable: true as const },
    };
    const step = pending(new MicroPythonSessionSync({ hostFunctions }).start("a() + b()"));
    expect(step.name).toBe("a");
    const next = pending(step.resume({ result: 10 }));
    expect(next.name).toBe("b");
    expect(finished(next.resume({ result: 20 })).result.value).toBe(30);
    const awaitable = () =>
      new MicroPythonSessionSync({ hostFunctions }).start("1", { pauseOn: ["later"] });
    expect(awaitable).toThrow(/pauseOn has "later", which is awaitable/);
  });

  it("pauses again at the same functions, if nothing else is said", () => {
    const step = pending(start("ask(1) + ask(2)"));
    const next = pending(resumeSync(step.save(), { result: 10 }));
    expect(next.args).toEqual([2]);
    expect(finished(resumeSync(next.save(), { result: 20 })).result.value).toBe(30);
    const called: number[] = [];
    const hostFunctions = { ask: (n: number) => called.push(n) };
    const { result } = finished(
      resumeSync(step.save(), { result: 10 }, { hostFunctions, pauseOn: [] }),
    );
    expect([result.value, called]).toEqual([11, [2]]);
  });

  it("passes output on once, and the result has all of it", () => {
    const seen: string[] = [];
    const onStdout = (text: string) => seen.push(text);
    const code = "print('a', end='')\nask()\nprint('b')\nask()\nprint('c')";
    const step = pending(start(code, { onStdout }));
    const next = pending(
      resumeSync(step.save(), { result: 0 }, { onStdout, pauseOn: ["ask"] }) as RunStepSync,
    );
    expect(next.stdout).toBe("ab\n");
    const { result } = finished(resumeSync(next.save(), { result: 0 }, { onStdout }));
    expect([seen.join(""), result.stdout]).toEqual(["ab\nc\n", "ab\nc\n"]);
  });

  it("reads a function's lines once", () => {
    const lines = ["one", "two", "three"];
    const stdin = () => lines.shift() ?? null;
    const { result } = elsewhere(start("[input(), ask(), input()]", { stdin }), () => 0, { stdin });
    expect(result.value).toEqual(["one", 0, "two"]);
    expect(lines).toEqual(["three"]);
  });

  it("has limits on all of its parts together", () => {
    const code = "for i in range(100_000): pass\nask()\nfor i in range(100_000): pass";
    const unpaused = new MicroPythonSessionSync({ hostFunctions: { ask: () => 0 } });
    const whole = finished(unpaused.start(code, { pauseOn: [] })).result.fuelUsed;
    const step = pending(start(code, { fuel: whole - 1 }));
    expect(errorOf(() => step.resume({ result: 0 })).code).toBe("fuel");
    const bytes = pending(start(code)).save();
    expect(errorOf(() => resumeSync(bytes, { result: 0 }, { fuel: whole - 1 })).code).toBe("fuel");
    expect(finished(resumeSync(bytes, { result: 0 }, { fuel: whole })).result.fuelUsed).toBe(whole);
    const calls = pending(start("for i in range(3): ask()", { maxHostCalls: 2 }));
    const second = pending(calls.resume({ result: 0 }));
    expect(errorOf(() => second.resume({ result: 0 })).message).toMatch(/maxHostCalls/);
  });

  it("ends when it takes more from outside than maxJournalBytes", () => {
    const big = () => "x".repeat(10_000);
    const how = { pauseOn: ["ask"], maxJournalBytes: 50_000 };
    const error = errorOf(() =>
      start("for i in range(10): big()\nask()", { hostFunctions: { big } }, how),
    );
    expect(error).toBeInstanceOf(MicroPythonLimitError);
    expect(error.code).toBe("journal");
    const clocks = "import time\nfor i in range(10_000): time.time()\nask()";
    expect(errorOf(() => start(clocks, {}, how)).code).toBe("journal");
    const bytes = pending(
      start("for i in range(3): big()\nask()", { hostFunctions: { big } }, how),
    ).save();
    const resumed = () => resumeSync(bytes, { result: 0 }, { maxJournalBytes: 100 });
    expect(errorOf(resumed).code).toBe("journal");
    const large = () =>
      resumeSync(
        pending(start("ask('y' * 1_000_000)")).save(),
        { result: 0 },
        { maxJournalBytes: 1000 },
      );
    expect(large).toThrow(/larger than maxJournalBytes/);
  });

  it("is refused with folders of the host and stores, which are outside of its state", () => {
    const mounts = [{ path: "/here", hostDir: import.meta.dirname }];
    expect(() => start("1", { mounts })).toThrow(
      /cannot pause with a folder of the host, at "\/here"/,
    );
    const bytes = pending(start("ask()")).save();
    expect(() => resumeSync(bytes, { result: 1 }, { mounts })).toThrow(
      /cannot pause with a folder/,
    );
  });

  it("is refused where it began with other limits of memory", () => {
    const bytes = pending(start("ask()")).save();
    expect(() => resumeSync(bytes, { result: 1 }, { memoryBytes: 2 ** 25 })).toThrow(/memoryBytes/);
  });

  it("calls of host.call pause, too, and get JSON", () => {
    const code = 'import host\nhost.call(\'ask\', \'{"args": [1], "kwargs": {"a": 2}}\')';
    const step = pending(start(code));
    expect([step.name, step.args, { ...step.kwargs }]).toEqual(["ask", [1], { a: 2 }]);
    const { result } = finished(resumeSync(step.save(), { result: [3] }));
    expect(JSON.parse(result.value as string)).toEqual({ ok: true, value: [3] });
  });

  it("lets other calls be awaited first", async () => {
    const later = { call: async (n: number) => n + 1, awaitable: true as const };
    const session = new MicroPythonSession({ hostFunctions: { later } });
    const code = `
import asyncio
async def main():
    one = later(1)
    try: ask("too early")
    except RuntimeError as e: print(e)
    return await one + ask("now") + await later(10)
asyncio.run(main())`;
    const step = await session.start(code, { pauseOn: ["ask"] });
    expect(step.status === "pending" && [step.args, step.stdout]).toEqual([
      ["now"],
      "ask() cannot pause while calls of other functions are under way; await them first\n",
    ]);
    if (step.status !== "pending") return;
    const next = await resume(step.save(), { result: 100 }, { hostFunctions: { later } });
    expect(finished(next).result.value).toBe(113);
  });

  it("refuses answers that Python cannot get, and is still pending", () => {
    const step = pending(start("ask()"));
    expect(() => step.resume({ result: () => 1 })).toThrow(TypeError);
    expect(() => step.resume({} as { result: unknown })).toThrow(
      /allowed is \{ result \} or \{ error \}/,
    );
    expect(() => step.resume({ result: 1, error: 2 } as { result: unknown })).toThrow(TypeError);
    expect(finished(step.resume({ result: 1 })).result.value).toBe(1);
  });

  it("knows what a host function threw only where it threw", () => {
    const thrown = new Error("own");
    const fail = () => {
      throw thrown;
    };
    const code =
      "old = None\ntry: fail()\nexcept Exception as e: old = e\nask()\ntry: fail()\nexcept Exception as e: new = e\nraise old if ask() else new";
    const bytes = pending(start(code, { hostFunctions: { fail } })).save();
    const other = new Error("other");
    const options = {
      pauseOn: ["ask"],
      hostFunctions: {
        fail: () => {
          throw other;
        },
      },
    };
    const asked = pending(resumeSync(bytes, { result: 0 }, options));
    const again = asked.save();
    expect(errorOf(() => asked.resume({ result: false })).cause).toBeUndefined();
    expect(errorOf(() => resumeSync(again, { result: true }, options)).cause).toBeUndefined();
    const direct = pending(start("ask()\nfail()", { hostFunctions: { fail } })).save();
    expect(errorOf(() => resumeSync(direct, { result: 0 }, options)).cause).toBe(other);
  });

  it("can be undone as a whole", () => {
    const session = new MicroPythonSessionSync();
    session.run("x = 1");
    const step = pending(
      session.start("x = 2\nask()\n1 / 0", { pauseOn: ["ask"], transactional: true }),
    );
    expect(errorOf(() => step.resume({ result: 0 })).code).toBe("exception");
    expect(session.evaluate("x")).toBe(1);
  });

  it("draws the same numbers with a seed", () => {
    const code = "import random\nrandom.seed()\na = random.random()\nask()\n[a, random.random()]";
    const options = { randomSeed: 7, clock: { nowMs: 0 } };
    const whole = new MicroPythonSessionSync({ ...options, hostFunctions: { ask: () => 0 } });
    const { result } = elsewhere(start(code, options), () => 0, options);
    const expected = whole.run(code).value as number[];
    expect((result.value as number[])[0]).toBe(expected[0]);
    expect(result.value).toEqual(expected);
  });

  it("checks its options", () => {
    expect(finished(start("1")).status).toBe("finished");
    expect(() => start("1", {}, { pauseOn: "ask" as unknown as string[] })).toThrow(
      /pauseOn is "ask"/,
    );
    expect(() => start("1", {}, { pauseOn: ["a-b"] })).toThrow(/pauseOn: the name is "a-b"/);
    expect(() => start("1", {}, { maxJournalBytes: -1 })).toThrow(/maxJournalBytes is -1/);
    expect(() => resumeSync("x" as unknown as Uint8Array, { result: 1 })).toThrow(
      /a saved call is "x"/,
    );
    const bytes = pending(start("ask()")).save();
    expect(() => resumeSync(bytes, { result: 1 }, { argv: [] })).toThrow(/argv is part of/);
    expect(() => inspectCall(bytes, { signingKey: "" })).toThrow(/signingKey is empty/);
  });

  it("is refused with other code than it was saved with", () => {
    const bytes = pending(start("ask()")).save();
    expect(() => resumeSync(bytes, { result: 1 }, { python: "cpython" })).toThrow(
      MicroPythonInvalidStateError,
    );
  });
});

describe("a saved call", () => {
  const bytes = pending(start("print('so far'); ask(1, to='Ada')"));

  it("says what it asks for", () => {
    const { name, args, kwargs, stdout } = inspectCall(bytes.save());
    expect([name, args, { ...kwargs }, stdout]).toEqual(["ask", [1], { to: "Ada" }, "so far\n"]);
  });

  it("can be signed, and is then refused without the key, with another, or changed", () => {
    const saved = bytes.save({ signingKey: "secret" });
    expect(inspectCall(saved, { signingKey: "secret" }).name).toBe("ask");
    expect(finished(resumeSync(saved, { result: 5 }, { signingKey: "secret" })).result.value).toBe(
      5,
    );
    expect(() => inspectCall(saved)).toThrow(/it is signed/);
    expect(() => inspectCall(saved, { signingKey: "other" })).toThrow(/signature is wrong/);
    expect(() => inspectCall(bytes.save(), { signingKey: "secret" })).toThrow(/not signed/);
    const changed = saved.slice();
    changed[changed.length - 1] = (changed[changed.length - 1] as number) ^ 1;
    expect(() => inspectCall(changed, { signingKey: "secret" })).toThrow(/signature is wrong/);
  });
});

describe.each(["inline", "thread", "process"] as const)(
  "with isolation %s, a session",
  (isolation) => {
    it("pauses, and goes on here and elsewhere", async () => {
      let calls = 0;
      const price = (n: number) => {
        calls += 1;
        return n * 2;
      };
      const hostFunctions = { price: async (n: number) => price(n) };
      const options = {
        isolation,
        hostFunctions: isolation === "inline" ? { price } : hostFunctions,
      };
      await using session = new MicroPythonSession(options);
      await session.run("base = 1");
      const how = { pauseOn: ["ask"] };
      let step: RunStep = await session.start("[base + price(i) + ask(i) for i in range(4)]", how);
      for (let i = 0; step.status === "pending"; i++) {
        expect(step.args).toEqual([i]);
        await expect(step.session.run("1")).rejects.toMatchObject({ code: "session-busy" });
        if (i % 2 === 0) step = await step.resume({ result: 10 * i });
        else {
          const bytes = step.save();
          await step.session.close();
          step = await resume(bytes, { result: 10 * i }, { ...options, ...how });
        }
      }
      expect(finished(step).result.value).toEqual([1, 13, 25, 37]);
      expect(await step.session.evaluate("base")).toBe(1);
      expect(calls).toBe(4);
      await step.session.close();
    });
  },
);

it("saved calls go on in a pool", async () => {
  await using pool = createPool({ size: 1, hostFunctions: { price: () => 5 } });
  const steps = await Promise.all(
    [1, 2, 3].map((i) => pool.session().start(`ask(${i}) * price()`, { pauseOn: ["ask"] })),
  );
  const saved = steps.map((step) => (step.status === "pending" ? step.save() : new Uint8Array()));
  await Promise.all(steps.map((step) => step.session.close()));
  const ends = await Promise.all(
    saved.map((bytes, i) => pool.resume(bytes, { result: i }, { key: `${i}`, pauseOn: [] })),
  );
  expect(ends.map((end) => finished(end).result.value)).toEqual([0, 5, 10]);
});

it("sessions of a pool pause, too", async () => {
  await using pool = createPool({ size: 1 });
  const sessions = [0, 1, 2].map(() => pool.session());
  const steps = await Promise.all(
    sessions.map((session, i) => session.start(`ask(${i})`, { pauseOn: ["ask"] })),
  );
  const ends = await Promise.all(
    steps.map((step, i) => (step.status === "pending" ? step.resume({ result: i * i }) : step)),
  );
  expect(ends.map((end) => finished(end).result.value)).toEqual([0, 1, 4]);
});
