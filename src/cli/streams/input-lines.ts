import type { Readable } from "node:stream";
import { LineBuffer } from "./line-buffer.js";

/** Reads a stream line by line, on demand, so that others can read the rest. */
export class InputLines {
  readonly #stream: Readable;
  readonly #buffer = new LineBuffer();
  #changed: () => void = () => {};
  #isListening = false;

  constructor(stream: Readable) {
    this.#stream = stream;
  }

  /** Returns the next line without its line end; `null` if there is none. */
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
    // A folder, or a terminal that has gone away, counts as the end of the input.
    this.#stream.once("end", end).once("error", end);
  }
}
