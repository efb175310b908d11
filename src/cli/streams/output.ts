import { writeSync } from "node:fs";
import { monotonicMs } from "../clock.js";
import { pause } from "../pause.js";
import { isTerminal } from "./terminal.js";

const BLOCK_CHARACTERS = 16 * 1024;
const MAX_LINE_CHARACTERS = 1000;
const EAGAIN_PAUSE_MS = 1;
const MAX_WAIT_MS = 50;

/**
 * A standard stream of this process. It is written synchronously, so that output appears while
 * Python is running: line by line on a terminal, in blocks otherwise, which do not wait for long.
 */
export class OutputStream {
  readonly #fd: number;
  readonly isTerminal: boolean;
  #pending = "";
  #lastLine = "";
  #writtenMs = 0;

  constructor(fd: 1 | 2) {
    this.#fd = fd;
    this.isTerminal = isTerminal(fd);
  }

  /** What was written since the last end of a line, as far as a terminal's line could hold it. */
  get lastLine(): string {
    return this.#lastLine;
  }

  /** Somebody else ended the line, as who types an answer does. */
  lineEnded(): void {
    this.#lastLine = "";
  }

  write(text: string): void {
    if (this.#pending === "") this.#writtenMs = monotonicMs();
    this.#pending += text;
    const end = text.lastIndexOf("\n");
    const line = end === -1 ? this.#lastLine + text : text.slice(end + 1);
    this.#lastLine = line.slice(-MAX_LINE_CHARACTERS);
    const isDue = this.isTerminal && text.includes("\n");
    if (isDue || this.#pending.length >= BLOCK_CHARACTERS) this.flush();
  }

  /** Writes what has waited for a while: to be called often, as nothing else happens in this thread. */
  flushIfDue(): void {
    const isDue = monotonicMs() - this.#writtenMs > MAX_WAIT_MS;
    if (isDue && this.#pending !== "") this.flush();
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
      pause(EAGAIN_PAUSE_MS);
      return 0;
    }
  }
}
