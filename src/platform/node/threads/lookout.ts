import { type MessagePort, receiveMessageOnPort } from "node:worker_threads";
import {
  ASLEEP,
  COMING,
  LOOKING,
  LOOKOUT,
  SENDING,
  type ToWorker,
} from "../../../worker/protocol.js";

// To wake a thread takes some 20 µs, and to be woken takes it as long again. A worker that has answered a request
// therefore looks for the next message for a moment, if there is a processor for that.

/** How long it looks, in milliseconds. */
const LOOKING_MS = 0.1;

/** After so many failures, it looks after one in 32 requests. */
const MAX_MISSES = 5;

interface Destination {
  postMessage(message: ToWorker): void;
}

/** A message that changes nothing. */
const NOTHING: ToWorker = { kind: "forgetImage", number: 0 };

/** Sends a message to where the worker looks. */
export function postWhereItLooks(
  shared: Int32Array,
  message: ToWorker,
  answers: Destination,
  events: Destination,
): void {
  if (!caughtLooking(shared)) {
    events.postMessage(message);
    return;
  }
  try {
    answers.postMessage(message);
  } catch (error) {
    // It must not wait forever.
    answers.postMessage(NOTHING);
    throw error;
  }
}

/** Tells the worker where the next message comes. Returns whether it looks there, and will not sleep before. */
function caughtLooking(shared: Int32Array): boolean {
  for (;;) {
    const seen = Atomics.load(shared, LOOKOUT);
    const next = seen === LOOKING ? SENDING : COMING;
    if (Atomics.compareExchange(shared, LOOKOUT, seen, next) === seen) return seen === LOOKING;
  }
}

/** How a worker looks for messages. */
export class Lookout {
  readonly #shared: Int32Array;
  readonly #answers: MessagePort;
  /** How often in a row it looked and found none, and how often it will not look because of that. */
  #misses = 0;
  #pauses = 0;

  constructor(shared: Int32Array, answers: MessagePort) {
    this.#shared = shared;
    this.#answers = answers;
  }

  /** A message has come as an event. */
  messageCame(): void {
    Atomics.store(this.#shared, LOOKOUT, ASLEEP);
  }

  /** Looks for the next message for a moment. Returns `null` if it will come as an event. */
  messageSoon(): ToWorker | null {
    if (this.#pauses > 0) {
      this.#pauses -= 1;
      return null;
    }
    const shared = this.#shared;
    if (Atomics.compareExchange(shared, LOOKOUT, ASLEEP, LOOKING) !== ASLEEP) return null;
    const endMs = performance.now() + LOOKING_MS;
    while (Atomics.load(shared, LOOKOUT) === LOOKING) {
      if (performance.now() < endMs) continue;
      if (Atomics.compareExchange(shared, LOOKOUT, LOOKING, ASLEEP) !== LOOKING) break;
      this.#misses = Math.min(this.#misses + 1, MAX_MISSES);
      this.#pauses = 2 ** this.#misses - 1;
      return null;
    }
    this.#misses = 0;
    return sentMessage(shared, this.#answers);
  }
}

/** Waits for the message that was sent to where the worker looks. The next one may be coming as an event by then. */
export function sentMessage(shared: Int32Array, answers: MessagePort): ToWorker {
  for (;;) {
    const message: ToWorker | undefined = receiveMessageOnPort(answers)?.message;
    // An answer that came too late belongs to an earlier question.
    if (message === undefined || message.kind === "answer") continue;
    Atomics.compareExchange(shared, LOOKOUT, SENDING, ASLEEP);
    return message;
  }
}
