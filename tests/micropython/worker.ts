import { parentPort } from "node:worker_threads";
import { MicroPythonGuestError, runSync } from "micropython-wasm";

/**
 * The tests are trusted, and the runner has a time limit of its own. Some fill the memory, which
 * takes time proportional to its square where every allocation collects.
 */
const LIMITS = {
  fuel: null,
  wallTimeoutMs: null,
  maxStdoutBytes: null,
  memoryBytes: 2 * 1024 * 1024,
} as const;

/** A program to run in a fresh sandbox. */
export interface Job {
  readonly code: string;
  readonly filename: string;
}

/** How the run of a program ended. */
export interface Outcome {
  /** What it wrote to stdout and stderr, in the order written, and its traceback where it raised. */
  readonly output: string;
  /** What went wrong, or `null` where the program ran to its end. */
  readonly trouble: string | null;
}

function runProgram({ code, filename }: Job): Outcome {
  let output = "";
  const gather = (text: string) => {
    output += text;
  };
  try {
    runSync(code, { filename, argv: [filename], onStdout: gather, onStderr: gather, ...LIMITS });
    return { output, trouble: null };
  } catch (error) {
    if (!(error instanceof MicroPythonGuestError)) return { output, trouble: `crash: ${error}` };
    return { output: output + error.traceback, trouble: "uncaught exception" };
  }
}

parentPort?.on("message", (job: Job) => parentPort?.postMessage(runProgram(job)));
