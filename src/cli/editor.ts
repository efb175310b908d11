import { createInterface, type Interface } from "node:readline";
import type { Completion } from "micropython-wasm";
import type { History } from "./history.js";
import type { InputLines } from "./input-lines.js";

/** What comes of asking for a line: the line, that Ctrl-C was pressed, or that there is no more. */
export type Typed = { readonly line: string } | "interrupt" | "end";

/** Where the prompt gets its lines from. */
export interface Editor {
  /** Shows a prompt and waits for a line, which begins with `indent` unless it is pasted. */
  read(prompt: string, indent: string): Promise<Typed>;
  /** The line that was pasted behind the last one, if any. */
  readonly upcoming: string | null;
  close(): void;
}

/** Input that is no terminal. */
export class PlainEditor implements Editor {
  readonly upcoming = null;
  readonly #lines: InputLines;
  readonly #show: (text: string) => void;

  constructor(lines: InputLines, show: (text: string) => void) {
    this.#lines = lines;
    this.#show = show;
  }

  async read(prompt: string): Promise<Typed> {
    this.#show(prompt);
    const line = await this.#lines.next();
    return line === null ? "end" : { line };
  }

  close(): void {}
}

/** What a terminal's editor is made of. */
export interface Terminal {
  readonly input: NodeJS.ReadableStream;
  readonly output: NodeJS.WritableStream;
  readonly history: History | null;
  complete(prefix: string): Promise<Completion | null>;
  /** Ctrl-C was pressed while nobody waited for a line. */
  interrupt(): void;
}

const TAB = "    ";

/** A terminal, with line editing, history and completion. */
export class TerminalEditor implements Editor {
  readonly #terminal: Terminal;
  /** Lines that came before they were asked for. */
  #queue: string[] = [];
  #isPasting = false;
  #resolve: ((typed: Typed) => void) | null = null;
  #isAnswering = false;
  #hasEnded = false;
  #readline: Interface;

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
    // Seen before readline takes the bytes apart: several lines at once were not typed.
    terminal.input.on("data", (bytes: Buffer | string) => {
      this.#isPasting = /[\r\n]./s.test(String(bytes));
    });
    this.#readline = this.#open(terminal.history?.load() ?? []);
  }

  get upcoming(): string | null {
    return this.#queue.find((line) => line.trim() !== "") ?? null;
  }

  async read(prompt: string, indent: string): Promise<Typed> {
    const typed = await this.#next(prompt, indent);
    const isWorthKeeping = typeof typed === "object" && typed.line.trim() !== "";
    if (isWorthKeeping) this.#terminal.history?.add(typed.line);
    return typed;
  }

  /** The answer to what Python code asks, which is no part of the history; `null` for Ctrl-D. */
  async answer(shown: string): Promise<string | null> {
    this.#isAnswering = true;
    const typed = await this.#next(shown, "");
    this.#isAnswering = false;
    const history = historyOf(this.#readline);
    if (typed === "end") {
      this.#hasEnded = false;
      this.#readline = this.#open(history);
    }
    if (typeof typed === "string") return null;
    if (history[0] === typed.line) history.shift();
    return typed.line;
  }

  close(): void {
    this.#resolve = null;
    this.#readline.close();
  }

  async #next(prompt: string, indent: string): Promise<Typed> {
    const line = this.#queue.shift();
    if (line !== undefined) return { line };
    if (this.#hasEnded) return "end";
    this.#readline.setPrompt(prompt);
    this.#readline.prompt();
    if (indent !== "" && !this.#isPasting) this.#readline.write(indent);
    return new Promise((resolve) => {
      this.#resolve = resolve;
    });
  }

  #open(history: string[]): Interface {
    const { input, output, complete } = this.#terminal;
    const readline = createInterface({
      input,
      output,
      terminal: true,
      history,
      completer: (line: string, done: (error: null, result: [string[], string]) => void) => {
        completions(line, complete).then((result) => done(null, result));
      },
    });
    readline.on("line", (line) => this.#typed(line));
    readline.on("SIGINT", () => this.#interrupted());
    readline.on("close", () => {
      this.#hasEnded = true;
      this.#answered("end");
    });
    return readline;
  }

  #typed(line: string): void {
    if (this.#resolve === null) this.#queue.push(line);
    else this.#answered({ line });
  }

  #interrupted(): void {
    this.#queue = [];
    if (this.#resolve === null) {
      this.#terminal.interrupt();
      return;
    }
    this.#readline.write(null, { ctrl: true, name: "e" });
    this.#readline.write(null, { ctrl: true, name: "u" });
    this.#terminal.output.write("^C\n");
    if (this.#isAnswering) this.#terminal.interrupt();
    this.#answered("interrupt");
  }

  #answered(typed: Typed): void {
    const resolve = this.#resolve;
    this.#resolve = null;
    resolve?.(typed);
  }
}

/** The lines that readline goes through with the arrow keys; its types do not tell of them. */
function historyOf(readline: Interface): string[] {
  return (readline as Interface & { readonly history: string[] }).history;
}

/** What readline wants: whole words, and the beginning that they replace. */
async function completions(
  line: string,
  complete: Terminal["complete"],
): Promise<[string[], string]> {
  if (line.trim() === "") return [[line + TAB], line];
  const completion = await complete(line);
  const [word = ""] = /[\p{L}\p{N}_]*$/u.exec(line) ?? [];
  if (completion === null) return [[], word];
  const { insert, candidates } = completion;
  return [insert === "" ? [...candidates].sort() : [word + insert], word];
}
