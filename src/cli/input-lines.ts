import type { Readable } from "node:stream";
import { StringDecoder } from "node:string_decoder";

/** Reads a stream line by line, and only when asked, so that others may read what is left. */
export class InputLines {
  readonly #stream: Readable;
  readonly #decoder = new StringDecoder("utf8");
  #text = "";
  #hasEnded = false;
  #changed: () => void = () => {};
  #isListening = false;

  constructor(stream: Readable) {
    this.#stream = stream;
  }

  /** The next line without its end; `null` where there is none. */
  async next(): Promise<string | null> {
    while (!this.#text.includes("\n") && !this.#hasEnded) await this.#more();
    const end = this.#text.indexOf("\n");
    if (end === -1 && this.#text === "") return null;
    const line = end === -1 ? this.#text : this.#text.slice(0, end);
    this.#text = end === -1 ? "" : this.#text.slice(end + 1);
    return line;
  }

  /** Everything up to the end. */
  async rest(): Promise<string> {
    while (!this.#hasEnded) await this.#more();
    const text = this.#text;
    this.#text = "";
    return text;
  }

  async #more(): Promise<void> {
    this.#listen();
    await new Promise<void>((resolve) => {
      this.#changed = resolve;
      this.#stream.resume();
    });
    this.#stream.pause();
  }

  #listen(): void {
    if (this.#isListening) return;
    this.#isListening = true;
    this.#stream.on("data", (bytes: Buffer) => {
      this.#text += this.#decoder.write(bytes);
      this.#changed();
    });
    const end = () => {
      this.#text += this.#decoder.end();
      this.#hasEnded = true;
      this.#changed();
    };
    // A folder, or a terminal that went away, is the end of the input.
    this.#stream.once("end", end).once("error", end);
  }
}
