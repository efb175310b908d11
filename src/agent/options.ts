import type { Mount, PoolOptions, PythonName, RunOptions } from "micropython-wasm";
import { checkFlag, checkNumber, checkText, describe, wholeNumbers } from "../base/check.js";
import { checkFunctions, type NamedFunction, type ToolFunctions } from "./functions.js";

/** What a tool passes on to its sandboxes. */
type SandboxOptions = Pick<
  RunOptions,
  | "memoryBytes"
  | "fuel"
  | "wallTimeoutMs"
  | "excludeHostTime"
  | "maxStdoutBytes"
  | "maxStderrBytes"
  | "maxSourceBytes"
  | "maxHostResultBytes"
  | "maxHostCalls"
  | "mounts"
  | "readonlyDir"
  | "modules"
  | "packages"
  | "env"
  | "clock"
  | "randomSeed"
>;

/** How a tool works; every option has a default. Limits are for each call of the tool. */
export interface PythonToolOptions extends SandboxOptions {
  /**
   * What the sandboxes run in: threads, or processes with hardly any rights.
   *
   * @defaultValue `"thread"`
   */
  readonly isolation?: PoolOptions["isolation"];
  /**
   * The tool's name, for the model.
   *
   * @defaultValue `"run_python"`
   */
  readonly name?: string;
  /**
   * What the model should know besides what the description says by itself.
   *
   * @defaultValue nothing
   */
  readonly instructions?: string;
  /**
   * Which Python runs. Models write CPython.
   *
   * @defaultValue `"cpython"`
   */
  readonly python?: PythonName;
  /**
   * What the code may call, by name: what {@link hostFunction} returns, plain functions, and objects of these
   * as namespaces.
   *
   * @defaultValue none
   */
  readonly hostFunctions?: ToolFunctions;
  /**
   * Whether code is checked before it runs: for its syntax, for modules that are not there and for names that
   * nothing defines. If something is wrong, nothing runs. Needs CPython's files.
   *
   * @defaultValue `false`
   */
  readonly checkBeforeRun?: boolean;
  /**
   * Maximum number of conversations that keep their state. One more ends the one whose last call is longest
   * ago.
   *
   * @defaultValue 100
   */
  readonly maxConversations?: number;
  /**
   * After this time without a call, in milliseconds, a conversation ends.
   *
   * @defaultValue 1,800,000: half an hour
   */
  readonly idleTimeoutMs?: number;
  /**
   * Maximum number of worker threads.
   *
   * @defaultValue the number of threads that can compute at the same time on this machine
   */
  readonly workers?: number;
  /**
   * Maximum length of each part of the result that the model sees: output, errors, the value. Longer ones are
   * cut in the middle.
   *
   * @defaultValue 10,000 characters
   */
  readonly maxPartLength?: number;
}

/** The options after checking. */
export interface ToolSettings {
  readonly name: string;
  readonly instructions: string;
  readonly python: PythonName;
  readonly functions: readonly NamedFunction[];
  readonly checkBeforeRun: boolean;
  readonly maxConversations: number;
  readonly idleTimeoutMs: number;
  readonly pool: PoolOptions;
  readonly maxPartLength: number;
  readonly mounts: readonly Mount[];
  readonly readonlyDir: string | undefined;
  readonly fuel: number | null;
  readonly wallTimeoutMs: number | null;
  readonly memoryBytes: number | null;
  /** For each sandbox; checked when one is made. */
  readonly sandbox: Omit<RunOptions, "isolation">;
}

const SANDBOX_OPTIONS = [
  "excludeHostTime",
  "maxStdoutBytes",
  "maxStderrBytes",
  "maxSourceBytes",
  "maxHostResultBytes",
  "maxHostCalls",
  "modules",
  "packages",
  "env",
  "clock",
  "randomSeed",
] as const satisfies readonly (keyof SandboxOptions)[];

const OWN_OPTIONS = [
  "name",
  "instructions",
  "python",
  "isolation",
  "hostFunctions",
  "checkBeforeRun",
  "maxConversations",
  "idleTimeoutMs",
  "workers",
  "maxPartLength",
  "mounts",
  "readonlyDir",
  "fuel",
  "wallTimeoutMs",
  "memoryBytes",
] as const satisfies readonly (keyof PythonToolOptions)[];

const ALLOWED: readonly string[] = [...OWN_OPTIONS, ...SANDBOX_OPTIONS];

const MIB = 1024 * 1024;
const MEMORY_BYTES: Readonly<Record<PythonName, number>> = {
  micropython: 16 * MIB,
  cpython: 64 * MIB,
};
const CONVERSATIONS = wholeNumbers(1, 1_000_000);
const DURATION = wholeNumbers(1, 2 ** 31 - 1);
const WORKERS = wholeNumbers(1, 1_000_000);
const LENGTH = wholeNumbers(100, 10_000_000);

/** Checks options and fills in the defaults. @throws TypeError, RangeError */
export function checkToolOptions(options: PythonToolOptions = {}): ToolSettings {
  if (typeof options !== "object" || options === null) {
    throw new TypeError(`options are ${describe(options)}; allowed is an object`);
  }
  const unknown = Object.keys(options).find((name) => !ALLOWED.includes(name));
  if (unknown !== undefined) {
    throw new TypeError(`unknown option ${unknown}; allowed are ${ALLOWED.join(", ")}`);
  }
  const {
    name = "run_python",
    instructions = "",
    python = "cpython",
    isolation = "thread",
    hostFunctions = {},
    checkBeforeRun = false,
    maxConversations = 100,
    idleTimeoutMs = 30 * 60_000,
    workers,
    maxPartLength = 10_000,
    mounts = [],
    readonlyDir,
    fuel = 200_000_000,
    wallTimeoutMs = 30_000,
    memoryBytes = MEMORY_BYTES[python],
    ...rest
  } = options;
  if (!/^[a-zA-Z][a-zA-Z0-9_-]{0,63}$/.test(checkText("option name", name))) {
    const allowed = "up to 64 letters, digits, _ and -, with a letter first";
    throw new RangeError(`option name is ${describe(name)}; allowed are ${allowed}`);
  }
  const limits = { fuel, wallTimeoutMs, memoryBytes };
  const files = { mounts, ...(readonlyDir !== undefined && { readonlyDir }) };
  return {
    name,
    instructions: checkText("option instructions", instructions),
    python,
    functions: checkFunctions(hostFunctions),
    checkBeforeRun: checkFlag("checkBeforeRun", checkBeforeRun),
    maxConversations: checkNumber("maxConversations", maxConversations, CONVERSATIONS),
    idleTimeoutMs: checkNumber("idleTimeoutMs", idleTimeoutMs, DURATION),
    pool: {
      isolation,
      ...(workers !== undefined && { size: checkNumber("workers", workers, WORKERS) }),
    },
    maxPartLength: checkNumber("maxPartLength", maxPartLength, LENGTH),
    mounts,
    readonlyDir,
    ...limits,
    sandbox: { ...rest, ...limits, ...files, python },
  };
}
