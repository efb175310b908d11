import type { InputLines } from "../streams/input-lines.js";

/** What comes of asking for a line: the line, that Ctrl-C was pressed, or that there is no more. */
export type Typed = { readonly line: string } | "interrupt" | "end";

/** A line that is asked for. */
export interface Asked {
  readonly prompt: string;
  /** The lines of the statement that were typed before. */
  readonly before: string;
  /** What the line begins with, unless it is pasted. */
  readonly indent: string;
}

/** Where the prompt gets its lines from. */
export interface Editor {
  read(asked: Asked): Promise<Typed>;
  /** The line that was pasted behind the last one, if any. */
  readonly upcoming: string | null;
  /** Keeps a statement for the history. */
  remember(statement: string): void;
  /** The system says that Ctrl-C was pressed. Returns whether that ends the reading of a line. */
  interrupt(): boolean;
  close(): void;
}

/** Input that is no terminal, or a terminal that cannot move its cursor. */
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
