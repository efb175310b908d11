import type { StartThread } from "./python-worker.js";
import type { Workers } from "./sandboxes.js";
import { WorkerPool } from "./worker-pool.js";

/** How to start workers, by isolation. */
export type Starters = Readonly<Record<keyof Workers, StartThread>>;

/** Sessions that are idle keep their workers as long as there are not more than this. */
const IDLE_SESSIONS = 8;

/** The workers that all runs and sessions outside pools share. @param size how many can compute at once */
export function sharedWorkers(start: Starters, size: number): Workers {
  const limits = {
    size,
    processors: size,
    maxWorkers: size + IDLE_SESSIONS,
    maxExtra: Infinity,
    maxQueue: Infinity,
    maxRunsPerWorker: Infinity,
    idleTimeoutMs: 30_000,
  };
  const threads = new WorkerPool(start.thread, { ...limits, readsFolders: true });
  const processes = new WorkerPool(start.process, { ...limits, readsFolders: false });
  return { thread: () => threads, process: () => processes };
}
