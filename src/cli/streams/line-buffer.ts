import { StringDecoder } from "node:string_decoder";

/** Splits incoming bytes into lines of text. */
export class LineBuffer {
  readonly #decoder = new StringDecoder("utf8");
  #text = "";
  #hasEnded = false;

  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  /** Whether a full line or the end has arrived. */
  get isReady(): boolean {
    return this.#hasEnded || this.#text.includes("\n");
  }

  add(bytes: Buffer): void {
    this.#text += this.#decoder.write(bytes);
  }

  /** Marks the end of the input. */
  end(): void {
    this.#text += this.#decoder.end();
    this.#hasEnded = true;
  }

  /** Returns the next line without its line end; `null` if there is none. */
  takeLine(): string | null {
    const end = this.#text.indexOf("\n");
    if (end === -1) return this.#text === "" ? null : this.takeAll();
    const line = this.#text.slice(0, end);
    this.#text = this.#text.slice(end + 1);
    return line;
  }

  takeAll(): string {
    const text = this.#text;
    this.#text = "";
    return text;
  }
}
