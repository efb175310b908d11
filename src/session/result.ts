import type { LimitCode } from "../base/error-types.js";
import {
  MicroPythonGuestError,
  MicroPythonLimitError,
  MicroPythonWasmError,
} from "../base/errors.js";
import type { LimitSettings } from "../base/limits.js";
import type { RunStats } from "../base/run-stats.js";
import type { CallEnd } from "../engine/calls.js";

/** The result of a program that finished, or exited with code 0. */
export interface RunResult extends RunStats {
  /** The exit code of a Python process: always 0, as other codes are errors. */
  readonly exitCode: 0;
  /** Whether the program ended with `SystemExit`. */
  readonly exited: boolean;
  /**
   * The value of the program's last statement, if that is an expression, converted like an argument of a
   * host function; `undefined` if it is not, or if the value cannot be passed to the host.
   */
  readonly value: unknown;
  /**
   * Python's `repr` of that value, even if the value itself cannot be passed to the host; truncated after
   * 64 KiB. `undefined` if the last statement is not an expression, or `repr` fails.
   */
  readonly repr: string | undefined;
}

/**
 * The error for a call that failed.
 *
 * @internal
 */
export function errorOf(
  end: Exclude<CallEnd, { kind: "finished" }>,
  limits: LimitSettings,
  stats: Partial<RunStats>,
): MicroPythonWasmError {
  switch (end.kind) {
    case "exit":
    case "exception":
      return new MicroPythonGuestError(end.kind, end.exception, { ...stats, cause: end.cause });
    case "stopped":
      if (end.code === "paused" || end.code === "diverged") return divergence(stats);
      return limitError(end.code, limits, stats);
    case "memory": {
      const message = "the program and its arguments do not fit into the sandbox's memory";
      return new MicroPythonWasmError("memory", message, stats);
    }
    case "crashed": {
      const { reason, cause } = end;
      return new MicroPythonWasmError("crashed", `the sandbox crashed: ${reason}`, {
        ...stats,
        cause,
      });
    }
  }
}

function divergence(stats: Partial<RunStats>): MicroPythonWasmError {
  const message =
    "the run did not do the same as before it was paused; it needs the same package, options and files";
  return new MicroPythonWasmError("diverged", message, stats);
}

/** The error for the limit that was reached. */
export function limitError(
  code: LimitCode,
  limits: LimitSettings,
  stats: Partial<RunStats>,
): MicroPythonLimitError {
  const cause = code === "aborted" ? limits.signal?.reason : undefined;
  return new MicroPythonLimitError(code, limitMessage(code, limits, stats), { ...stats, cause });
}

function limitMessage(code: LimitCode, limits: LimitSettings, stats: Partial<RunStats>): string {
  switch (code) {
    case "fuel":
      return `the program used up its ${limits.fuel} units of fuel`;
    case "timeout":
      return `the program ran for longer than ${limits.wallTimeoutMs} ms`;
    case "aborted":
      return "the program was aborted";
    case "output":
      return stats.stdoutTruncated
        ? `the program wrote more than ${limits.maxStdoutBytes} bytes to stdout`
        : `the program wrote more than ${limits.maxStderrBytes} bytes to stderr`;
    case "journal":
      return "the run took more from outside than maxJournalBytes allows";
    case "source":
      return `the program has more than ${limits.maxSourceBytes} bytes of source`;
  }
}
