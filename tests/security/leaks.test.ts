import { getEventListeners } from "node:events";
import { createPool, MicroPythonSession } from "micropython-wasm";
import { describe, expect, it } from "vitest";

/** Threads and processes of this process that run Python. */
const workers = () =>
  process
    .getActiveResourcesInfo()
    .filter((name) => /Worker|MessagePort|ProcessWrap|Pipe/.test(name)).length;

const settled = (promise: Promise<unknown>) => promise.catch(() => {});

describe("sessions and runs in workers", () => {
  it("leave no worker, listener or timer, however they end", async () => {
    const before = workers();
    const controller = new AbortController();
    const pool = createPool({ size: 2, fuel: null, wallTimeoutMs: 60_000 });
    for (let round = 0; round < 10; round++) {
      const sessions = Array.from({ length: 10 }, () => pool.session());
      const aborted = new AbortController();
      const { signal } = controller;
      await Promise.all(
        sessions.map(async (session, i) => {
          await session.run(`x = ${i}`, { signal });
          if (i % 3 === 0) await settled(session.run("1 / 0"));
          if (i === 5) {
            const running = settled(session.run("while True: pass", { signal: aborted.signal }));
            setTimeout(() => aborted.abort(), 5);
            await running;
          }
          await session.close();
        }),
      );
      expect(getEventListeners(aborted.signal, "abort")).toHaveLength(0);
    }
    expect(pool.stats()).toMatchObject({ queued: 0, waitingForHost: 0, replaced: 0 });
    expect(pool.stats().workers).toBeLessThanOrEqual(2);
    expect(pool.stats().idle).toBe(pool.stats().workers);
    await pool.close();
    expect(getEventListeners(controller.signal, "abort")).toHaveLength(0);
    await expect.poll(workers).toBeLessThanOrEqual(before);
  });

  it("leave nothing behind when they are killed in mid-run, or opened and closed", async () => {
    const options = { fuel: null, wallTimeoutMs: 60_000 } as const;
    const round = async (count: number) => {
      for (let i = 0; i < count; i++) {
        const session = new MicroPythonSession(options);
        await session.run("x = 1");
        const running = i % 10 === 0 ? session.run("while True: pass") : null;
        const ended = running?.catch((error) => error.code);
        await (running === null ? session.close() : session.kill());
        expect(await ended).toBe(running === null ? undefined : "session-closed");
      }
    };
    await round(20);
    const before = workers();
    await round(200);
    await expect.poll(workers).toBeLessThanOrEqual(before + 1);
  });

  it("that are closed while their calls wait are done all the same", async () => {
    const hostFunctions = { wait: () => new Promise(() => {}) };
    const options = {
      isolation: "thread",
      fuel: null,
      wallTimeoutMs: null,
      hostFunctions,
    } as const;
    for (let i = 0; i < 20; i++) {
      const session = new MicroPythonSession(options);
      const running = session.run("wait()").catch((error) => error.code);
      await session.close();
      expect(await running).toBe("session-closed");
    }
  });
});
