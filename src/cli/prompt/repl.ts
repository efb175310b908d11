import { endedBy } from "../failure.js";
import { type Guest, GuestRefusal } from "../guest.js";
import type { Ended, GuestLimits, GuestOptions } from "../protocol.js";
import { complaintOf } from "../report.js";
import type { Paint } from "./colours.js";
import { runCommand } from "./commands.js";
import { type Definition, definitionsIn } from "./definitions.js";
import type { Editor } from "./editor.js";
import { DEFINE_HELP, tellHelp } from "./guest-help.js";
import { Statement } from "./statement.js";

/** What the prompt talks through. */
export interface ReplConsole {
  readonly editor: Editor;
  readonly paint: Paint;
  readonly isTerminal: boolean;
  writeOut(text: string): void;
  writeError(text: string): void;
}

/**
 * `exit` and `quit` leave, called or not, as at CPython's prompt. They are builtins, so that no name of
 * the program changes.
 */
const DEFINE_EXIT =
  '__import__("builtins").exit = __import__("builtins").quit = type("Quitter", (), {' +
  '"__call__": lambda self, code=None: __import__("sys").exit(code), ' +
  '"__repr__": lambda self: __import__("sys").exit()})()';

/** An interpreter that was given up tells so with these codes. */
const DEAD = ["crashed", "session-closed"];

/** Reads statements, runs them in one interpreter, and shows what becomes of them. */
export class Repl {
  readonly console: ReplConsole;
  readonly guest: Guest;
  readonly options: GuestOptions;
  limits: GuestLimits;
  /** How the last statement ended, if there was one. */
  last: Ended | null = null;
  #hasHelp = false;
  /** What was defined since `help` was last told. */
  #untold: Definition[] = [];

  constructor(console: ReplConsole, guest: Guest, options: GuestOptions, limits: GuestLimits) {
    this.console = console;
    this.guest = guest;
    this.options = options;
    this.limits = limits;
  }

  /** Goes on until the input ends or somebody leaves. Answers the exit code. */
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

  /** Begins with a fresh interpreter. */
  async reset(): Promise<void> {
    await this.guest.ask({ kind: "start", options: this.options });
    await this.#prepare();
  }

  /** Goes on with a saved session. */
  async load(bytes: Uint8Array): Promise<void> {
    await this.guest.ask({ kind: "load", bytes, options: this.options });
    await this.#prepare();
  }

  async #prepare(): Promise<void> {
    this.#hasHelp = false;
    this.#untold = [];
    await this.#run(DEFINE_EXIT, false, {});
  }

  /** Makes `help` the prompt's own, only once it is used, as that takes longer than all else at the start. */
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
      // Running it says what is wrong.
      if (error instanceof GuestRefusal) return true;
      throw error;
    }
  }

  async #run(code: string, show: boolean, limits: GuestLimits): Promise<Ended> {
    const program = { code, filename: "<stdin>", interactive: true, show, limits };
    return await this.guest.ask({ kind: "run", program }).catch((error: unknown) => {
      if (error instanceof GuestRefusal) return endedBy(null, error.failure);
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
      console.writeError("the interpreter is a new one; what was defined is gone\n");
    }
    return ended;
  }
}
