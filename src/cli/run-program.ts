import type { Command } from "./arguments.js";
import { exitCodeOf } from "./exit-codes.js";
import { endedBy, plainFailure } from "./failure.js";
import { Guest, GuestRefusal } from "./guest.js";
import { InputLines } from "./input-lines.js";
import { endIfStuck } from "./interruption.js";
import type { OutputStream } from "./output.js";
import { readProgram } from "./program.js";
import type { Ended, Failure } from "./protocol.js";
import { complaintOf, jsonOf, statsOf } from "./report.js";

type Program = Extract<Command, { kind: "program" }>;

/** Runs a program and shows what it does. Answers the exit code. @throws ProgramError */
export async function runProgram(
  program: Program,
  stdout: OutputStream,
  stderr: OutputStream,
): Promise<number> {
  const { source, settings } = program;
  const input = new InputLines(process.stdin);
  const code = await codeOf(source, input);
  const guest = new Guest(() => input.next());
  process.on("SIGINT", () => {
    guest.interrupt();
    endIfStuck();
  });
  const ended = await run(guest, program, code);
  if (settings.json) stdout.write(jsonOf(ended));
  else stderr.write(complaintOf(ended));
  if (settings.stats) stderr.write(`micropython-wasm: ${statsOf(ended)}`);
  return exitCodeOf(ended);
}

async function run(guest: Guest, program: Program, code: string): Promise<Ended> {
  const { source, argv, settings } = program;
  const { memoryBytes, limits, json } = settings;
  const filename = source.kind === "file" ? source.path : nameOf(source.kind);
  try {
    const options = { argv, ...(memoryBytes !== undefined && { memoryBytes }) };
    await guest.ask({ kind: "start", options });
    return await guest.ask({
      kind: "run",
      program: { code, filename, interactive: false, show: !json, limits },
    });
  } catch (error) {
    if (!(error instanceof GuestRefusal)) throw error;
    return endedBy(error, error.failure);
  }
}

function nameOf(kind: "code" | "input"): string {
  return kind === "code" ? "<string>" : "<stdin>";
}

async function codeOf(source: Program["source"], input: InputLines): Promise<string> {
  if (source.kind === "code") return source.code;
  return source.kind === "file" ? readProgram(source.path) : await input.rest();
}

/** A program that could not be read, in the shape of a run. */
export function notRun(message: string): Ended {
  const failure: Failure = plainFailure("no-program", message);
  return endedBy(null, failure);
}
