#!/usr/bin/env node
import { readFileSync } from "node:fs";
import {
  type LimitCode,
  MicroPythonGuestError,
  MicroPythonLimitError,
  MicroPythonWasmError,
  runSync,
} from "micropython-wasm";
import { type Program, parseArguments, USAGE, UsageError } from "./arguments.js";
import { isBrokenPipe, OutputStream } from "./output.js";
import { ProgramError, readProgram } from "./program.js";

const FAILED = 1;
const USED_WRONGLY = 2;
const LIMIT_REACHED: Readonly<Partial<Record<LimitCode, number>>> = {
  fuel: 3,
  timeout: 4,
  output: 5,
};

const stdout = new OutputStream(1);
const stderr = new OutputStream(2);

/** Does what the command line asks for, and gives the exit code. */
function main(args: readonly string[]): number {
  try {
    const command = parseArguments(args);
    if (command.kind === "help") return say(USAGE);
    if (command.kind === "version") return say(`micropython-wasm ${version()}\n`);
    return runProgram(command);
  } catch (error) {
    if (isBrokenPipe(error)) return 0;
    if (error instanceof UsageError) return fail(`${error.message}\n${USAGE}`, USED_WRONGLY);
    if (error instanceof MicroPythonLimitError) {
      return fail(`${error.message}\n`, LIMIT_REACHED[error.code] ?? FAILED);
    }
    if (error instanceof ProgramError || error instanceof MicroPythonWasmError) {
      return fail(`${error.message}\n`, FAILED);
    }
    // An argument that the sandbox does not take, such as a name that is too long.
    if (error instanceof RangeError) return fail(`${error.message}\n`, USED_WRONGLY);
    throw error;
  } finally {
    stdout.flush();
    stderr.flush();
  }
}

function runProgram(program: Program): number {
  const code = program.kind === "file" ? readProgram(program.path) : program.code;
  try {
    return runSync(code, {
      ...(program.kind === "file" && { filename: program.path }),
      argv: program.argv,
      ...program.limits,
      onOutputLimit: "stop",
      onStdout: (text) => stdout.write(text),
      onStderr: (text) => {
        stdout.flush();
        stderr.write(text);
        stderr.flush();
      },
    }).exitCode;
  } catch (error) {
    if (!(error instanceof MicroPythonGuestError)) throw error;
    stdout.flush();
    if (error.code === "exception") stderr.write(error.traceback || `${error.message}\n`);
    return error.exitCode;
  }
}

function version(): string {
  const manifest = readFileSync(new URL("../../package.json", import.meta.url), "utf8");
  return JSON.parse(manifest).version;
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

try {
  process.exitCode = main(process.argv.slice(2));
} catch (error) {
  if (!isBrokenPipe(error)) throw error;
}
