import { readSync } from "node:fs";
import { LineBuffer } from "./line-buffer.js";
import { pause } from "./pause.js";

const BLOCK_BYTES = 64 * 1024;
const EAGAIN_PAUSE_MS = 10;

/** The standard input of this process, for a thread that has nothing else to do meanwhile. */
export class StandardInput {
  readonly #buffer = new LineBuffer();
  readonly #block = Buffer.alloc(BLOCK_BYTES);

  /** The next line without its end; `null` where there is none. */
  readLine(): string | null {
    while (!this.#buffer.isReady) this.#more();
    return this.#buffer.takeLine();
  }

  /** Everything up to the end. */
  readAll(): string {
    while (!this.#buffer.hasEnded) this.#more();
    return this.#buffer.takeAll();
  }

  #more(): void {
    const length = this.#readSome();
    if (length === 0) this.#buffer.end();
    else this.#buffer.add(this.#block.subarray(0, length));
  }

  #readSome(): number {
    for (;;) {
      try {
        return readSync(0, this.#block);
      } catch (error) {
        // A folder, or a terminal that went away, is the end of the input.
        if ((error as NodeJS.ErrnoException).code !== "EAGAIN") return 0;
        // A pipe that another process made non-blocking.
        pause(EAGAIN_PAUSE_MS);
      }
    }
  }
}
