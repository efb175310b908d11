/** Runs asynchronous work one piece after the other, in the order of the calls. */
export class Turns {
  #last: Promise<unknown> = Promise.resolve();

  /** Does `work` when everything before it is done. */
  next<T>(work: () => T | Promise<T>): Promise<T> {
    const done = this.#last.then(work);
    this.#last = done.catch(() => {});
    return done;
  }

  /** Resolves when everything so far is done. */
  async done(): Promise<void> {
    await this.#last;
  }
}
