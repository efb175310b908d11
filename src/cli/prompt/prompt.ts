import { artifactInfo, type PythonName } from "micropython-wasm";
import { guestOptions, type Settings } from "../arguments.js";
import { exitCodeOf } from "../exit-codes.js";
import { endedBy } from "../failure.js";
import { Guest, GuestRequestError, type NextLine } from "../guest.js";
import type { NameScope } from "../protocol.js";
import { complaintOf, statsOf } from "../report.js";
import { InputLines } from "../streams/input-lines.js";
import { OutputStream } from "../streams/output.js";
import { type Paint, paintFor } from "./colours.js";
import { complete } from "./completion.js";
import { type Editor, PlainEditor } from "./editor.js";
import { History, historyPath } from "./history.js";
import { Repl } from "./repl.js";
import { TerminalEditor } from "./terminal-editor.js";

/** Runs the prompt on the standard streams. Returns the exit code. */
export async function runPrompt(settings: Settings): Promise<number> {
  const { limits, stats } = settings;
  const { stdin, stdout, env } = process;
  const isTerminal = Boolean(stdin.isTTY && stdout.isTTY);
  const paint = paintFor(isTerminal, env);
  const writeOut = writerTo(1);
  const writeError = writerTo(2);
  let nextLine: NextLine;
  let editor: Editor;
  const guest = new Guest((shown) => nextLine(shown));
  if (isTerminal && env.TERM !== "dumb") {
    const terminal = openTerminal(guest, paint, settings.history);
    nextLine = (shown) => terminal.readInput(shown);
    editor = terminal;
  } else {
    const lines = new InputLines(stdin);
    nextLine = () => lines.next();
    editor = new PlainEditor(lines, (prompt) => writeOut(paint("prompt", prompt)));
  }
  if (isTerminal) writeOut(`${greeting(settings.python)} in a sandbox; :help lists the commands\n`);
  // With a plain editor, the terminal turns Ctrl-C into a signal.
  process.on("SIGINT", () => {
    if (!editor.interrupt()) guest.interrupt();
  });

  const options = guestOptions([""], settings);
  const console = { editor, paint, isTerminal, writeOut, writeError };
  const repl = new Repl(console, guest, options, limits);
  const exitCode = await repl.run().catch((error: unknown) => {
    if (!(error instanceof GuestRequestError)) throw error;
    const ended = endedBy(null, error.failure);
    writeError(complaintOf(ended));
    return exitCodeOf(ended);
  });
  editor.close();
  if (stats && repl.last !== null) writeError(`micropython-wasm: ${statsOf(repl.last)}`);
  await guest.close();
  return exitCode;
}

function greeting(python: PythonName = "micropython"): string {
  return `${python === "cpython" ? "CPython" : "MicroPython"} ${artifactInfo(python).version}`;
}

function openTerminal(guest: Guest, paint: Paint, keepsHistory: boolean): TerminalEditor {
  return new TerminalEditor({
    input: process.stdin,
    output: process.stdout,
    paint,
    history: new History(keepsHistory ? historyPath(process.env) : null),
    interrupt: () => guest.interrupt(),
    complete: (text, before) => complete(text, before, (scope) => findNames(guest, scope)),
  });
}

async function findNames(guest: Guest, scope: NameScope): Promise<readonly string[]> {
  return await guest.ask({ kind: "names", scope }).catch((error: unknown) => {
    if (error instanceof GuestRequestError) return [];
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
