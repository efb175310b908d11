import type { Platform } from "../base/platform.js";

/** What may end a wait. */
export interface WaitLimits {
  /** Milliseconds until the deadline. */
  msLeft(): number;
  readonly signal: AbortSignal | null;
}

/** A signal that reads shared memory fires no events: it is looked at this often, in milliseconds. */
const SIGNAL_STEP_MS = 20;

/** Timers of JavaScript runtimes cannot wait longer. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/** One wait of a suspended guest. */
export class Wait<T> {
  /** Settles like the promise; resolves to `undefined` if the wait ended before. */
  readonly done: Promise<T | undefined>;
  readonly #limits: WaitLimits;
  readonly #platform: Pick<Platform, "startTimer">;
  #end: (value?: T) => void = () => {};
  #stopTimer = () => {};
  readonly #onAbort = () => this.#end();

  /** @param promise what to wait for; `null` to wait only for the limits, or until `end`. */
  constructor(
    promise: Promise<T> | null,
    limits: WaitLimits,
    platform: Pick<Platform, "startTimer">,
  ) {
    this.#limits = limits;
    this.#platform = platform;
    this.done = new Promise<T | undefined>((resolve, reject) => {
      this.#end = resolve;
      promise?.then(resolve, reject);
      limits.signal?.addEventListener?.("abort", this.#onAbort);
      this.#watch();
    }).finally(() => {
      this.#stopTimer();
      limits.signal?.removeEventListener?.("abort", this.#onAbort);
    });
  }

  /** Ends the wait. */
  end(): void {
    this.#end();
  }

  #watch(): void {
    const { signal } = this.#limits;
    const leftMs = this.#limits.msLeft();
    if (leftMs === 0 || signal?.aborted) {
      this.#end();
      return;
    }
    const isSilent = signal !== null && signal.addEventListener === undefined;
    const ms = Math.min(leftMs, isSilent ? SIGNAL_STEP_MS : Infinity);
    if (ms === Infinity) return;
    this.#stopTimer = this.#platform.startTimer(Math.min(ms, MAX_TIMER_MS), () => this.#watch());
  }
}
