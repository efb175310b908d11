/** Makes a program pay for so many names that are looked up or listed on its behalf. */
export type PayForEntries = (count: number) => void;

/** Passes on what a store does to whoever meters the present run. Between runs nobody pays. */
export class EntryMeter {
  #pay: PayForEntries = () => {};

  /** @param pay may throw a MicroPythonFileError once the program has to stop. */
  use(pay: PayForEntries): void {
    this.#pay = pay;
  }

  pay(count: number): void {
    this.#pay(count);
  }
}
