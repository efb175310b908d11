import { constants, openSync, readSync } from "node:fs";
import { pause } from "../pause.js";
import { LineBuffer } from "./line-buffer.js";

const BLOCK_BYTES = 64 * 1024;

/** Errors that pass: there is no input yet, or a signal arrived. */
const PASSING = ["EAGAIN", "EINTR"];
const PAUSE_MS = 10;

/** Reads the standard input of this process, blocking the thread. */
export class StandardInput {
  readonly #buffer = new LineBuffer();
  readonly #block = Buffer.alloc(BLOCK_BYTES);
  #fd: number | null = null;

  /** Returns the next line without its line end; `null` if there is none. */
  readLine(): string | null {
    while (!this.#buffer.isReady) this.#more();
    return this.#buffer.takeLine();
  }

  /** Returns everything up to the end. */
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
        // A folder, or a terminal that has gone away, counts as the end of the input.
        if (!PASSING.includes(code)) return 0;
        pause(PAUSE_MS);
      }
    }
  }
}

/** Opens standard input in non-blocking mode, because Ctrl-C does not interrupt a blocking read. */
function openInput(): number {
  try {
    // Opens the file again, so that other processes keep their blocking mode.
    return openSync("/dev/stdin", constants.O_RDONLY | constants.O_NONBLOCK);
  } catch {
    // Sockets, which Node.js gives its children, cannot be opened again; creating a stream has the same effect.
    process.stdin.pause();
    return 0;
  }
}
