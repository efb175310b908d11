import type { InputLines } from "../streams/input-lines.js";

/** The result of reading a line: the line, an interrupt by Ctrl-C, or the end of the input. */
export type Typed = { readonly line: string } | "interrupt" | "end";

/** A request for a line. */
export interface Asked {
  readonly prompt: string;
  /** The earlier lines of the statement. */
  readonly before: string;
  /** The initial text of the line, unless it is pasted. */
  readonly indent: string;
}

/** Reads lines for the prompt. */
export interface Editor {
  read(asked: Asked): Promise<Typed>;
  /** The next non-empty line of pasted text, if any. */
  readonly upcoming: string | null;
  /** Adds a statement to the history. */
  remember(statement: string): void;
  /** Handles SIGINT. Returns whether it interrupted the reading of a line. */
  interrupt(): boolean;
  close(): void;
}

/** Reads from anything but a terminal, or from a terminal that cannot move its cursor. */
export class PlainEditor implements Editor {
  readonly upcoming = null;
  readonly #lines: InputLines;
  readonly #show: (text: string) => void;
  #interrupted: (() => void) | null = null;

  constructor(lines: InputLines, show: (text: string) => void) {
    this.#lines = lines;
    this.#show = show;
  }

  async read({ prompt }: Asked): Promise<Typed> {
    this.#show(prompt);
    const interrupted = new Promise<Typed>((resolve) => {
      this.#interrupted = () => resolve("interrupt");
    });
    const line = this.#lines.next().then((next): Typed => (next === null ? "end" : { line: next }));
    const typed = await Promise.race([line, interrupted]);
    this.#interrupted = null;
    return typed;
  }

  remember(): void {}

  interrupt(): boolean {
    if (this.#interrupted === null) return false;
    this.#show("\n");
    this.#interrupted();
    return true;
  }

  close(): void {}
}
