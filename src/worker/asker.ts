import type { CallClock } from "../engine/calls.js";
import {
  ABORTED,
  type AnswerMessage,
  CLOSING,
  type FromWorker,
  type PlainAnswer,
  type Question,
  STOP,
  WAKE_UPS,
} from "./protocol.js";

/** The worker's end of the connection to the host's thread. */
export interface HostPort {
  post(message: FromWorker): void;
  /** Takes the next answer that has arrived, without waiting. */
  nextAnswer(): AnswerMessage | undefined;
}

/** Between calls, files of a session can be in the host's thread, too. */
const NO_CLOCK: CallClock = { msLeft: () => Infinity };

/** Asks the host's thread, and blocks the worker until the answer is there. */
export class Asker {
  readonly #port: HostPort;
  readonly #shared: Int32Array;
  #clock = NO_CLOCK;
  #last = 0;
  #isClosing = false;

  /** @param shared the numbers that both threads share. */
  constructor(port: HostPort, shared: Int32Array) {
    this.#port = port;
    this.#shared = shared;
  }

  /** What is used of the call's `AbortSignal`. */
  get aborted(): boolean {
    return this.#isClosing || Atomics.load(this.#shared, STOP) === ABORTED;
  }

  /** Begins a call, whose deadline ends each wait. */
  useClock(clock: CallClock): void {
    this.#clock = clock;
  }

  /** Ends a call. */
  dropClock(): void {
    this.#clock = NO_CLOCK;
    this.#isClosing = false;
  }

  /** Returns the answer; `null` if the call has to end before it is there. */
  ask(question: Question): PlainAnswer | null {
    const id = ++this.#last;
    this.#port.post({ kind: "question", id, question });
    for (;;) {
      const seen = Atomics.load(this.#shared, WAKE_UPS);
      const answer = this.#received(id);
      if (answer !== null) return answer;
      if (Atomics.load(this.#shared, STOP) === CLOSING) this.#isClosing = true;
      const leftMs = this.aborted ? 0 : this.#clock.msLeft();
      if (leftMs <= 0) return null;
      Atomics.wait(this.#shared, WAKE_UPS, seen, leftMs);
    }
  }

  #received(id: number): PlainAnswer | null {
    for (;;) {
      const message = this.#port.nextAnswer();
      if (message === undefined) return null;
      // One that came too late belongs to an earlier question.
      if (message.id === id) return message.answer;
    }
  }
}
