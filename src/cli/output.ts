import { writeSync } from "node:fs";
import { isatty } from "node:tty";

const BLOCK_CHARACTERS = 16 * 1024;
const EAGAIN_PAUSE_MS = 1;

const pause = new Int32Array(new SharedArrayBuffer(4));

/**
 * A standard stream of this process. It is written synchronously, so that output appears while
 * Python is running: line by line on a terminal, in blocks otherwise.
 */
export class OutputStream {
  readonly #fd: number;
  readonly #isTerminal: boolean;
  #pending = "";

  constructor(fd: 1 | 2) {
    this.#fd = fd;
    this.#isTerminal = isatty(fd);
  }

  write(text: string): void {
    this.#pending += text;
    const isDue = this.#isTerminal && text.includes("\n");
    if (isDue || this.#pending.length >= BLOCK_CHARACTERS) this.flush();
  }

  flush(): void {
    const bytes = Buffer.from(this.#pending);
    this.#pending = "";
    for (let done = 0; done < bytes.length; ) done += this.#writeSome(bytes.subarray(done));
  }

  #writeSome(bytes: Uint8Array): number {
    try {
      return writeSync(this.#fd, bytes);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EAGAIN") throw error;
      // A full pipe that another process made non-blocking.
      Atomics.wait(pause, 0, 0, EAGAIN_PAUSE_MS);
      return 0;
    }
  }
}

/** Tells whether an error says, itself or by its cause, that the reader of a pipe is gone. */
export function isBrokenPipe(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return (error as NodeJS.ErrnoException).code === "EPIPE" || isBrokenPipe(error.cause);
}
