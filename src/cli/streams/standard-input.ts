import { constants, openSync, readSync } from "node:fs";
import { pause } from "../pause.js";
import { LineBuffer } from "./line-buffer.js";

const BLOCK_BYTES = 64 * 1024;

/** Nothing is there yet; a signal came, which may end us while we pause. */
const PASSING = ["EAGAIN", "EINTR"];
const PAUSE_MS = 10;

/** The standard input of this process, for a thread that has nothing else to do meanwhile. */
export class StandardInput {
  readonly #buffer = new LineBuffer();
  readonly #block = Buffer.alloc(BLOCK_BYTES);
  #fd: number | null = null;

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
    this.#fd ??= openInput();
    for (;;) {
      try {
        return readSync(this.#fd, this.#block);
      } catch (error) {
        const { code = "" } = error as NodeJS.ErrnoException;
        // A folder, or a terminal that went away, is the end of the input.
        if (!PASSING.includes(code)) return 0;
        pause(PAUSE_MS);
      }
    }
  }
}

/** Standard input so that reading it does not wait, as an interrupt does not end a wait there. */
function openInput(): number {
  try {
    // Another opening of the same file, so that it stays as it is for other processes.
    return openSync("/dev/stdin", constants.O_RDONLY | constants.O_NONBLOCK);
  } catch {
    // A socket, as Node.js gives its children, cannot be opened; making a stream of it does the same.
    process.stdin.pause();
    return 0;
  }
}
