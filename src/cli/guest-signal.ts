import { STOP } from "./protocol.js";

/**
 * What stops a run from outside of its thread, in the shape of an `AbortSignal`: an interrupt, and
 * the end of its time, which stands still while the guest waits for the world.
 */
export class GuestSignal {
  readonly reason = undefined;
  readonly #shared: Int32Array;
  #deadlineMs = Infinity;

  /** @param shared the numbers that both threads share. */
  constructor(shared: Int32Array) {
    this.#shared = shared;
  }

  /** Starts the clock of a run. */
  start(timeoutMs: number | null): void {
    this.#deadlineMs = timeoutMs === null ? Infinity : performance.now() + timeoutMs;
  }

  /** Looked at all the time while the guest runs. */
  get aborted(): boolean {
    return this.isInterrupted || this.isLate;
  }

  get isInterrupted(): boolean {
    return Atomics.load(this.#shared, STOP) !== 0;
  }

  get isLate(): boolean {
    return performance.now() > this.#deadlineMs;
  }

  /** Does something that takes no time of the guest's. */
  untimed<T>(work: () => T): T {
    const startMs = performance.now();
    try {
      return work();
    } finally {
      this.#deadlineMs += performance.now() - startMs;
    }
  }
}
