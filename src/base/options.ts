import { encodeText } from "./bytes.js";
import {
  checkFlag,
  checkLimit,
  checkText,
  describe,
  type Normalisers,
  normalise,
  wholeNumbers,
} from "./check.js";
import { type ClockOption, type ClockSetting, checkClock } from "./clock.js";
import { checkEnvironment } from "./environment.js";
import { checkHostFunctions, type HostCallable, type HostFunctions } from "./host-functions.js";
import { type ImageParts, StoredImage } from "./image.js";
import { isUint8Array } from "./kinds.js";
import { DEFAULT_MEMORY, LIMIT_NORMALISERS, type LimitSettings, type Limits } from "./limits.js";
import {
  checkApart,
  checkModules,
  checkMounts,
  checkReadonlyDir,
  joinMounts,
  type Mount,
  type MountSettings,
} from "./mounts.js";
import { checkPackages, type PackageSource } from "./packages.js";
import { isPythonName, PYTHON_NAMES, PYTHONS, type PythonName } from "./pythons.js";
import type { RunUsage } from "./run-stats.js";

/** Receives output while the program runs: only whole characters, in the order written. */
export type OutputCallback = (text: string) => void;

/**
 * What a program reads from `sys.stdin` and with `input()`: a text, bytes, or a function that returns the
 * next line each time it is called, and `null` (or `undefined`) at the end. A line without a newline
 * at its end gets one.
 */
export type InputOption = string | Uint8Array | (() => string | null | undefined);

/** Receives what the program has used so far. */
export type UsageCallback = (usage: RunUsage) => void;

/** Where a program runs. */
export type Isolation = "inline" | "thread" | "process";

/** How to run a program; every option has a default. */
export interface RunOptions extends Limits {
  /**
   * Which Python runs: `"micropython"`, the small one, or `"cpython"`, the whole language.
   *
   * @defaultValue `"micropython"`, or the Python of the option `image`
   * @example
   * ```ts
   * runSync("import decimal; print(decimal.Decimal(1) / 3)", { python: "cpython" });
   * ```
   */
  readonly python?: PythonName;
  /**
   * What the interpreter starts from: an image that `createImage` made.
   *
   * @defaultValue a Python that has run nothing
   * @example
   * ```ts
   * const image = createImageSync({ setup: "import json\nrates = json.loads('[1.5, 2]')" });
   * runSync("print(sum(rates))", { image }).stdout; // "3.5\n"
   * ```
   */
  readonly image?: StoredImage;
  /**
   * Where the program runs: `"thread"` in a worker thread, while timers, requests and signals of the calling
   * thread go on; `"process"` in a process with hardly any rights; or `"inline"` in the calling thread. Inline,
   * the program blocks the thread and cannot wait for promises of host functions, unless the engine can
   * suspend WebAssembly. Synchronous functions always run inline.
   *
   * @defaultValue `"thread"` where there are worker threads: in Node.js, Deno and Bun; elsewhere `"inline"`
   * @example
   * ```ts
   * const fetchRow = async (id: number) => ({ id, name: "Ada" });
   * const options = { isolation: "process", hostFunctions: { fetch_row: fetchRow } } as const;
   * (await run("print(fetch_row(3)['name'])", options)).stdout; // "Ada\n"
   * ```
   */
  readonly isolation?: Isolation;
  /**
   * The program's name in tracebacks and `__file__`; at most 65,535 bytes of UTF-8.
   *
   * @defaultValue `"<string>"`
   */
  readonly filename?: string;
  /**
   * `sys.argv`.
   *
   * @defaultValue `["-c"]`
   */
  readonly argv?: readonly string[];
  /**
   * The content of `os.environ` and `os.getenv`: own keys of a plain object. The host's own environment is
   * never included.
   *
   * @defaultValue none
   * @example
   * ```ts
   * runSync("import os; print(os.getenv('STAGE'))", { env: { STAGE: "test" } }).stdout; // "test\n"
   * ```
   */
  readonly env?: Readonly<Record<string, string>>;
  /**
   * The program's clock: `"system"`, or one that stands still except while the program sleeps. Sleeping
   * then takes no time; a program that waits in a loop until a time comes, waits forever.
   *
   * @defaultValue `"system"`
   * @example
   * ```ts
   * const clock = { nowMs: Date.UTC(2030, 0, 1) };
   * runSync("import time; time.sleep(60); print(time.gmtime()[:5])", { clock }).stdout; // "(2030, 1, 1, 0, 1)\n"
   * ```
   */
  readonly clock?: ClockOption;
  /**
   * Makes all random numbers the same for the same seed: a whole number from 0 to 2^53 - 1, or `null` for
   * numbers that nobody can foresee. Anyone who knows the seed can foresee the program's secrets.
   *
   * @defaultValue `null`
   * @example
   * ```ts
   * const roll = () => runSync("import random; print(random.random())", { randomSeed: 1 }).stdout;
   * roll() === roll(); // true
   * ```
   */
  readonly randomSeed?: number | null;
  /**
   * The program's input. If a function throws, the run ends with a `MicroPythonWasmError` of
   * `code: "crashed"`, whose `cause` is what was thrown; the time it takes counts.
   *
   * @defaultValue nothing: `input()` raises `EOFError`
   */
  readonly stdin?: InputOption;
  /**
   * Receives what the program writes to `sys.stdout` within its limit, while it runs. If it throws, the
   * run ends with a `MicroPythonWasmError` of `code: "crashed"`, whose `cause` is what was thrown.
   *
   * @defaultValue none: the output is only in the result
   */
  readonly onStdout?: OutputCallback;
  /** The same for `sys.stderr`. */
  readonly onStderr?: OutputCallback;
  /**
   * Receives what the program has used, about ten times a second while it computes. It is not called while the
   * program sleeps or waits for the host. If it throws, the run ends as with `onStdout`.
   *
   * @defaultValue none: the usage is only in the result
   * @example
   * ```ts
   * const percent: number[] = [];
   * const onUsage = ({ fuelUsed }: RunUsage) => void percent.push((100 * fuelUsed) / 20_000_000);
   * runSync("for i in range(10 ** 6): pass", { fuel: 20_000_000, wallTimeoutMs: null, onUsage });
   * percent.every((value) => value <= 100); // true
   * ```
   */
  readonly onUsage?: UsageCallback;
  /**
   * Functions that the program may call, by name: own keys of a plain object, each a Python identifier.
   * Their arguments come from the program, which may be hostile. If they throw, Python raises a
   * `RuntimeError`, or the class that a `PythonException` names. The program awaits calls of an
   * {@link AwaitableFunction}; it waits for any other function's promise by itself.
   *
   * @defaultValue none
   * @example
   * ```ts
   * runSync("print(add(2, 3))", { hostFunctions: { add: (a: number, b: number) => a + b } });
   * ```
   */
  readonly hostFunctions?: Readonly<Record<string, HostCallable>>;
  /**
   * The files and folders that the program can see; there are no others.
   *
   * @defaultValue none
   * @example
   * ```ts
   * const { files } = runSync("open('/tmp/out.txt', 'w').write('hello')", {
   *   mounts: [{ path: "/tmp", memory: { maxBytes: 1_000_000 } }],
   * });
   * new TextDecoder().decode(files["/tmp/out.txt"] ?? undefined); // "hello"
   * ```
   */
  readonly mounts?: readonly Mount[];
  /**
   * Path of a host folder that the program finds at `/input`, read-only: short for
   * `mounts: [{ path: "/input", hostDir }]`.
   *
   * @defaultValue none
   */
  readonly readonlyDir?: string;
  /**
   * Modules that the program can import: sources by file name, such as `helpers.py` or
   * `package/__init__.py`. They are files in `/lib`, which is on `sys.path`.
   *
   * @defaultValue none
   */
  readonly modules?: Readonly<Record<string, string>>;
  /**
   * Packages that the program can import: paths of folders, as `pip install --target` leaves them, and wheels
   * or zips, as paths or as `{ name, bytes }`. Each is a read-only folder in `/packages`, at the end of
   * `sys.path`. A wheel is checked against its `RECORD` before anything runs.
   *
   * @defaultValue none
   * @example
   * ```ts
   * const options: RunOptions = { python: "cpython", packages: ["./site-packages"], fuel: 100_000_000 };
   * const render = (code: string) => run(`import jinja2; ${code}`, options);
   * ```
   */
  readonly packages?: readonly PackageSource[];
  /**
   * Whether the result includes the value of the program's last statement, if that is an expression, and
   * its `repr`. They cost the program fuel; `false` saves that if you read neither.
   *
   * @defaultValue `true`
   */
  readonly returnValue?: boolean;
}

/** `RunOptions` after checking, with every default filled in. */
export interface RunSettings extends LimitSettings {
  readonly python: PythonName;
  readonly image: ImageParts | null;
  /** `null` for the default. */
  readonly isolation: Isolation | null;
  readonly filename: string;
  readonly argv: readonly string[];
  readonly env: readonly (readonly [string, string])[];
  readonly clock: ClockSetting;
  /** A seed, or the key of a `RandomStream`. */
  readonly randomSeed: number | Uint8Array | null;
  readonly stdin: InputOption;
  readonly onStdout: OutputCallback | null;
  readonly onStderr: OutputCallback | null;
  readonly onUsage: UsageCallback | null;
  readonly hostFunctions: HostFunctions;
  readonly mounts: readonly MountSettings[];
  /** At most one mount. */
  readonly readonlyDir: readonly MountSettings[];
  /** At most one mount. */
  readonly modules: readonly MountSettings[];
  /** Folders of the host, and archives. */
  readonly packages: readonly MountSettings[];
  readonly returnValue: boolean;
}

const ISOLATIONS: readonly Isolation[] = ["inline", "thread", "process"];

/** The interpreter stores names of at most this many bytes. */
const FILENAME_BYTES = 65_535;

const SEED = wholeNumbers(0, Number.MAX_SAFE_INTEGER);

const DEFAULT_PYTHON: PythonName = "micropython";

const DEFAULT_ARGV: readonly string[] = Object.freeze(["-c"]);

/** Settings with defaults that are not filled in because they depend on other options. */
export type Incomplete<Settings extends RunSettings> = Omit<Settings, "python"> & {
  readonly python: PythonName | null;
};

/** How each option becomes a setting; the only place that knows an option's name and default. */
export const RUN_NORMALISERS: Normalisers<Incomplete<RunSettings>> = {
  python: (value = null) => (value === null ? null : checkPythonName(value)),
  image: (value = null) => {
    if (value === null) return null;
    const parts = StoredImage.partsOf(value);
    if (parts !== undefined) return parts;
    throw new TypeError(`option image is ${describe(value)}; allowed is what createImage returned`);
  },
  isolation: (value = null) => {
    if (value === null || ISOLATIONS.includes(value as Isolation)) return value as Isolation | null;
    const Refusal = typeof value === "string" ? RangeError : TypeError;
    const allowed = ISOLATIONS.map((name) => JSON.stringify(name)).join(", ");
    throw new Refusal(`option isolation is ${describe(value)}; allowed is one of ${allowed}`);
  },
  filename: (value = "<string>") => {
    const filename = checkText("option filename", value);
    const bytes = encodeText(filename).length;
    if (bytes > FILENAME_BYTES) {
      throw new RangeError(
        `option filename has ${bytes} bytes of UTF-8; allowed are up to ${FILENAME_BYTES}`,
      );
    }
    return filename;
  },
  argv: (value) => {
    if (value === undefined) return DEFAULT_ARGV;
    if (!Array.isArray(value)) {
      throw new TypeError(`option argv is ${describe(value)}; allowed is an array of strings`);
    }
    return Object.freeze(Array.from(value, (item, i) => checkText(`option argv[${i}]`, item)));
  },
  env: (value = {}) => checkEnvironment(value),
  clock: checkClock,
  randomSeed: (value = null) => checkLimit("randomSeed", value, SEED),
  stdin: (value = "") => {
    if (typeof value === "string") return checkText("option stdin", value);
    // A copy: later changes to the bytes must not reach the program.
    if (isUint8Array(value)) return new Uint8Array(value);
    if (typeof value === "function") return value as () => string | null;
    const allowed = "a string, a Uint8Array, or a function that returns the next line";
    throw new TypeError(`option stdin is ${describe(value)}; allowed is ${allowed}`);
  },
  onStdout: (value) => checkCallback("onStdout", value),
  onStderr: (value) => checkCallback("onStderr", value),
  onUsage: (value) => checkCallback("onUsage", value),
  hostFunctions: (value = {}) => checkHostFunctions(value),
  mounts: checkMounts,
  readonlyDir: checkReadonlyDir,
  modules: checkModules,
  packages: checkPackages,
  returnValue: (value = true) => checkFlag("returnValue", value),
  ...LIMIT_NORMALISERS,
};

/**
 * Checks options and fills in the defaults. Every option is read exactly once.
 *
 * @throws TypeError, RangeError naming the option, its value and what is allowed.
 */
export function normaliseRunOptions(options: RunOptions = {}): RunSettings {
  return complete<RunSettings>(normalise(options, RUN_NORMALISERS));
}

/** Fills in the defaults that depend on other options, and checks options that belong together. */
export function complete<Settings extends RunSettings>(settings: Incomplete<Settings>): Settings {
  checkApart(mountsOf(settings));
  const { image } = settings;
  const python = settings.python ?? image?.python ?? DEFAULT_PYTHON;
  if (image !== null && image.python !== python) {
    throw new TypeError(`option python is "${python}"; the image is of "${image.python}"`);
  }
  const isDefault = settings.memoryBytes === DEFAULT_MEMORY;
  const byDefault = image?.memoryBytes ?? PYTHONS[python].memoryBytes;
  const memoryBytes = isDefault ? byDefault : settings.memoryBytes;
  return Object.freeze({ ...settings, python, memoryBytes }) as unknown as Settings;
}

/** Checks the name of a Python. @throws TypeError, RangeError */
export function checkPythonName(value: unknown): PythonName {
  if (isPythonName(value)) return value;
  const Refusal = typeof value === "string" ? RangeError : TypeError;
  const allowed = PYTHON_NAMES.map((name) => JSON.stringify(name)).join(" or ");
  throw new Refusal(`option python is ${describe(value)}; allowed is ${allowed}`);
}

/** Refuses another isolation than inline. @throws TypeError */
export function checkInline(settings: RunSettings): void {
  if (settings.isolation === null || settings.isolation === "inline") return;
  throw new TypeError(
    `option isolation is ${describe(settings.isolation)}; synchronous functions allow only "inline"`,
  );
}

/** All mounts in the options, and those of the image. */
export function mountsOf(
  settings: Pick<RunSettings, "mounts" | "readonlyDir" | "modules" | "packages" | "image">,
): readonly MountSettings[] {
  const { mounts, readonlyDir, modules, packages, image } = settings;
  const own = [...mounts, ...readonlyDir, ...modules, ...packages];
  return image === null ? own : joinMounts(image.mounts, own);
}

function checkCallback<Callback>(name: string, value: unknown): Callback | null {
  if (value === undefined) return null;
  if (typeof value !== "function") {
    throw new TypeError(`option ${name} is ${describe(value)}; allowed is a function`);
  }
  return value as Callback;
}
