// The tabs with sessions, and what the user does with the one that is shown.
import type { PythonName, RunUsage } from "micropython-wasm";
import { button, byId } from "./dom.js";
import { editor } from "./editor.js";
import { limits, NOTHING, showUsed } from "./limits.js";
import { FILENAME, Output } from "./output.js";
import type { RunReport } from "./protocol.js";
import { say, showProgress } from "./status.js";
import { type Checkpoint, Tab, type TabOptions } from "./tab.js";

const NAMES: Readonly<Record<PythonName, string>> = {
  micropython: "MicroPython",
  cpython: "CPython",
};

/** The prompt. */
const typed = byId<HTMLTextAreaElement>("typed");

/** A tab as the page shows it. */
interface Shown {
  readonly tab: Tab;
  readonly output: Output;
  /** The prompt of `input()`, if the program waits for an answer. */
  asked: string | null;
  /** What was in the prompt before that. */
  draft: string;
  /** What its last run has used so far. */
  used: RunUsage;
}

/** What shows the session of the current tab. */
interface Views {
  select(name: "console"): void;
  refresh(): void;
}

/** All tabs; one of them is shown. */
export class Sessions {
  readonly #panels: Views;
  readonly #all: Shown[] = [];
  #shown: Shown | null = null;
  #count = 0;

  constructor(panels: Views) {
    this.#panels = panels;
  }

  get current(): Tab {
    return this.#current.tab;
  }

  get #current(): Shown {
    if (this.#shown === null) throw new Error("no tab is open");
    return this.#shown;
  }

  /** The prompt of `input()`, if the program waits for an answer. */
  get asked(): string | null {
    return this.#current.asked;
  }

  /** Opens a tab, and starts its session. */
  open(options: TabOptions): void {
    const output = new Output((line) => editor.goToLine(line));
    const shown: Shown = {
      output,
      asked: null,
      draft: "",
      used: NOTHING,
      tab: new Tab(options, {
        onOutput: (stream, text) => output.write(stream, text),
        onInput: (prompt) => {
          output.write("stdout", prompt);
          shown.asked = prompt;
          this.#refresh();
          if (shown === this.#shown) this.#ask(shown);
        },
        onUsage: (used) => this.#use(shown, used),
        onProgress: showProgress,
      }),
    };
    this.#all.push(shown);
    this.#count++;
    this.#show(shown);
    this.#start(shown, () => shown.tab.ready());
  }

  /** Opens a tab that continues from the state of this one. */
  async fork(): Promise<void> {
    const { tab } = this.#current;
    const { python, files } = tab;
    const state = await (await tab.ready()).call.save();
    this.open({ title: `fork ${this.#count}`, python, code: editor.text, state, files });
  }

  /** Replaces the program. */
  edit(code: string): void {
    this.#current.tab.code = code;
    editor.show({}, code);
    editor.show(this.#current.tab, code);
  }

  /** Continues with the other Python, in a new session. */
  switchTo(python: PythonName): void {
    const shown = this.#current;
    this.#start(shown, () => shown.tab.restart(python));
  }

  restart(): void {
    const shown = this.#current;
    shown.output.clear();
    this.#start(shown, () => shown.tab.restart());
  }

  rollback(checkpoint: Checkpoint): void {
    const shown = this.#current;
    shown.output.write("note", `back at ${checkpoint.name}\n`);
    this.#start(shown, () => shown.tab.rollback(checkpoint));
  }

  /** Runs the program in the editor. */
  async run(): Promise<void> {
    const shown = this.#current;
    if (shown.tab.isRunning) return;
    const isFresh = byId<HTMLInputElement>("fresh").checked;
    if (isFresh) shown.output.clear();
    this.#panels.select("console");
    await this.#perform(shown, editor.text, { isFresh, interactive: false });
  }

  /** Runs what was typed at the prompt. */
  async runTyped(code: string): Promise<void> {
    const shown = this.#current;
    const lines = code.split("\n").map((line, i) => `${i === 0 ? ">>>" : "..."} ${line}\n`);
    shown.output.write("typed", lines.join(""));
    await this.#perform(shown, code, { isFresh: false, interactive: true });
  }

  /** Answers `input()`. */
  async answer(line: string | null): Promise<void> {
    const shown = this.#current;
    shown.asked = null;
    typed.value = shown.draft;
    shown.output.write("typed", `${line ?? ""}\n`);
    this.#refresh();
    await (await shown.tab.ready()).call.answer(line);
  }

  async stop(): Promise<void> {
    await this.#current.tab.stop();
  }

  async #perform(
    shown: Shown,
    code: string,
    { isFresh, interactive }: { isFresh: boolean; interactive: boolean },
  ): Promise<void> {
    const { tab, output } = shown;
    const { memoryBytes, ...rest } = limits();
    tab.memoryBytes = memoryBytes;
    const settings = {
      ...rest,
      filename: interactive ? "<stdin>" : FILENAME,
      interactive,
      inputLines: inputLines(),
    };
    const running = tab.run(code, settings, isFresh);
    say("Running…");
    this.#refresh();
    const startMs = performance.now();
    this.#use(shown, NOTHING);
    // Time passes while the program sleeps, too.
    const timer = setInterval(() => {
      this.#use(shown, { ...shown.used, durationMs: performance.now() - startMs });
    }, 50);
    try {
      const report = await running;
      clearInterval(timer);
      if (report === null) output.write("note", "stopped; the session is as it was before\n");
      else output.report(report);
      if (report !== null) this.#use(shown, report.used);
      say(report === null ? "Stopped." : endOf(report));
    } catch (error) {
      output.write("stderr", `${error instanceof Error ? error.message : error}\n`);
      say("Python could not be started.");
    } finally {
      clearInterval(timer);
      shown.asked = null;
      this.#refresh();
    }
  }

  /** Starts a session, and says so. */
  async #start(shown: Shown, start: () => Promise<unknown>): Promise<void> {
    shown.tab.memoryBytes = limits().memoryBytes;
    const starting = start();
    this.#refresh();
    const name = NAMES[shown.tab.python];
    say(`${name} is loading…`);
    try {
      await starting;
      say(`${name} is ready.`);
    } catch (error) {
      say(`${name} cannot be started.`);
      shown.output.write("stderr", `${error instanceof Error ? error.message : error}\n`);
    }
    showProgress(1);
    this.#refresh();
  }

  /** Lets the user answer. */
  #ask(shown: Shown): void {
    shown.draft = typed.value;
    typed.value = "";
    typed.focus();
    say("The program asks for input.");
  }

  /** A run has used so much. */
  #use(shown: Shown, used: RunUsage): void {
    shown.used = used;
    if (shown === this.#shown) showUsed(used);
  }

  #show(shown: Shown): void {
    if (this.#shown !== null) this.#shown.tab.code = editor.text;
    this.#shown = shown;
    editor.show(shown.tab, shown.tab.code);
    byId("output").replaceChildren(shown.output.element);
    showUsed(shown.used);
    this.#refresh();
  }

  #close(shown: Shown): void {
    shown.tab.close();
    const [at, neighbour] = [this.#all.indexOf(shown), 1];
    this.#all.splice(at, 1);
    const next = this.#all[Math.max(at - neighbour, 0)];
    if (shown === this.#shown && next !== undefined) this.#show(next);
    else this.#refresh();
  }

  /** Shows the state of all tabs. */
  #refresh(): void {
    const { tab, asked } = this.#current;
    byId<HTMLSelectElement>("python").value = tab.python;
    byId<HTMLButtonElement>("run").disabled = tab.isRunning;
    byId<HTMLButtonElement>("stop").disabled = !tab.isRunning;
    byId("prompt").classList.toggle("asking", asked !== null);
    byId("prompt-label").textContent = asked === null ? ">>>" : "input:";
    byId("sessions").replaceChildren(
      ...this.#all.flatMap((shown) => {
        const isShown = shown === this.#shown;
        const label = button(shown.tab.title, () => this.#show(shown), {
          "aria-current": String(isShown),
        });
        const { title } = shown.tab;
        const closing = button("×", () => this.#close(shown), { "aria-label": `Close ${title}` });
        return isShown && this.#all.length > 1 ? [label, closing] : [label];
      }),
      button("+", () => this.#openNew(), { "aria-label": "New session" }),
    );
    this.#panels.refresh();
  }

  #openNew(): void {
    const { python } = this.current;
    this.open({ title: `session ${this.#count + 1}`, python, code: "" });
    editor.focus();
  }
}

/** The lines that were typed for `input()`; the last one may lack its end. */
function inputLines(): string[] {
  const { value } = byId<HTMLTextAreaElement>("input-lines");
  return value === "" ? [] : value.replace(/\n$/, "").split("\n");
}

function endOf({ error, used }: RunReport): string {
  const took = `${Math.round(used.durationMs)} ms`;
  if (error === null) return `Finished in ${took}.`;
  return error.code === "aborted" ? `Stopped after ${took}.` : `Failed after ${took}.`;
}
