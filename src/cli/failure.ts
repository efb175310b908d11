import { MicroPythonGuestError, MicroPythonWasmError } from "micropython-wasm";
import type { Ended, Failure } from "./protocol.js";

const NOTHING_KNOWN = { pythonType: null, pythonMessage: null, traceback: null, line: null };

/** A failure of which only a message is known. */
export function plainFailure(code: string, message: string): Failure {
  return { code, message, ...NOTHING_KNOWN };
}

/**
 * Describes what the package threw, so that it can be sent to another thread.
 *
 * @throws whatever it is, where it is a mistake of ours.
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
  // An option that the package does not take, such as a name that is too long.
  if (error instanceof RangeError || error instanceof TypeError) {
    return plainFailure("usage", inWordsOfOptions(error.message));
  }
  throw error;
}

/** What the command line calls the options of the package. */
const OPTIONS: Readonly<Record<string, string>> = {
  memoryBytes: "--memory",
  fuel: "--fuel",
  maxStdoutBytes: "--max-output",
  maxStderrBytes: "--max-output",
  mounts: "--mount",
  "mounts.hostDir": "the folder of a mount",
  "mounts.path": "the path of a mount",
};

function inWordsOfOptions(message: string): string {
  const [words = "", name = ""] = /^option ([\w[\].]+)(?= )/.exec(message) ?? [];
  const option = OPTIONS[name.replace(/\[\d+\]/, "")];
  if (option === undefined) return message;
  return message.replace(words, option).replace(/, or null$/, ", or none");
}

/** What is known of a run that did not end well. */
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

/** What writing to a pipe or a socket says that nobody reads. */
const GONE = ["EPIPE", "ECONNRESET"];

/** Tells whether an error says, itself or by its cause, that the reader of a pipe is gone. */
export function isBrokenPipe(error: unknown): boolean {
  return GONE.includes(failedWrite(error)?.code ?? "");
}

/** What to say where an error tells, itself or by its cause, that the output cannot be written. */
export function writeFailureOf(error: unknown): string | null {
  const failed = failedWrite(error);
  return failed && `the output cannot be written: ${failed.code}`;
}

function failedWrite(error: unknown): NodeJS.ErrnoException | null {
  if (!(error instanceof Error)) return null;
  const isOne = (error as NodeJS.ErrnoException).syscall === "write";
  return isOne ? error : failedWrite(error.cause);
}
