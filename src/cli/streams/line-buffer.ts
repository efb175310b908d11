import { StringDecoder } from "node:string_decoder";

/** Cuts text that comes in pieces of bytes into lines. */
export class LineBuffer {
  readonly #decoder = new StringDecoder("utf8");
  #text = "";
  #hasEnded = false;

  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  /** Whether the next line, or the end, is here. */
  get isReady(): boolean {
    return this.#hasEnded || this.#text.includes("\n");
  }

  add(bytes: Buffer): void {
    this.#text += this.#decoder.write(bytes);
  }

  /** Nothing more comes. */
  end(): void {
    this.#text += this.#decoder.end();
    this.#hasEnded = true;
  }

  /** The next line without its end; `null` where there is none. */
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
