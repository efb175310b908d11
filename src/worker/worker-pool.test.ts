import { describe, expect, it } from "vitest";
import type { StartThread } from "./python-worker.js";
import { WorkerPool } from "./worker-pool.js";

const LIMITS = {
  size: 1,
  processors: 2,
  maxWorkers: 1,
  mayExceed: false,
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
