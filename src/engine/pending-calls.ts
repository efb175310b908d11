/** Timers of JavaScript runtimes cannot wait longer. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/** Maximum number of calls whose results the program has not taken. */
export const MAX_PENDING_CALLS = 1000;

/**
 * The calls of awaitable host functions in one run, until the program takes their results.
 *
 * @typeParam Result what is known of a call that has ended.
 */
export class PendingCalls<Result> {
  /** `null` for those that have not ended. */
  readonly #calls = new Map<number, Result | null>();
  /** Those that have ended since the last wait. */
  #ended: number[] = [];
  #last = 0;
  /** How many have not ended. */
  #underWay = 0;
  #stopWaiting: (() => void) | null = null;

  /** Whether there may be another one. */
  get hasRoom(): boolean {
    return this.#calls.size < MAX_PENDING_CALLS;
  }

  /** Adds a call, which ends when the promise does. Returns its number. */
  add(ending: Promise<Result>): number {
    const number = this.#last++;
    this.#calls.set(number, null);
    this.#underWay += 1;
    ending.then((result) => {
      // Nobody wants it any more.
      if (!this.#calls.has(number)) return;
      this.#calls.set(number, result);
      this.#underWay -= 1;
      this.#ended.push(number);
      this.#stopWaiting?.();
    });
    return number;
  }

  /** Whether a call has not ended. */
  get isAnyUnderWay(): boolean {
    return this.#underWay > 0;
  }

  /** Whether there is something to wait for. */
  get canWait(): boolean {
    return this.#underWay > 0 || this.#ended.length > 0;
  }

  /** Returns the calls that have ended since the last time, as soon as there is one, or after some time. */
  wait(ms: number): readonly number[] | Promise<readonly number[]> {
    this.#stopWaiting?.();
    if (this.#ended.length > 0 || !(ms > 0)) return this.#ended.splice(0);
    return new Promise((resolve) => {
      const stop = () => {
        clearTimeout(timer);
        this.#stopWaiting = null;
        resolve(this.#ended.splice(0));
      };
      const timer = ms === Infinity ? undefined : setTimeout(stop, Math.min(ms, MAX_TIMER_MS));
      this.#stopWaiting = stop;
    });
  }

  /** Forgets a call. Returns its result, if it has ended. */
  take(number: number): Result | null {
    const result = this.#calls.get(number) ?? null;
    if (this.#calls.delete(number) && result === null) this.#underWay -= 1;
    return result;
  }

  /** Forgets all of them. */
  end(): void {
    this.#calls.clear();
    this.#underWay = 0;
    this.#stopWaiting?.();
  }
}
