#!/usr/bin/env node
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import {
  artifactInfo,
  defaultWasmPath,
  MicroPythonWasmError,
  type PythonName,
} from "micropython-wasm";
import { type Command, parseArguments } from "./arguments.js";
import { setEngineFlags } from "./engine-flags.js";
import { FAILED, USED_WRONGLY } from "./exit-codes.js";
import { failureOf, isBrokenPipe, writeFailureOf } from "./failure.js";
import { USAGE } from "./help.js";
import { listModules } from "./modules.js";
import { ProgramError } from "./program.js";
import { jsonOf } from "./report.js";
import { notRun, refused, runProgram } from "./run-program.js";
import { OutputStream } from "./streams/output.js";
import { isTerminal } from "./streams/terminal.js";
import { UsageError } from "./usage-error.js";

const stdout = new OutputStream(1);
const stderr = new OutputStream(2);

/** Runs the command line. Returns the exit code. */
async function main(args: readonly string[]): Promise<number> {
  let command: Command | null = null;
  try {
    command = parseArguments(args, () => isTerminal(0));
    return await carryOut(command);
  } catch (error) {
    if (error instanceof UsageError) {
      // The options could not be parsed, so look for --json in the arguments.
      if (args.includes("--json")) stdout.write(jsonOf(refused(error.message)));
      return fail(`${error.message}; see --help\n`, USED_WRONGLY);
    }
    if (error instanceof ProgramError) {
      const isJson = command?.kind === "program" && command.settings.json;
      if (isJson) stdout.write(jsonOf(notRun(error.message)));
      return fail(`${error.message}\n`, FAILED);
    }
    if (error instanceof MicroPythonWasmError) return fail(`${error.message}\n`, FAILED);
    if (error instanceof RangeError) return fail(`${failureOf(error).message}\n`, USED_WRONGLY);
    throw error;
  }
}

async function carryOut(command: Command): Promise<number> {
  switch (command.kind) {
    case "help":
      return say(USAGE);
    case "version":
      return say(versions());
    case "modules":
      buildIfMissing(command.python);
      return say(`${listModules(command.python).join("\n")}\n`);
    // Loaded on demand, so that everything else starts faster.
    case "build": {
      const { buildArtifact, hasPipeline, NO_PIPELINE } = await import("./build.js");
      return hasPipeline() ? buildArtifact(command.args) : fail(NO_PIPELINE, FAILED);
    }
    case "mcp":
      buildIfMissing(command.args.includes("micropython") ? "micropython" : "cpython");
      return (await import("micropython-wasm/mcp")).runMcpCommand(command.args);
    case "image": {
      if (command.command.kind === "build") buildIfMissing(command.command.settings.python);
      const { runImageCommand } = await import("./image.js");
      return say(runImageCommand(command.command));
    }
    case "packages": {
      buildIfMissing("cpython");
      const { checkPackages } = await import("./packages.js");
      const { report, areAllImported } = checkPackages(command.packages, command.python);
      say(report);
      return areAllImported ? 0 : FAILED;
    }
    case "prompt":
      buildIfMissing(command.settings.python);
      return await (await import("./prompt/prompt.js")).runPrompt(command.settings);
    case "program":
      buildIfMissing(command.settings.python);
      return runProgram(command, stdout, stderr);
  }
}

/** In a clone of the repository, CPython is built on first use. */
function buildIfMissing(python: PythonName | undefined): void {
  if (python !== "cpython" || existsSync(defaultWasmPath(python))) return;
  const setup = fileURLToPath(new URL("../setup.mjs", import.meta.url));
  if (!existsSync(setup)) return;
  const { spawnSync }: typeof import("node:child_process") = createRequire(import.meta.url)(
    "node:child_process",
  );
  spawnSync(process.execPath, [setup, "--cpython"], { stdio: [0, 2, 2] });
}

function versions(): string {
  const manifest = readFileSync(new URL("../package.json", import.meta.url), "utf8");
  const { version: python, hash } = artifactInfo();
  const { version } = JSON.parse(manifest);
  return `micropython-wasm ${version}\nMicroPython ${python}\nartifact ${hash}\n`;
}

function say(text: string): number {
  stdout.write(text);
  return 0;
}

function fail(text: string, exitCode: number): number {
  stdout.flush();
  stderr.write(`micropython-wasm: ${text}`);
  return exitCode;
}

/** Runs, then flushes the output. A closed pipe is not an error. */
async function exitCode(): Promise<number> {
  try {
    const code = await main(process.argv.slice(2));
    stdout.flush();
    stderr.flush();
    return code;
  } catch (error) {
    if (isBrokenPipe(error)) return 0;
    const unwritten = writeFailureOf(error);
    if (unwritten === null) throw error;
    console.error(`micropython-wasm: ${unwritten}`);
    return FAILED;
  }
}

setEngineFlags();
// All output has been written; unread input must not keep the process alive.
exitCode().then((code) => process.exit(code));
