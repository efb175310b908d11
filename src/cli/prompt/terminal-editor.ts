import type { ReadStream, WriteStream } from "node:tty";
import type { Paint } from "./colours.js";
import { type Completion, columnsOf, commonStart } from "./completion.js";
import { EditedText, graphemesOf } from "./edited-text.js";
import type { Asked, Editor, Typed } from "./editor.js";
import { type History, HistorySearch, HistoryWalk } from "./history.js";
import { type Key, listenToKeys } from "./keys.js";
import { type Cell, cellsOf, Screen } from "./screen.js";
import { showSource } from "./shown-source.js";

/** The terminal, and what the editor needs to work with it. */
export interface Terminal {
  readonly input: ReadStream;
  readonly output: WriteStream;
  readonly paint: Paint;
  readonly history: History;
  /** Completes a text; `before` has the earlier lines of the statement. */
  complete(text: string, before: string): Promise<Completion>;
  /** Called for Ctrl-C while no line is being read. */
  interrupt(): void;
}

/** The line that is being read. */
interface Reading {
  readonly prompt: readonly Cell[];
  /** The earlier lines of the statement; `null` if Python code reads the line. */
  readonly before: string | null;
  resolve(typed: Typed): void;
}

/** Sequences that make the terminal mark pasted text, and that stop it. */
const MARK_PASTES = "\x1b[?2004h";
const END_MARKS = "\x1b[?2004l";

const EDITS: Readonly<Record<string, (text: EditedText) => void>> = {
  left: (text) => text.left(),
  "C-b": (text) => text.left(),
  right: (text) => text.right(),
  "C-f": (text) => text.right(),
  home: (text) => text.lineStart(),
  "C-a": (text) => text.lineStart(),
  end: (text) => text.lineEnd(),
  "C-e": (text) => text.lineEnd(),
  "C-left": (text) => text.wordLeft(),
  "M-left": (text) => text.wordLeft(),
  "M-b": (text) => text.wordLeft(),
  "C-right": (text) => text.wordRight(),
  "M-right": (text) => text.wordRight(),
  "M-f": (text) => text.wordRight(),
  backspace: (text) => text.deleteLeft(),
  "C-h": (text) => text.deleteLeft(),
  delete: (text) => text.deleteRight(),
  "C-k": (text) => text.cutToLineEnd(),
  "C-u": (text) => text.cutToLineStart(),
  "C-w": (text) => text.cutWordLeft(),
  "M-backspace": (text) => text.cutWordLeft(),
  "M-d": (text) => text.cutWordRight(),
  "M-delete": (text) => text.cutWordRight(),
  "C-y": (text) => text.paste(),
  "C-_": (text) => text.undo(),
  "M-return": (text) => text.newLine(),
  "M-enter": (text) => text.newLine(),
};

/** Reads from a terminal, with line editing, colours, history and completion. */
export class TerminalEditor implements Editor {
  readonly #terminal: Terminal;
  readonly #screen: Screen;
  readonly #text = new EditedText();
  /** Keys that arrived while no line was being read. */
  #keys: Key[] = [];
  /** Further lines that were entered together with the last one. */
  #lines: string[] = [];
  #reading: Reading | null = null;
  #isCompleting = false;
  /** The pasted text so far; `null` if nothing is being pasted. */
  #pasted: string[] | null = null;
  #willDraw = false;
  #hasEnded = false;
  #walk: HistoryWalk | null = null;
  #search: HistorySearch | null = null;
  /** The text at the last Tab: a second Tab there lists the completions. */
  #tabbed: string | null = null;
  readonly #resized = () => {
    if (this.#reading !== null) this.#screen.erase();
    this.#draw();
  };
  readonly #hungUp = () => {
    this.#hasEnded = true;
    this.#finish("end");
  };

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
    const { input, output } = terminal;
    this.#screen = new Screen(output, terminal.paint);
    listenToKeys(input, (key) => this.#press(key));
    input.setRawMode(true);
    input.once("end", this.#hungUp);
    output.on("resize", this.#resized);
  }

  get upcoming(): string | null {
    const typed = this.#keys.map(({ name, text }) => (isEnter(name) ? "\n" : text)).join("");
    const lines = [...this.#lines, ...typed.split("\n").slice(0, -1)];
    return lines.find((line) => line.trim() !== "") ?? null;
  }

  read({ prompt, before, indent }: Asked): Promise<Typed> {
    this.#screen.begin([]);
    return this.#ask(cellsOf(prompt, "prompt"), before, this.#keys[0]?.isPasted ? "" : indent);
  }

  /** Reads a line for Python code, without history. Returns `null` for Ctrl-C and Ctrl-D. */
  async readInput(shown: string): Promise<string | null> {
    const prompt = cellsOf(shown.slice(shown.lastIndexOf("\r") + 1), "plain");
    this.#screen.begin(prompt);
    const typed = await this.#ask(prompt, null, "");
    return typeof typed === "string" ? null : typed.line;
  }

  remember(statement: string): void {
    this.#terminal.history.add(statement);
  }

  interrupt(): boolean {
    return false; // Ctrl-C arrives as a key
  }

  close(): void {
    const { input, output } = this.#terminal;
    this.#reading = null;
    output.off("resize", this.#resized);
    input.off("end", this.#hungUp);
    input.setRawMode(false);
    input.pause();
  }

  #ask(prompt: readonly Cell[], before: string | null, indent: string): Promise<Typed> {
    const line = this.#lines.shift();
    if (line !== undefined) return Promise.resolve({ line });
    if (this.#hasEnded) return Promise.resolve("end");
    return new Promise((resolve) => {
      this.#text.reset(indent);
      this.#reading = { prompt, before, resolve };
      this.#terminal.output.write(MARK_PASTES);
      this.#draw();
      this.#pump();
    });
  }

  #press(key: Key): void {
    if (key.name === "C-c" && (this.#reading === null || this.#isCompleting)) {
      this.#keys = [];
      this.#lines = [];
      this.#terminal.interrupt();
      return;
    }
    this.#keys.push(key);
    this.#pump();
  }

  /** Handles pending keys while a line is being read. */
  #pump(): void {
    while (this.#reading !== null && !this.#isCompleting) {
      const key = this.#keys.shift();
      if (key === undefined) break;
      this.#do(key, this.#reading);
      this.#drawSoon();
    }
  }

  #do(key: Key, reading: Reading): void {
    const { name, text } = key;
    if (name === "paste-start") {
      this.#pasted = [];
    } else if (name === "paste-end") {
      this.#text.insert(this.#pasted?.join("") ?? "");
      this.#pasted = null;
    } else if (this.#pasted !== null) {
      this.#pasted.push(isEnter(name) ? "\n" : name === "tab" ? "\t" : text);
    } else if (this.#search !== null) {
      this.#doInSearch(key, this.#search, reading);
    } else {
      this.#doAtLine(key, reading);
    }
  }

  #doAtLine({ name, text, isPasted }: Key, { before }: Reading): void {
    const edited = this.#text;
    if (name !== "tab") this.#tabbed = null;
    if (before !== null && this.#doWithHistory(name)) return;
    this.#walk = null;
    if (isEnter(name)) this.#enter();
    else if (name === "tab" && !isPasted && before !== null) this.#tab(before);
    else if (name === "tab") edited.insert("\t");
    else if (name === "C-c") this.#interrupted(before === null);
    else if (name === "C-d" && edited.text === "") this.#finish("end");
    else if (name === "C-d") edited.deleteRight();
    else if (name === "C-l") this.#screen.clear();
    else if (name === "C-z") this.#suspend();
    else if (Object.hasOwn(EDITS, name)) EDITS[name]?.(edited);
    else edited.insert(text);
  }

  #doWithHistory(name: string): boolean {
    if (name === "C-r" || name === "C-s") this.#search = new HistorySearch(this.#terminal.history);
    else if (name === "up" || name === "C-p") this.#goBack(name === "up");
    else if (name === "down" || name === "C-n") this.#goForth(name === "down");
    else return false;
    return true;
  }

  /** Handles a key during a history search. A key with another meaning ends the search first. */
  #doInSearch(key: Key, search: HistorySearch, reading: Reading): void {
    const { name, text } = key;
    if (name === "C-r") search.older();
    else if (name === "C-s") search.newer();
    else if (name === "backspace" || name === "C-h") search.look(withoutLast(search.wanted));
    else if (text !== "") search.look(search.wanted + text);
    else {
      this.#search = null;
      if (name === "C-c" || name === "C-g") return;
      if (search.found !== null) this.#text.replace(search.found);
      if (name !== "escape") this.#doAtLine(key, reading);
    }
  }

  #goBack(byLine: boolean): void {
    if (byLine && this.#walk === null && this.#text.up()) return;
    this.#walk ??= new HistoryWalk(this.#terminal.history, this.#text.text);
    const entry = this.#walk.older();
    if (entry !== null) this.#text.replace(entry);
  }

  #goForth(byLine: boolean): void {
    if (byLine && this.#walk === null && this.#text.down()) return;
    const entry = this.#walk?.newer() ?? null;
    if (entry !== null) this.#text.replace(entry);
  }

  #enter(): void {
    const lines = this.#text.text.split("\n");
    const [line = "", ...rest] = lines;
    // An empty line ends a block that was entered as a whole.
    this.#lines = rest.length > 0 && this.#reading?.before !== null ? [...rest, ""] : rest;
    this.#finish({ line });
  }

  #interrupted(isAnswer: boolean): void {
    this.#keys = [];
    this.#text.reset(this.#text.text);
    this.#draw();
    this.#terminal.output.write("^C");
    if (isAnswer) this.#terminal.interrupt();
    this.#finish("interrupt");
  }

  #finish(typed: Typed): void {
    const reading = this.#reading;
    if (reading === null) return;
    this.#search = null;
    this.#walk = null;
    this.#tabbed = null;
    this.#pasted = null;
    if (typeof typed === "object") this.#draw();
    if (typed !== "end") this.#screen.leave();
    this.#reading = null;
    this.#terminal.output.write(END_MARKS);
    reading.resolve(typed);
  }

  #tab(before: string): void {
    const text = this.#text.beforeCursor;
    const line = text.slice(text.lastIndexOf("\n") + 1);
    if (line.trim() === "") {
      this.#text.indent();
      return;
    }
    this.#isCompleting = true;
    this.#terminal.complete(text, before).then((completion) => {
      this.#isCompleting = false;
      if (this.#reading !== null) this.#completed(text, completion);
      this.#pump();
    });
  }

  #completed(text: string, { word, ways }: Completion): void {
    const rest = commonStart(ways).slice(word.length);
    const isAgain = this.#tabbed === text;
    this.#tabbed = text + rest;
    if (rest !== "") this.#text.insert(rest);
    else if (ways.length > 1 && isAgain) {
      this.#screen.leave();
      this.#terminal.output.write(columnsOf(ways, this.#terminal.output.columns));
    }
    this.#draw();
  }

  #suspend(): void {
    const { input, output } = this.#terminal;
    if (process.platform === "win32") return;
    output.write(END_MARKS);
    input.setRawMode(false);
    process.once("SIGCONT", () => {
      input.setRawMode(true);
      output.write(MARK_PASTES);
      this.#screen.begin([]);
      this.#draw();
    });
    process.kill(process.pid, "SIGTSTP");
  }

  /** Keys that arrive together are drawn together. */
  #drawSoon(): void {
    if (this.#willDraw) return;
    this.#willDraw = true;
    queueMicrotask(() => {
      this.#willDraw = false;
      this.#draw();
    });
  }

  #draw(): void {
    const reading = this.#reading;
    if (reading === null) return;
    const search = this.#search;
    const text = search?.found ?? this.#text.text;
    const cursor = search === null ? this.#text.cursor : text.indexOf(search.wanted);
    const prompt = search === null ? reading.prompt : searchPrompt(search);
    const { cells, cursor: at } = showSource(text, cursor, reading.before);
    this.#screen.draw([...prompt, ...cells], prompt.length + at);
  }
}

function withoutLast(text: string): string {
  return graphemesOf(text).slice(0, -1).join("");
}

function isEnter(name: string): boolean {
  return name === "return" || name === "enter";
}

function searchPrompt({ wanted, hasFailed }: HistorySearch): Cell[] {
  const failed = hasFailed && wanted !== "" ? "failed " : "";
  return cellsOf(`(${failed}reverse-i-search)'${wanted}': `, "prompt");
}
