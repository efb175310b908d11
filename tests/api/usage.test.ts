import { MicroPythonReplaySessionSync, type RunUsage, runSync } from "micropython-wasm";
import { describe, expect, it } from "vitest";
import { ISOLATIONS } from "../contract/isolations.js";

const ENDLESS = "x = []\nwhile True:\n    x.append(bytes(1000)) if len(x) < 5000 else None";
const UNLIMITED = { fuel: null, wallTimeoutMs: null };

describe("the usage of a run", () => {
  it.for(ISOLATIONS)("is reported while it computes: $name", async ({ run }) => {
    const controller = new AbortController();
    const seen: RunUsage[] = [];
    const onUsage = (usage: RunUsage) => {
      if (seen.push(usage) === 4) controller.abort("seen enough");
    };
    const { signal } = controller;
    const error = await run(ENDLESS, { ...UNLIMITED, signal, onUsage }).catch((thrown) => thrown);
    expect(error).toMatchObject({ code: "aborted" });
    expect(seen.length).toBeGreaterThanOrEqual(4);
    for (const [at, usage] of [...seen, error].entries()) {
      const before = seen[at - 1] ?? { fuelUsed: 0, peakMemoryBytes: 0, durationMs: 0 };
      expect(usage.fuelUsed).toBeGreaterThan(before.fuelUsed);
      expect(usage.peakMemoryBytes).toBeGreaterThanOrEqual(before.peakMemoryBytes);
      expect(usage.durationMs).toBeGreaterThan(before.durationMs);
    }
    expect(seen.at(-1)?.peakMemoryBytes).toBeGreaterThan(5_000_000);
  });

  it.for(ISOLATIONS)("ends the run if its receiver throws: $name", async ({ run }) => {
    const thrown = new RangeError("enough");
    const onUsage = () => {
      throw thrown;
    };
    await expect(run("while True: pass", { ...UNLIMITED, onUsage })).rejects.toMatchObject({
      code: "crashed",
      message: "the sandbox crashed: the callback that receives the usage threw",
      cause: thrown,
    });
  });

  it.for(["micropython", "cpython"] as const)("costs a program in %s no fuel", (python) => {
    const code = "n = 0\nfor i in range(1_000_000): n += i";
    const unheard = runSync(code, { python, ...UNLIMITED });
    const heard = runSync(code, { python, ...UNLIMITED, onUsage: () => {} });
    expect(heard.fuelUsed).toBe(unheard.fuelUsed);
  });

  it.for(ISOLATIONS)("is that of each run of a session: $name", async ({ session: create }) => {
    const session = create(UNLIMITED);
    for (let i = 0; i < 2; i++) {
      const controller = new AbortController();
      const seen: number[] = [];
      const onUsage = ({ durationMs }: RunUsage) => {
        seen.push(durationMs);
        controller.abort();
      };
      const { signal } = controller;
      await expect(session.run(ENDLESS, { signal, onUsage })).rejects.toMatchObject({
        code: "aborted",
      });
      expect(seen[0]).toBeLessThan(10_000);
    }
    await session.close();
  });

  it("lets nobody call the session meanwhile, who is not outside", async () => {
    const [sync] = ISOLATIONS;
    const session = sync?.session(UNLIMITED);
    const attempts: Promise<unknown>[] = [];
    const controller = new AbortController();
    const { signal } = controller;
    const onUsage = () => {
      attempts.push(session?.run("1").catch((error) => error.message) ?? Promise.resolve());
      controller.abort();
    };
    await session?.run(ENDLESS, { signal, onUsage }).catch(() => {});
    expect(await attempts[0]).toMatch(/^the session is running; its callbacks/);
    await session?.close();
  });

  it("of a replay session is that of the new snippet", () => {
    const session = new MicroPythonReplaySessionSync(UNLIMITED);
    let reports = 0;
    const controller = new AbortController();
    session.run("x = 1", { onUsage: () => expect.fail("the snippet is short") });
    const onUsage = () => {
      reports++;
      controller.abort();
    };
    const { signal } = controller;
    expect(() => session.run("while True: pass", { signal, onUsage })).toThrow("aborted");
    expect(reports).toBeGreaterThan(0);
  });

  it("goes to a function, and to nothing else", () => {
    expect(() => runSync("1", { onUsage: 5 as never })).toThrow(
      new TypeError("option onUsage is 5; allowed is a function"),
    );
  });
});
