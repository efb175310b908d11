import { Worker } from "node:worker_threads";
import type { StartThread } from "../../../worker/python-worker.js";

/** Deep recursion in C must reach Python's own limit before the thread's. */
const RESOURCE_LIMITS = { stackSizeMb: 32 };

/** Starts a thread of Node.js. */
export const startThread: StartThread = (shared, events) => {
  // Its name in the bundle.
  const worker = new Worker(new URL("./python-worker.js", import.meta.url), {
    name: "micropython-wasm",
    workerData: shared,
    // The thread inherits no settings and prints nothing.
    env: {},
    execArgv: [],
    stdout: true,
    stderr: true,
    resourceLimits: RESOURCE_LIMITS,
  });
  worker.on("message", events.received);
  worker.on("messageerror", () => events.ended("a message could not be read"));
  worker.on("error", (error) => events.ended(String(error?.message ?? error)));
  worker.on("exit", (code) => events.ended(`it exited with code ${code}`));
  worker.unref();
  return {
    post: (message) => worker.postMessage(message),
    keepAlive: (isBusy) => (isBusy ? worker.ref() : worker.unref()),
    terminate: () => {
      worker.terminate().catch(() => {});
    },
  };
};
