import { checkLimit, describe, wholeNumbers } from "./check.js";
import type { WebAbortSignal } from "./web-types.js";

/**
 * What a program may use; everything may be left out, and all but `onOutputLimit` may be `null` for
 * no limit.
 */
export interface Limits {
  /**
   * Most memory that the sandbox has, in bytes, the interpreter's own included: from 640 KiB to
   * 4 GiB, which is also what `null` stands for. Rounded down to whole pages of 64 KiB. Where it is
   * reached, Python code gets a `MemoryError`.
   *
   * @defaultValue 16 MiB; 64 MiB with `python: "cpython"`
   */
  readonly memoryBytes?: number | null;
  /**
   * Most fuel that the program may use, in units of about one bytecode instruction: a whole number
   * from 1 on. The same program with the same inputs always uses the same. Where it is used up, the
   * run ends with a `MicroPythonLimitError` of `code: "fuel"`.
   *
   * @defaultValue 20,000,000
   */
  readonly fuel?: number | null;
  /**
   * How long the program may run, sleep and callbacks included, in milliseconds: more than 0. Then
   * the run ends with a `MicroPythonLimitError` of `code: "timeout"`.
   *
   * @defaultValue 1000
   */
  readonly wallTimeoutMs?: number | null;
  /**
   * Ends the run as soon as it is aborted, with a `MicroPythonLimitError` of `code: "aborted"` whose
   * `cause` is the signal's reason. While a program runs, nothing else of its thread does: there,
   * only a callback of the run can abort it.
   *
   * @defaultValue none
   */
  readonly signal?: WebAbortSignal | null;
  /**
   * Most bytes of UTF-8 that are taken from `sys.stdout`, up to 256 MiB, which is also what `null`
   * stands for. A character that does not fit as a whole is left out.
   *
   * @defaultValue 1,000,000
   */
  readonly maxStdoutBytes?: number | null;
  /** The same for `sys.stderr`. */
  readonly maxStderrBytes?: number | null;
  /**
   * What happens where the program writes more than that: `"truncate"` drops the rest, and the
   * result says so; `"stop"` ends the run with a `MicroPythonLimitError` of `code: "output"`.
   *
   * @defaultValue `"truncate"`
   */
  readonly onOutputLimit?: OutputLimitAction;
  /**
   * Most bytes of UTF-8 that the program's source may have. A longer one is refused with a
   * `MicroPythonLimitError` of `code: "source"`.
   *
   * @defaultValue 1 MiB
   */
  readonly maxSourceBytes?: number | null;
  /**
   * Most bytes that the result of a host function may take on its way to Python, up to 256 MiB,
   * which is also what `null` stands for. A larger one is Python's `ValueError`.
   *
   * @defaultValue 256 KiB
   */
  readonly maxHostResultBytes?: number | null;
  /**
   * How often the program may call host functions. Then each further call is Python's
   * `RuntimeError`.
   *
   * @defaultValue none
   */
  readonly maxHostCalls?: number | null;
}

/** What happens where a program writes more than it may. */
export type OutputLimitAction = "truncate" | "stop";

/** `Limits` after checking, with every default filled in; no limit is `Infinity`. */
export interface LimitSettings {
  /** Whole pages. */
  readonly memoryBytes: number;
  readonly fuel: number;
  readonly wallTimeoutMs: number;
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

const KIB = 1024;
const MIB = 1024 * KIB;
/** The interpreter's own data and stack, and the first area of the Python heap. */
const MIN_MEMORY_BYTES = 640 * KIB;
const MAX_MEMORY_BYTES = 4096 * MIB;
const MEMORY = wholeNumbers(MIN_MEMORY_BYTES, MAX_MEMORY_BYTES);
const FUEL = wholeNumbers(1, Number.MAX_SAFE_INTEGER);
const SOURCE = wholeNumbers(0, Number.MAX_SAFE_INTEGER);
const DURATION = {
  allowed: "a number above 0",
  contains: (value: number) => value > 0 && value < Infinity,
};
/** So much fits into one string of every JavaScript engine, and with room to spare. */
const MAX_OUTPUT_BYTES = 256 * MIB;
const OUTPUT = wholeNumbers(0, MAX_OUTPUT_BYTES);
const MAX_RESULT_BYTES = 256 * MIB;
const RESULT = wholeNumbers(1, MAX_RESULT_BYTES);
const CALLS = wholeNumbers(0, Number.MAX_SAFE_INTEGER);

/** What stands for the default of `memoryBytes`, which depends on the Python. */
export const DEFAULT_MEMORY = 0;

/** How each option becomes a setting; the only place that knows a limit's default. */
export const LIMIT_NORMALISERS: {
  readonly [Name in keyof LimitSettings]: (value: unknown) => LimitSettings[Name];
} = {
  memoryBytes: (value) => {
    if (value === undefined) return DEFAULT_MEMORY;
    const bytes = checkLimit("memoryBytes", value, MEMORY) ?? MAX_MEMORY_BYTES;
    // Without the very last page: the address right behind it would be 0 again.
    const most = Math.min(bytes, MAX_MEMORY_BYTES - PAGE_BYTES);
    return most - (most % PAGE_BYTES);
  },
  fuel: (value = 20_000_000) => checkLimit("fuel", value, FUEL) ?? Infinity,
  wallTimeoutMs: (value = 1000) => checkLimit("wallTimeoutMs", value, DURATION) ?? Infinity,
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
