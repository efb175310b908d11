import { monotonicMs } from "./clock.js";
import { STOP } from "./protocol.js";

/**
 * What stops a run from outside of its thread, in the shape of an `AbortSignal`: an interrupt, and
 * the end of its time, which stands still while the guest waits for the world.
 */
export class GuestSignal {
  readonly reason = undefined;
  readonly #shared: Int32Array;
  readonly #meanwhile: () => void;
  #deadlineMs = Infinity;

  /**
   * @param shared the numbers that both threads share.
   * @param meanwhile done again and again while the guest runs; its time is not the guest's.
   */
  constructor(shared: Int32Array, meanwhile: () => void) {
    this.#shared = shared;
    this.#meanwhile = meanwhile;
  }

  /** Starts the clock of a run. */
  start(timeoutMs: number | null): void {
    this.#deadlineMs = timeoutMs === null ? Infinity : monotonicMs() + timeoutMs;
  }

  /** Looked at all the time while the guest runs. */
  get aborted(): boolean {
    this.untimed(this.#meanwhile);
    return this.isInterrupted || this.isLate;
  }

  get isInterrupted(): boolean {
    return Atomics.load(this.#shared, STOP) !== 0;
  }

  get isLate(): boolean {
    return monotonicMs() > this.#deadlineMs;
  }

  /** Does something that takes no time of the guest's. */
  untimed<T>(work: () => T): T {
    const startMs = monotonicMs();
    try {
      return work();
    } finally {
      this.#deadlineMs += monotonicMs() - startMs;
    }
  }
}
