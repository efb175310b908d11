import type { Command, Settings, Source } from "./arguments.js";
import { exitCodeOf } from "./exit-codes.js";
import { endedBy, plainFailure } from "./failure.js";
import { Guest, GuestRefusal } from "./guest.js";
import { InputLines } from "./input-lines.js";
import { endIfStuck } from "./interruption.js";
import { fileNames } from "./module.js";
import { listModules } from "./modules.js";
import type { OutputStream } from "./output.js";
import { decodeProgram, ProgramError, readProgram } from "./program.js";
import type { Ended, Failure } from "./protocol.js";
import { complaintOf, jsonOf, statsOf } from "./report.js";

type Program = Extract<Command, { kind: "program" }>;

/** A program, and what tracebacks call it. */
interface Code {
  readonly code: string;
  readonly filename: string;
}

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

async function run(guest: Guest, program: Program, given: Code | string): Promise<Ended> {
  const { argv, settings } = program;
  const { memoryBytes, mounts, limits, json } = settings;
  try {
    const options = { argv, mounts, ...(memoryBytes !== undefined && { memoryBytes }) };
    await guest.ask({ kind: "start", options });
    const { code, filename } =
      typeof given === "string" ? await moduleOf(guest, given, settings.mounts) : given;
    return await guest.ask({
      kind: "run",
      program: { code, filename, interactive: false, show: !json, limits },
    });
  } catch (error) {
    if (!(error instanceof GuestRefusal)) throw error;
    return endedBy(error, error.failure);
  }
}

/** The program; of a module only the name, as only the guest can find it. */
async function codeOf(source: Source, input: InputLines): Promise<Code | string> {
  switch (source.kind) {
    case "code":
      return { code: source.code, filename: "<string>" };
    case "file":
      return { code: readProgram(source.path), filename: source.path };
    case "input":
      return { code: await input.rest(), filename: "<stdin>" };
    case "module":
      return source.module;
  }
}

/** A module of the mounts, or one that the artifact has, which does no more than being imported. */
async function moduleOf(guest: Guest, module: string, mounts: Settings["mounts"]): Promise<Code> {
  const file = await guest.ask({ kind: "findModule", module });
  if (file !== null) return { code: decodeProgram(file.path, file.source), filename: file.path };
  if (listModules().includes(module)) return { code: `import ${module}`, filename: "<module>" };
  const paths = mounts.map(({ path }) => path).join(", ");
  const where =
    mounts.length === 0
      ? "the artifact has none, and no folder is mounted"
      : `the artifact has none, and ${paths} no ${fileNames(module).join(" and no ")}`;
  throw new ProgramError(`-m ${module}: no such module; ${where}`);
}

/** A program that could not be read, in the shape of a run. */
export function notRun(message: string): Ended {
  const failure: Failure = plainFailure("no-program", message);
  return endedBy(null, failure);
}
