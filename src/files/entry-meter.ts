/** Charges a program for names that are looked up or listed on its behalf. */
export type PayForEntries = (count: number) => void;

/** Tells the current run how many entries its stores read. Between runs, nothing is charged. */
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
