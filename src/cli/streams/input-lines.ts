import type { Readable } from "node:stream";
import { LineBuffer } from "./line-buffer.js";

/** Reads a stream line by line, and only when asked, so that others may read what is left. */
export class InputLines {
  readonly #stream: Readable;
  readonly #buffer = new LineBuffer();
  #changed: () => void = () => {};
  #isListening = false;

  constructor(stream: Readable) {
    this.#stream = stream;
  }

  /** The next line without its end; `null` where there is none. */
  async next(): Promise<string | null> {
    while (!this.#buffer.isReady) await this.#more();
    return this.#buffer.takeLine();
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
      this.#buffer.add(bytes);
      this.#changed();
    });
    const end = () => {
      this.#buffer.end();
      this.#changed();
    };
    // A folder, or a terminal that went away, is the end of the input.
    this.#stream.once("end", end).once("error", end);
  }
}
