/** Receives output while the program runs: whole characters only, in the order written. */
export type OutputCallback = (text: string) => void;

/** How to run a program; everything may be left out. */
export interface RunOptions {
  /**
   * What tracebacks and `__file__` call the program; at most 255 bytes of UTF-8.
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
   * Receives what the program writes to `sys.stdout`, while it runs. Where it throws, the run ends
   * with a `MicroPythonWasmError` of `code: "crashed"`, whose `cause` is what was thrown.
   *
   * @defaultValue none: the output is in the result only
   */
  readonly onStdout?: OutputCallback;
  /** The same for `sys.stderr`. */
  readonly onStderr?: OutputCallback;
}

/** `RunOptions` after checking, with every default filled in. */
export interface RunSettings {
  readonly filename: string;
  readonly argv: readonly string[];
  readonly onStdout: OutputCallback | null;
  readonly onStderr: OutputCallback | null;
}

/** Most memory that one sandbox may use, in bytes. */
export const MEMORY_BYTES = 16 * 1024 * 1024;

/** The interpreter keeps names of at most this many bytes. */
const FILENAME_BYTES = 255;

/** How each option becomes a setting; the only place that knows an option's name and default. */
const NORMALISERS: { readonly [Name in keyof RunSettings]: (value: unknown) => RunSettings[Name] } =
  {
    filename: (value = "<string>") => {
      const filename = checkText("option filename", value);
      const bytes = new TextEncoder().encode(filename).length;
      if (bytes > FILENAME_BYTES) {
        throw new RangeError(
          `option filename has ${bytes} bytes of UTF-8; allowed are up to ${FILENAME_BYTES}`,
        );
      }
      return filename;
    },
    argv: (value = ["-c"]) => {
      if (!Array.isArray(value)) {
        throw new TypeError(`option argv is ${describe(value)}; allowed is an array of strings`);
      }
      return Object.freeze(Array.from(value, (item, i) => checkText(`option argv[${i}]`, item)));
    },
    onStdout: (value) => checkCallback("onStdout", value),
    onStderr: (value) => checkCallback("onStderr", value),
  };

/**
 * Checks options and fills in the defaults. Every option is read exactly once.
 *
 * @throws TypeError, RangeError naming the option, its value and what is allowed.
 */
export function normaliseRunOptions(options: RunOptions = {}): RunSettings {
  if (typeof options !== "object" || options === null) {
    throw new TypeError(`options are ${describe(options)}; allowed is an object`);
  }
  for (const name of Object.keys(options)) {
    if (!Object.hasOwn(NORMALISERS, name)) {
      const allowed = Object.keys(NORMALISERS).join(", ");
      throw new TypeError(`unknown option ${JSON.stringify(name)}; allowed are ${allowed}`);
    }
  }
  return Object.freeze({
    filename: NORMALISERS.filename(options.filename),
    argv: NORMALISERS.argv(options.argv),
    onStdout: NORMALISERS.onStdout(options.onStdout),
    onStderr: NORMALISERS.onStderr(options.onStderr),
  });
}

/**
 * Checks that a value is a string that UTF-8 can carry.
 *
 * @param name what to call it in the error.
 * @throws TypeError where it is no string, or holds half of a surrogate pair.
 */
export function checkText(name: string, value: unknown): string {
  if (typeof value !== "string") {
    throw new TypeError(`${name} is ${describe(value)}; allowed is a string`);
  }
  // With the u flag, surrogates that pair up are one character and do not match.
  const index = value.search(/\p{Surrogate}/u);
  if (index !== -1) {
    const unit = value.charCodeAt(index).toString(16).toUpperCase();
    throw new TypeError(`${name} has a lone surrogate (U+${unit}) at index ${index}`);
  }
  return value;
}

function checkCallback(name: string, value: unknown): OutputCallback | null {
  if (value === undefined) return null;
  if (typeof value !== "function") {
    throw new TypeError(`option ${name} is ${describe(value)}; allowed is a function`);
  }
  return value as OutputCallback;
}

/** Names a value for an error message, however odd it is. */
export function describe(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "an array";
  switch (typeof value) {
    case "string":
      return JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}…` : value);
    case "object":
      return "an object";
    case "function":
      return "a function";
    default:
      return String(value);
  }
}
