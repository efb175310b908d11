import { endedBy } from "../failure.js";
import { type Guest, GuestRequestError } from "../guest.js";
import type { Ended, GuestLimits, GuestOptions } from "../protocol.js";
import { complaintOf } from "../report.js";
import type { Paint } from "./colours.js";
import { runCommand } from "./commands.js";
import { type Definition, definitionsIn } from "./definitions.js";
import type { Editor } from "./editor.js";
import { DEFINE_HELP, tellHelp } from "./guest-help.js";
import { Statement } from "./statement.js";

/** The prompt's input and output. */
export interface ReplConsole {
  readonly editor: Editor;
  readonly paint: Paint;
  readonly isTerminal: boolean;
  writeOut(text: string): void;
  writeError(text: string): void;
}

/**
 * `exit` and `quit` leave the prompt, with or without parentheses. They are builtins, so the program's own
 * names are unaffected.
 */
const DEFINE_EXIT =
  '__import__("builtins").exit = __import__("builtins").quit = type("Quitter", (), {' +
  '"__call__": lambda self, code=None: __import__("sys").exit(code), ' +
  '"__repr__": lambda self: __import__("sys").exit()})()';

/** Error codes of a session that can no longer be used. */
const DEAD = ["crashed", "session-closed"];

/** Reads statements, runs them in one session, and shows errors. */
export class Repl {
  readonly console: ReplConsole;
  readonly guest: Guest;
  readonly options: GuestOptions;
  limits: GuestLimits;
  /** The outcome of the last statement. */
  last: Ended | null = null;
  #hasHelp = false;
  /** Definitions that `help` does not know yet. */
  #untold: Definition[] = [];

  constructor(console: ReplConsole, guest: Guest, options: GuestOptions, limits: GuestLimits) {
    this.console = console;
    this.guest = guest;
    this.options = options;
    this.limits = limits;
  }

  /** Runs until the input ends or the user leaves. Returns the exit code. */
  async run(): Promise<number> {
    const { editor } = this.console;
    await this.reset();
    const statement = new Statement((source) => this.#isComplete(source));
    for (;;) {
      const indent = this.console.isTerminal ? await statement.nextIndent() : "";
      const prompt = statement.isEmpty ? ">>> " : "... ";
      const typed = await editor.read({ prompt, before: statement.text, indent });
      if (typed === "end") {
        if (this.console.isTerminal) this.console.writeOut("\n");
        return 0;
      }
      if (typed === "interrupt") {
        statement.clear();
        continue;
      }
      const { line } = typed;
      if (statement.isEmpty && line.startsWith(":")) {
        editor.remember(line);
        await runCommand(this, line.slice(1));
        continue;
      }
      for (const code of await statement.add(line, editor.upcoming)) {
        editor.remember(code.trimEnd());
        const ended = await this.#runStatement(code);
        if (ended.exited) return ended.exitCode;
      }
    }
  }

  /** Starts a new interpreter. */
  async reset(): Promise<void> {
    await this.guest.ask({ kind: "start", options: this.options });
    await this.#prepare();
  }

  /** Loads a saved session. */
  async load(bytes: Uint8Array): Promise<void> {
    await this.guest.ask({ kind: "load", bytes, options: this.options });
    await this.#prepare();
  }

  async #prepare(): Promise<void> {
    this.#hasHelp = false;
    this.#untold = [];
    await this.#run(DEFINE_EXIT, false, {});
  }

  /** Replaces `help`. This is slow in a new process, so it waits until `help` is used. */
  async #prepareHelp(): Promise<void> {
    if (!this.#hasHelp) await this.#run(DEFINE_HELP, false, {});
    this.#hasHelp = true;
    await this.#run(tellHelp(this.#untold), false, {});
    this.#untold = [];
  }

  async #isComplete(source: string): Promise<boolean> {
    try {
      return await this.guest.ask({ kind: "isComplete", source });
    } catch (error) {
      // Running it reports the error.
      if (error instanceof GuestRequestError) return true;
      throw error;
    }
  }

  async #run(code: string, show: boolean, limits: GuestLimits): Promise<Ended> {
    const program = { code, filename: "<stdin>", interactive: true, show, limits };
    return await this.guest.ask({ kind: "run", program }).catch((error: unknown) => {
      if (error instanceof GuestRequestError) return endedBy(null, error.failure);
      throw error;
    });
  }

  async #runStatement(code: string): Promise<Ended> {
    if (/\bhelp\b/.test(code)) await this.#prepareHelp();
    const ended = await this.#run(code, true, this.limits);
    this.last = ended;
    if (ended.error === null) this.#untold.push(...definitionsIn(code));
    const { console } = this;
    console.writeError(console.paint("error", complaintOf(ended)));
    if (DEAD.includes(ended.error?.code ?? "")) {
      await this.reset();
      console.writeError("started a new interpreter; all definitions are lost\n");
    }
    return ended;
  }
}
