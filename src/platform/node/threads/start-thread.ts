import { existsSync } from "node:fs";
import { MessageChannel, type MessagePort, Worker } from "node:worker_threads";
import { SHARED_NUMBERS } from "../../../worker/protocol.js";
import type { StartThread } from "../../../worker/python-worker.js";
import { sharedThread } from "../../../worker/shared-thread.js";
import { postWhereItLooks } from "./lookout.js";

/** Deep recursion in C must reach Python's own limit before the thread's. */
const RESOURCE_LIMITS = { stackSizeMb: 32 };

/** The thread's script, by its name in the bundle. */
const SCRIPT = new URL("./python-worker.js", import.meta.url);

/** Whether the process may start threads, and the script is where the bundle has it. */
export function canStartThreads(): boolean {
  return mayStartThreads() && existsSync(SCRIPT);
}

function mayStartThreads(): boolean {
  // Only there with Node's permission model.
  const { permission } = process as { permission?: { has(scope: string): boolean } };
  return permission === undefined || permission.has("worker");
}

/** What a thread is given. */
export interface ThreadData {
  /** The numbers that both threads share. */
  readonly shared: Int32Array;
  /**
   * Brings the answers. In Deno, only a port that nothing listens to gives out messages while the thread is
   * blocked.
   */
  readonly answers: MessagePort;
}

/** Starts a thread of Node.js. */
export const startThread: StartThread = (events) => {
  const shared = new Int32Array(new SharedArrayBuffer(4 * SHARED_NUMBERS));
  const { port1: answers, port2 } = new MessageChannel();
  const worker = new Worker(SCRIPT, {
    name: "micropython-wasm",
    workerData: { shared, answers: port2 } satisfies ThreadData,
    transferList: [port2],
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
  answers.unref();
  return {
    ...sharedThread(
      shared,
      (message) => postWhereItLooks(shared, message, answers, worker),
      (message) => answers.postMessage(message),
    ),
    keepAlive: (isBusy) => (isBusy ? worker.ref() : worker.unref()),
    terminate: () => {
      answers.close();
      worker.terminate().catch(() => {});
    },
  };
};
