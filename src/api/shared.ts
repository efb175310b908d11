import { platform, startProcess, startThread } from "#platform";
import { InstancePools } from "../engine/pools.js";
import { Sandboxes } from "../worker/sandboxes.js";
import { sharedWorkers } from "../worker/shared-workers.js";

/** The artifacts in use, and interpreters of each. */
export const pools = new InstancePools(platform);

/** What starts workers, by isolation. */
export const START = { thread: startThread, process: startProcess } as const;

/** Where programs and sessions run, by isolation. */
export const sandboxes = new Sandboxes(pools, sharedWorkers(START, platform.parallelism()));
