/** Does something when nothing has happened for some time. It does not keep a process alive. */
export class IdleTimer {
  readonly #ms: number;
  readonly #action: () => void;
  #lastMs = 0;
  #timer: ReturnType<typeof setTimeout> | null = null;

  /** @param ms the time in milliseconds; `Infinity` for never. */
  constructor(ms: number, action: () => void) {
    this.#ms = ms;
    this.#action = action;
  }

  /** Something has just happened. */
  restart(): void {
    if (this.#ms === Infinity) return;
    this.#lastMs = performance.now();
    // A timer that runs looks at that when it fires: starting another one each time would take microseconds.
    if (this.#timer === null) this.#start(this.#ms);
  }

  stop(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }

  #start(ms: number): void {
    this.#timer = setTimeout(() => {
      this.#timer = null;
      const leftMs = this.#lastMs + this.#ms - performance.now();
      if (leftMs > 0) this.#start(leftMs);
      else this.#action();
    }, ms);
    // Only Node.js and those like it have that, and need it.
    (this.#timer as { unref?: () => void }).unref?.();
  }
}
