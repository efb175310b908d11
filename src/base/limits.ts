import { checkFlag, checkLimit, describe, wholeNumbers } from "./check.js";
import type { WebAbortSignal } from "./web-types.js";

/**
 * What a program may use. Every limit is optional, and all but `excludeHostTime` and `onOutputLimit` can be
 * `null` for no limit.
 */
export interface Limits {
  /**
   * Maximum memory of the sandbox in bytes, including the interpreter's own: from 704 KiB to 4 GiB; `null`
   * means 4 GiB. Rounded down to whole pages of 64 KiB. If it is exhausted, Python code gets a
   * `MemoryError`.
   *
   * @defaultValue 16 MiB; 64 MiB with `python: "cpython"`
   */
  readonly memoryBytes?: number | null;
  /**
   * Maximum fuel, in units of about one bytecode instruction: a whole number of at least 1. The same
   * program with the same inputs always uses the same amount. When it is used up, the run ends with a
   * `MicroPythonLimitError` of `code: "fuel"`.
   *
   * @defaultValue 20,000,000
   */
  readonly fuel?: number | null;
  /**
   * How long the program may run, including sleep and callbacks, in milliseconds: more than 0. After that,
   * the run ends with a `MicroPythonLimitError` of `code: "timeout"`.
   *
   * @defaultValue 1000
   */
  readonly wallTimeoutMs?: number | null;
  /**
   * Whether the time that the program waits for host functions is excluded from `wallTimeoutMs`: for
   * functions that wait for a person, for example. Only a signal ends such a wait.
   *
   * @defaultValue `false`
   */
  readonly excludeHostTime?: boolean;
  /**
   * Aborting this signal ends the run with a `MicroPythonLimitError` of `code: "aborted"` whose `cause` is
   * the signal's reason. Where a running program blocks its thread, only a callback of the run can abort it.
   *
   * @defaultValue none
   */
  readonly signal?: WebAbortSignal | null;
  /**
   * Maximum output to `sys.stdout` in bytes of UTF-8, up to 256 MiB; `null` means 256 MiB. A character that
   * does not fit completely is left out.
   *
   * @defaultValue 1,000,000
   */
  readonly maxStdoutBytes?: number | null;
  /** The same for `sys.stderr`. */
  readonly maxStderrBytes?: number | null;
  /**
   * What happens if the program writes more than that: `"truncate"` drops the rest, and the result says so;
   * `"stop"` ends the run with a `MicroPythonLimitError` of `code: "output"`.
   *
   * @defaultValue `"truncate"`
   */
  readonly onOutputLimit?: OutputLimitAction;
  /**
   * Maximum size of the program's source in bytes of UTF-8. A longer one is refused with a
   * `MicroPythonLimitError` of `code: "source"`.
   *
   * @defaultValue 1 MiB
   */
  readonly maxSourceBytes?: number | null;
  /**
   * Maximum encoded size of a host function's result in bytes, up to 256 MiB; `null` means 256 MiB. A
   * larger result raises `ValueError` in Python.
   *
   * @defaultValue 256 KiB
   */
  readonly maxHostResultBytes?: number | null;
  /**
   * How often the program may call host functions. Each further call raises `RuntimeError` in Python.
   *
   * @defaultValue none
   */
  readonly maxHostCalls?: number | null;
}

/** What happens if a program writes more than its limit. */
export type OutputLimitAction = "truncate" | "stop";

/** `Limits` after checking, with every default filled in; no limit is `Infinity`. */
export interface LimitSettings {
  /** Whole pages. */
  readonly memoryBytes: number;
  readonly fuel: number;
  readonly wallTimeoutMs: number;
  readonly excludeHostTime: boolean;
  readonly signal: AbortSignal | null;
  readonly maxStdoutBytes: number;
  readonly maxStderrBytes: number;
  readonly onOutputLimit: OutputLimitAction;
  readonly maxSourceBytes: number;
  readonly maxHostResultBytes: number;
  readonly maxHostCalls: number;
}

/** Size of a page of WebAssembly memory. */
export const PAGE_BYTES = 64 * 1024;

/** Maximum size of a WebAssembly memory, in pages. */
export const MAX_PAGES = 65_536;

const KIB = 1024;
const MIB = 1024 * KIB;
/** The interpreter's own data and stack, and the first area of the Python heap. */
const MIN_MEMORY_BYTES = 704 * KIB;
const MAX_MEMORY_BYTES = 4096 * MIB;
const MEMORY = wholeNumbers(MIN_MEMORY_BYTES, MAX_MEMORY_BYTES);
const FUEL = wholeNumbers(1, Number.MAX_SAFE_INTEGER);
const SOURCE = wholeNumbers(0, Number.MAX_SAFE_INTEGER);
const DURATION = {
  allowed: "a number above 0",
  contains: (value: number) => value > 0 && value < Infinity,
};
/** Fits into a string of every JavaScript engine, with room to spare. */
const MAX_OUTPUT_BYTES = 256 * MIB;
const OUTPUT = wholeNumbers(0, MAX_OUTPUT_BYTES);
const MAX_RESULT_BYTES = 256 * MIB;
const RESULT = wholeNumbers(1, MAX_RESULT_BYTES);
const CALLS = wholeNumbers(0, Number.MAX_SAFE_INTEGER);

/** Placeholder for the default of `memoryBytes`, which depends on the Python. */
export const DEFAULT_MEMORY = 0;

/** How each option becomes a setting; the only place that knows a limit's default. */
export const LIMIT_NORMALISERS: {
  readonly [Name in keyof LimitSettings]: (value: unknown) => LimitSettings[Name];
} = {
  memoryBytes: (value) => {
    if (value === undefined) return DEFAULT_MEMORY;
    const bytes = checkLimit("memoryBytes", value, MEMORY) ?? MAX_MEMORY_BYTES;
    // Without the very last page: the address after it would wrap to 0.
    const most = Math.min(bytes, MAX_MEMORY_BYTES - PAGE_BYTES);
    return most - (most % PAGE_BYTES);
  },
  fuel: (value = 20_000_000) => checkLimit("fuel", value, FUEL) ?? Infinity,
  wallTimeoutMs: (value = 1000) => checkLimit("wallTimeoutMs", value, DURATION) ?? Infinity,
  excludeHostTime: (value = false) => checkFlag("excludeHostTime", value),
  signal: (value = null) => {
    const isSignal = typeof value === "object" && (value === null || "aborted" in value);
    if (isSignal) return value as AbortSignal | null;
    throw new TypeError(`option signal is ${describe(value)}; allowed is an AbortSignal, or null`);
  },
  maxStdoutBytes: (value = 1_000_000) =>
    checkLimit("maxStdoutBytes", value, OUTPUT) ?? MAX_OUTPUT_BYTES,
  maxStderrBytes: (value = 1_000_000) =>
    checkLimit("maxStderrBytes", value, OUTPUT) ?? MAX_OUTPUT_BYTES,
  onOutputLimit: (value = "truncate") => {
    if (value === "truncate" || value === "stop") return value;
    const allowed = '"truncate" or "stop"';
    const Refusal = typeof value === "string" ? RangeError : TypeError;
    throw new Refusal(`option onOutputLimit is ${describe(value)}; allowed is ${allowed}`);
  },
  maxSourceBytes: (value = MIB) => checkLimit("maxSourceBytes", value, SOURCE) ?? Infinity,
  maxHostResultBytes: (value = 256 * KIB) =>
    checkLimit("maxHostResultBytes", value, RESULT) ?? MAX_RESULT_BYTES,
  maxHostCalls: (value = null) => checkLimit("maxHostCalls", value, CALLS) ?? Infinity,
};
