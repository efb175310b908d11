import { writeSync } from "node:fs";
import { monotonicMs } from "../clock.js";
import { pause } from "../pause.js";
import { isTerminal } from "./terminal.js";

const BLOCK_CHARACTERS = 16 * 1024;
const MAX_LINE_CHARACTERS = 1000;
const EAGAIN_PAUSE_MS = 1;
const MAX_WAIT_MS = 50;

/**
 * A standard stream of this process. Writes are synchronous, so output appears while Python runs: line by
 * line on a terminal, otherwise in blocks that are flushed after a short time.
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

  /** The text since the last line end, up to a maximum length. */
  get lastLine(): string {
    return this.#lastLine;
  }

  /** The user has ended the line, by typing Enter. */
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

  /** Flushes output that has waited too long. Call it often: no timer runs while Python does. */
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
      // The pipe is full, and another process has made it non-blocking.
      pause(EAGAIN_PAUSE_MS);
      return 0;
    }
  }
}
