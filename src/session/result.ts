import {
  type LimitCode,
  MicroPythonGuestError,
  MicroPythonLimitError,
  MicroPythonWasmError,
} from "../base/errors.js";
import type { LimitSettings } from "../base/limits.js";
import type { RunStats } from "../base/run-stats.js";
import type { Outcome } from "../engine/calls.js";

/** What a program did that ran to its end, or exited with code 0. */
export interface RunResult extends RunStats {
  /** What a Python process would have exited with: always 0, as other codes are errors. */
  readonly exitCode: 0;
  /** Whether the program asked to end, by `SystemExit`, rather than coming to its end. */
  readonly exited: boolean;
}

/**
 * The result of a run that ended well.
 *
 * @internal
 * @throws MicroPythonWasmError where it did not.
 */
export function resultOf(outcome: Outcome, limits: LimitSettings, facts: RunStats): RunResult {
  const exited = outcome.kind === "exit" && outcome.exception.exitCode === 0;
  if (exited || outcome.kind === "finished")
    return Object.freeze({ ...facts, exitCode: 0, exited });
  throw failure(outcome, limits, facts);
}

/**
 * The error that says how a run ended that did not end well.
 *
 * @internal
 */
export function failure(
  outcome: Exclude<Outcome, { kind: "finished" }>,
  limits: LimitSettings,
  known: Partial<RunStats>,
): MicroPythonWasmError {
  switch (outcome.kind) {
    case "exit":
    case "exception":
      return new MicroPythonGuestError(outcome.kind, outcome.exception, known);
    case "stopped":
      return limitError(outcome.code, limits, known);
    case "memory": {
      const message = "the program and its arguments do not fit into the sandbox's memory";
      return new MicroPythonWasmError("memory", message, known);
    }
    case "crashed": {
      const { reason, cause } = outcome;
      return new MicroPythonWasmError("crashed", `the sandbox crashed: ${reason}`, {
        ...known,
        cause,
      });
    }
  }
}

/** The error that says which limit was reached. */
export function limitError(
  code: LimitCode,
  limits: LimitSettings,
  known: Partial<RunStats>,
): MicroPythonLimitError {
  const cause = code === "aborted" ? limits.signal?.reason : undefined;
  return new MicroPythonLimitError(code, limitMessage(code, limits, known), { ...known, cause });
}

function limitMessage(code: LimitCode, limits: LimitSettings, known: Partial<RunStats>): string {
  switch (code) {
    case "fuel":
      return `the program used up its ${limits.fuel} units of fuel`;
    case "timeout":
      return `the program ran for longer than ${limits.wallTimeoutMs} ms`;
    case "aborted":
      return "the program was aborted";
    case "output":
      return known.stdoutTruncated
        ? `the program wrote more than ${limits.maxStdoutBytes} bytes to stdout`
        : `the program wrote more than ${limits.maxStderrBytes} bytes to stderr`;
    case "source":
      return `the program has more than ${limits.maxSourceBytes} bytes of source`;
  }
}
