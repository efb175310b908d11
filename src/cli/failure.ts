import { MicroPythonGuestError, MicroPythonWasmError } from "micropython-wasm";
import type { Ended, Failure } from "./protocol.js";

const NOTHING_KNOWN = { pythonType: null, pythonMessage: null, traceback: null, line: null };

/** A failure with only a code and a message. */
export function plainFailure(code: string, message: string): Failure {
  return { code, message, ...NOTHING_KNOWN };
}

/**
 * Converts an error of the package into a plain object that can be sent to another thread.
 *
 * @throws the error itself if it is a bug of ours.
 */
export function failureOf(error: unknown): Failure {
  if (isBrokenPipe(error)) return plainFailure("broken-pipe", "nobody reads the output");
  const unwritten = writeFailureOf(error);
  if (unwritten !== null) return plainFailure("not-written", unwritten);
  if (error instanceof MicroPythonGuestError) {
    const { code, message, pythonType, pythonMessage, traceback, line } = error;
    return { code, message, pythonType, pythonMessage, traceback, line };
  }
  if (error instanceof MicroPythonWasmError) return plainFailure(error.code, error.message);
  // An option that the package rejects, such as a name that is too long.
  if (error instanceof RangeError || error instanceof TypeError) {
    return plainFailure("usage", inWordsOfOptions(error.message));
  }
  throw error;
}

/** The command line's names for the package's options. */
const OPTIONS: Readonly<Record<string, string>> = {
  memoryBytes: "--memory",
  fuel: "--fuel",
  maxStdoutBytes: "--max-output",
  maxStderrBytes: "--max-output",
  mounts: "--mount",
  packages: "--packages",
  "mounts.hostDir": "the folder of a mount",
  "mounts.path": "the path of a mount",
};

function inWordsOfOptions(message: string): string {
  const [words = "", name = ""] = /^option ([\w[\].]+)(?= )/.exec(message) ?? [];
  const option = OPTIONS[name.replace(/\[\d+\]/, "")];
  if (option === undefined) return message;
  return message.replace(words, option).replace(/, or null$/, ", or none");
}

/** Describes a run that failed. */
export function endedBy(error: unknown, failure: Failure): Ended {
  const known =
    error instanceof MicroPythonWasmError ? error : new MicroPythonWasmError("crashed", "");
  return {
    stdout: known.stdout,
    stderr: known.stderr,
    stdoutTruncated: known.stdoutTruncated,
    stderrTruncated: known.stderrTruncated,
    durationMs: known.durationMs,
    fuelUsed: known.fuelUsed,
    fuelRemaining: known.fuelRemaining,
    hostCalls: known.hostCalls,
    peakMemoryBytes: known.peakMemoryBytes,
    files: known.files,
    exitCode: error instanceof MicroPythonGuestError ? error.exitCode : 1,
    exited: failure.code === "exit",
    error: failure,
  };
}

/** Error codes of writing to a pipe or socket that nobody reads. */
const GONE = ["EPIPE", "ECONNRESET"];

/** Returns whether an error, or its cause, means that the reader of a pipe is gone. */
export function isBrokenPipe(error: unknown): boolean {
  return GONE.includes(failedWrite(error)?.code ?? "");
}

/** Returns a message if an error, or its cause, means that output could not be written. */
export function writeFailureOf(error: unknown): string | null {
  const failed = failedWrite(error);
  return failed && `the output cannot be written: ${failed.code}`;
}

function failedWrite(error: unknown): NodeJS.ErrnoException | null {
  if (!(error instanceof Error)) return null;
  const isOne = (error as NodeJS.ErrnoException).syscall === "write";
  return isOne ? error : failedWrite(error.cause);
}
