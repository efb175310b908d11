/** Does something when nothing has happened for some time. It does not keep a process alive. */
export class IdleTimer {
  readonly #ms: number;
  readonly #action: () => void;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** @param ms the time in milliseconds; `Infinity` for never. */
  constructor(ms: number, action: () => void) {
    this.#ms = ms;
    this.#action = action;
  }

  /** Something has just happened. */
  restart(): void {
    this.stop();
    if (this.#ms === Infinity) return;
    this.#timer = setTimeout(this.#action, this.#ms);
    // Only Node.js and those like it have that, and need it.
    (this.#timer as { unref?: () => void }).unref?.();
  }

  stop(): void {
    clearTimeout(this.#timer);
  }
}
