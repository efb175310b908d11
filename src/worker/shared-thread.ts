import { type AnswerMessage, STOP, type ToWorker, WAKE_UPS } from "./protocol.js";
import type { Thread } from "./python-worker.js";

/**
 * What all threads have in common that share memory with the caller: a blocked worker waits in it, and is woken
 * for an answer or to stop.
 *
 * @param shared the numbers that both share.
 * @param post sends what the worker reads between requests.
 * @param answer sends what it reads while it is blocked.
 */
export function sharedThread(
  shared: Int32Array,
  post: (message: ToWorker) => void,
  answer: (message: AnswerMessage) => void,
): Pick<Thread, "takesModules" | "maxBusyMs" | "post" | "stop"> {
  const wake = () => {
    Atomics.add(shared, WAKE_UPS, 1);
    Atomics.notify(shared, WAKE_UPS);
  };
  return {
    takesModules: true,
    maxBusyMs: Infinity,
    post: (message) => {
      if (message.kind !== "answer") {
        post(message);
        return;
      }
      answer(message);
      wake();
    },
    stop: (how) => {
      Atomics.store(shared, STOP, how);
      wake();
    },
  };
}
