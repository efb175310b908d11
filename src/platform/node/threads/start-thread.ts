import { Worker } from "node:worker_threads";
import { SHARED_NUMBERS, STOP, WAKE_UPS } from "../../../worker/protocol.js";
import type { StartThread } from "../../../worker/python-worker.js";

/** Deep recursion in C must reach Python's own limit before the thread's. */
const RESOURCE_LIMITS = { stackSizeMb: 32 };

/** Starts a thread of Node.js. */
export const startThread: StartThread = (events) => {
  const shared = new Int32Array(new SharedArrayBuffer(4 * SHARED_NUMBERS));
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
  const wake = () => {
    Atomics.add(shared, WAKE_UPS, 1);
    Atomics.notify(shared, WAKE_UPS);
  };
  return {
    takesModules: true,
    post: (message) => {
      worker.postMessage(message);
      if (message.kind === "answer") wake();
    },
    stop: (how) => {
      Atomics.store(shared, STOP, how);
      wake();
    },
    keepAlive: (isBusy) => (isBusy ? worker.ref() : worker.unref()),
    terminate: () => {
      worker.terminate().catch(() => {});
    },
  };
};
