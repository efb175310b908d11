import { describe, expect, it } from "vitest";
import type { StartThread } from "./python-worker.js";
import { WorkerPool } from "./worker-pool.js";

const LIMITS = {
  size: 1,
  processors: 2,
  maxWorkers: 1,
  maxExtra: 0,
  readsFolders: true,
  maxQueue: 10,
  maxRunsPerWorker: Infinity,
  idleTimeoutMs: 60_000,
};

/** Threads that do everything at once; `ended` counts those that were ended. */
function threads(maxBusyMs: number) {
  const counts = { started: 0, ended: 0 };
  const start: StartThread = (events) => {
    counts.started += 1;
    return {
      takesModules: true,
      maxBusyMs,
      post: (message) => {
        if (message.kind !== "request") return;
        const { id } = message;
        setTimeout(() => events.received({ kind: "done", id, value: null }), 2);
      },
      stop: () => {},
      keepAlive: () => {},
      terminate: () => {
        counts.ended += 1;
      },
    };
  };
  return { counts, pool: new WorkerPool(start, LIMITS) };
}

async function useTwice(pool: WorkerPool) {
  for (let i = 0; i < 2; i++) {
    const worker = await pool.acquire("");
    await worker.request({ kind: "prepare" });
    pool.release(worker);
  }
}

describe("a worker", () => {
  it("is used again", async () => {
    const { counts, pool } = threads(60_000);
    await useTwice(pool);
    expect(counts).toEqual({ started: 1, ended: 0 });
    await pool.close();
    expect(counts.ended).toBe(1);
  });

  it("is replaced when it has been busy for too long", async () => {
    const { counts, pool } = threads(0);
    await useTwice(pool);
    expect(counts).toEqual({ started: 2, ended: 2 });
  });
});

describe("a pool whose sessions cannot give back their workers", () => {
  it("ends the one that has been idle for longest when there may be no more workers", async () => {
    const { pool } = threads(60_000);
    const abandoned: string[] = [];
    const hold = async (name: string) => {
      const worker = await pool.acquire("");
      const holder = {
        isIdle: true,
        park: async () => false,
        abandon(error: Error) {
          abandoned.push(`${name}: ${error.message}`);
          worker.kill(error);
          pool.drops(holder);
          pool.release(worker);
        },
      };
      pool.holds(holder);
    };
    await hold("first");
    await hold("second");
    expect(abandoned).toEqual([expect.stringMatching(/^first: .*others needed its worker/)]);
  });
});

describe("a pool whose calls wait for the host", () => {
  it("has no more idle workers than it has at once, when all is done", async () => {
    const { counts, pool } = threads(60_000);
    const workers = await Promise.all(
      [1, 2, 3].map(async () => {
        const worker = await pool.acquire("");
        pool.waits(worker, true);
        return worker;
      }),
    );
    const waiting = [pool.acquire(""), pool.acquire("")];
    for (const worker of workers) pool.waits(worker, false);
    for (const worker of workers) pool.release(worker);
    for (const next of waiting) pool.release(await next);
    expect(pool.stats()).toMatchObject({ workers: 1, idle: 1, queued: 0 });
    expect(counts.started - counts.ended).toBe(1);
  });
});
