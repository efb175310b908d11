import { SHARED_NUMBERS } from "../../../worker/protocol.js";
import type { StartThread } from "../../../worker/python-worker.js";
import { sharedThread } from "../../../worker/shared-thread.js";
import { hasSharedMemory, Mailbox } from "./mailbox.js";

/** Not in the form that bundlers recognise: a bundle should not contain what most programs do not use. */
const SCRIPT = "./python-worker.web.js";

/** What a thread is given first. */
export interface ThreadData {
  /** The numbers that both threads share. */
  readonly shared: Int32Array;
  readonly mailbox: SharedArrayBuffer;
}

/** Starts a web worker. @throws TypeError where threads may not share memory */
export const startThread: StartThread = (events) => {
  if (!hasSharedMemory()) {
    const reason = "threads need a page that is cross-origin isolated";
    throw new TypeError(`option isolation is "thread"; allowed is "inline" here: ${reason}`);
  }
  const shared = new Int32Array(new SharedArrayBuffer(4 * SHARED_NUMBERS));
  const mailbox = new Mailbox();
  const worker = new Worker(new URL(SCRIPT, import.meta.url), {
    type: "module",
    name: "micropython-wasm",
  });
  worker.onmessage = ({ data }) => events.received(data);
  worker.onmessageerror = () => events.ended("a message could not be read");
  worker.onerror = ({ message }) => events.ended(message ?? "its script could not be loaded");
  worker.postMessage({ shared, mailbox: mailbox.buffer } satisfies ThreadData);
  return {
    ...sharedThread(
      shared,
      (message) => worker.postMessage(message),
      (message) => mailbox.put(message),
    ),
    keepAlive: () => {},
    terminate: () => worker.terminate(),
  };
};
