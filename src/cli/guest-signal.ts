import { monotonicMs } from "./clock.js";
import { STOP } from "./protocol.js";

/**
 * Stops a run on an interrupt or at its deadline; implements what is used of `AbortSignal`. The clock
 * stops while the guest waits for input or output.
 */
export class GuestSignal {
  readonly reason = undefined;
  readonly #shared: Int32Array;
  readonly #poll: () => void;
  #deadlineMs = Infinity;

  /**
   * @param shared the numbers that both threads share.
   * @param poll called repeatedly while the guest runs; does not count towards its time.
   */
  constructor(shared: Int32Array, poll: () => void) {
    this.#shared = shared;
    this.#poll = poll;
  }

  /** Starts the clock of a run. */
  start(timeoutMs: number | null): void {
    this.#deadlineMs = timeoutMs === null ? Infinity : monotonicMs() + timeoutMs;
  }

  /** Polled while the guest runs. */
  get aborted(): boolean {
    this.untimed(this.#poll);
    return this.isInterrupted || this.isLate;
  }

  get isInterrupted(): boolean {
    return Atomics.load(this.#shared, STOP) !== 0;
  }

  get isLate(): boolean {
    return monotonicMs() > this.#deadlineMs;
  }

  /** Runs a function without counting its time towards the deadline. */
  untimed<T>(work: () => T): T {
    const startMs = monotonicMs();
    try {
      return work();
    } finally {
      this.#deadlineMs += monotonicMs() - startMs;
    }
  }
}
