import type { Command } from "./arguments.js";
import { exitCodeOf } from "./exit-codes.js";
import { endedBy, failureOf, plainFailure } from "./failure.js";
import { GuestSignal } from "./guest-signal.js";
import { Interruption, interruptible } from "./interruption.js";
import type { OutputStream } from "./output.js";
import { readProgram } from "./program.js";
import { type Ended, type GuestProgram, SHARED_NUMBERS } from "./protocol.js";
import { Python } from "./python.js";
import { complaintOf, jsonOf, statsOf } from "./report.js";
import { StandardInput } from "./standard-input.js";

type Program = Extract<Command, { kind: "program" }>;

/** Runs a program and shows what it does. Answers the exit code. @throws ProgramError */
export function runProgram(program: Program, stdout: OutputStream, stderr: OutputStream): number {
  const { settings } = program;
  const input = new StandardInput();
  const python = new Python({
    signal: new GuestSignal(new Int32Array(SHARED_NUMBERS)),
    stdout,
    stderr,
    readLine: () => input.readLine(),
  });
  const ended = run(python, program, codeOf(program.source, input));
  if (settings.json) stdout.write(jsonOf(ended));
  else stderr.write(complaintOf(ended));
  if (settings.stats) stderr.write(`micropython-wasm: ${statsOf(ended)}`);
  return exitCodeOf(ended);
}

function run(python: Python, { source, argv, settings }: Program, code: string): Ended {
  const { memoryBytes, limits, json } = settings;
  const filename = source.kind === "file" ? source.path : nameOf(source.kind);
  const program: GuestProgram = { code, filename, interactive: false, show: !json, limits };
  try {
    const options = { argv, ...(memoryBytes !== undefined && { memoryBytes }) };
    python.answer({ kind: "start", options });
    return interruptible(() => python.answer({ kind: "run", program }));
  } catch (error) {
    if (error instanceof Interruption) return python.abandoned();
    return endedBy(error, failureOf(error));
  }
}

function nameOf(kind: "code" | "input"): string {
  return kind === "code" ? "<string>" : "<stdin>";
}

function codeOf(source: Program["source"], input: StandardInput): string {
  if (source.kind === "code") return source.code;
  return source.kind === "file" ? readProgram(source.path) : input.readAll();
}

/** A program that could not be read, in the shape of a run. */
export function notRun(message: string): Ended {
  return endedBy(null, plainFailure("no-program", message));
}
