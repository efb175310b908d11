import { artifactInfo, type Completion } from "micropython-wasm";
import { guestOptions, type Settings } from "./arguments.js";
import { coloursFor } from "./colours.js";
import { type Editor, PlainEditor, TerminalEditor } from "./editor.js";
import { exitCodeOf } from "./exit-codes.js";
import { endedBy } from "./failure.js";
import { Guest, GuestRefusal, type NextLine } from "./guest.js";
import { History, historyPath } from "./history.js";
import { InputLines } from "./input-lines.js";
import { OutputStream } from "./output.js";
import { Repl } from "./repl.js";
import { complaintOf, statsOf } from "./report.js";

/** Runs the prompt on the standard streams. Answers the exit code. */
export async function runPrompt(settings: Settings): Promise<number> {
  const { limits, stats } = settings;
  const isTerminal = Boolean(process.stdin.isTTY && process.stdout.isTTY);
  const writeOut = writerTo(1);
  const writeError = writerTo(2);
  const lines = new InputLines(process.stdin);
  let answer: NextLine = () => lines.next();
  const guest = new Guest((shown) => answer(shown));
  let editor: Editor = new PlainEditor(lines, writeOut);
  if (isTerminal) {
    const terminal = openTerminal(guest, settings.history);
    answer = (shown) => terminal.answer(shown);
    editor = terminal;
    writeOut(`MicroPython ${artifactInfo().version} in a sandbox; :help lists the commands\n`);
  }
  // Where the terminal turns Ctrl-C into a signal, as it does for who is no longer read from.
  process.on("SIGINT", () => guest.interrupt());

  const colours = coloursFor(isTerminal, process.env);
  const options = guestOptions([""], settings);
  const console = { editor, colours, isTerminal, writeOut, writeError };
  const repl = new Repl(console, guest, options, limits);
  const exitCode = await repl.run().catch((error: unknown) => {
    if (!(error instanceof GuestRefusal)) throw error;
    const ended = endedBy(null, error.failure);
    writeError(complaintOf(ended));
    return exitCodeOf(ended);
  });
  editor.close();
  if (stats && repl.last !== null) writeError(`micropython-wasm: ${statsOf(repl.last)}`);
  await guest.close();
  return exitCode;
}

function openTerminal(guest: Guest, keepsHistory: boolean): TerminalEditor {
  // A key may be pressed again before the answer is there.
  let completed: Promise<Completion | null> = Promise.resolve(null);
  return new TerminalEditor({
    input: process.stdin,
    output: process.stdout,
    history: keepsHistory ? new History(historyPath(process.env)) : null,
    interrupt: () => guest.interrupt(),
    complete: (prefix) => {
      completed = completed.then(() => complete(guest, prefix));
      return completed;
    },
  });
}

/** What Python says, unless it is running. */
async function complete(guest: Guest, prefix: string): Promise<Completion | null> {
  if (guest.isBusy) return null;
  return await guest.ask({ kind: "complete", prefix }).catch((error: unknown) => {
    if (error instanceof GuestRefusal) return null;
    throw error;
  });
}

function writerTo(fd: 1 | 2): (text: string) => void {
  const stream = new OutputStream(fd);
  return (text) => {
    stream.write(text);
    stream.flush();
  };
}
