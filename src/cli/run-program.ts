import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { type Command, guestOptions, type Settings } from "./arguments.js";
import { exitCodeOf } from "./exit-codes.js";
import { endedBy, failureOf, plainFailure } from "./failure.js";
import { GuestSignal } from "./guest-signal.js";
import { Interruption, interruptible } from "./interruption.js";
import { fileNames } from "./module.js";
import { listModules } from "./modules.js";
import { decodeProgram, ProgramError, readProgram } from "./program.js";
import { type Ended, SHARED_NUMBERS } from "./protocol.js";
import { Python } from "./python.js";
import { complaintOf, jsonOf, statsOf } from "./report.js";
import type { OutputStream } from "./streams/output.js";
import { StandardInput } from "./streams/standard-input.js";

type Program = Extract<Command, { kind: "program" }>;

/** A program, and its name in tracebacks. */
interface Code {
  readonly code: string;
  readonly filename: string;
}

/** Runs a program and reports how it ended. Returns the exit code. @throws ProgramError */
export function runProgram(program: Program, stdout: OutputStream, stderr: OutputStream): number {
  const { settings } = program;
  const input = new StandardInput();
  const python = new Python({
    signal: new GuestSignal(new Int32Array(SHARED_NUMBERS), () => stdout.flushIfDue()),
    stdout,
    stderr,
    readLine: () => input.readLine(),
  });
  const ended = run(python, program, input);
  if (settings.json) stdout.write(jsonOf(ended));
  else {
    stderr.write(complaintOf(ended));
    stderr.write(importHint(program.source, ended));
  }
  if (settings.stats) stderr.write(`micropython-wasm: ${statsOf(ended)}`);
  return exitCodeOf(ended);
}

function run(python: Python, program: Program, input: StandardInput): Ended {
  const { limits, json } = program.settings;
  try {
    python.handle({ kind: "start", options: guestOptions(program.argv, program.settings) });
    const run = { ...codeOf(python, program, input), interactive: false, show: !json, limits };
    return interruptible(() => python.handle({ kind: "run", program: run }));
  } catch (error) {
    if (error instanceof ProgramError) throw error;
    if (error instanceof Interruption) return python.abandoned();
    return endedBy(error, failureOf(error));
  }
}

/** A hint for importing a module next to the program, which the sandbox cannot see. */
function importHint(source: Program["source"], { error }: Ended): string {
  if (
    source.kind !== "file" ||
    !/^(ImportError|ModuleNotFoundError)$/.test(error?.pythonType ?? "")
  )
    return "";
  const [, name = ""] = /'(\w+)/.exec(error?.pythonMessage ?? "") ?? [];
  const folder = dirname(source.path);
  const isThere = existsSync(join(folder, `${name}.py`)) || existsSync(join(folder, name));
  if (name === "" || !isThere) return "";
  return `micropython-wasm: ${name} is next to the program, but the sandbox cannot see that folder; --mount ${folder}:/lib makes it importable\n`;
}

function codeOf(python: Python, { source, settings }: Program, input: StandardInput): Code {
  switch (source.kind) {
    case "code":
      return { code: source.code, filename: "<string>" };
    case "file":
      return { code: readProgram(source.path), filename: source.path };
    case "input":
      return { code: input.readAll(), filename: "<stdin>" };
    case "module":
      return moduleOf(python, source.module, settings);
  }
}

/** Finds a module in the mounts. One that is built in is only imported; Python finds those in packages. */
function moduleOf(python: Python, module: string, settings: Settings): Code {
  const { mounts, packages } = settings;
  const file = python.findModule(module);
  if (file !== null) return { code: decodeProgram(file.path, file.source), filename: file.path };
  if (listModules(settings.python ?? "micropython").includes(module))
    return { code: `import ${module}`, filename: "<module>" };
  if (packages.length > 0 && settings.python === "cpython")
    return { code: runModule(module), filename: "<module>" };
  const paths = mounts.map(({ path }) => path).join(", ");
  const where =
    mounts.length === 0
      ? "none is built in, and no folder is mounted"
      : `none is built in, and ${paths} has no ${fileNames(module).join(" or ")}`;
  throw new ProgramError(`-m ${module}: no such module; ${where}`);
}

function runModule(module: string): string {
  return `import runpy; runpy.run_module("${module}", run_name="__main__", alter_sys=True)`;
}

/** The outcome for a command line that is not valid. */
export function refused(message: string): Ended {
  return endedBy(null, plainFailure("usage", message));
}

/** The outcome for a program that could not be read. */
export function notRun(message: string): Ended {
  return endedBy(null, plainFailure("no-program", message));
}
