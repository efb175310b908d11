import type { HostDirMount, PythonName } from "micropython-wasm";
import { nearest } from "../base/nearest.js";
import { parseMount, readonlyMount } from "./mounts.js";
import { readBytes } from "./program.js";
import type { GuestLimits, GuestOptions } from "./protocol.js";
import { parseAmount, parseTime } from "./quantities.js";
import { UsageError } from "./usage-error.js";

/** Settings for both programs and the prompt. */
export interface Settings extends Omit<GuestOptions, "argv"> {
  readonly limits: GuestLimits;
  readonly stats: boolean;
  readonly json: boolean;
  /** Whether the prompt saves its history. */
  readonly history: boolean;
}

/** The options to start a guest with. */
export function guestOptions(
  argv: readonly string[],
  { memoryBytes, mounts, packages, python, image }: Settings,
): GuestOptions {
  const memory = memoryBytes !== undefined && { memoryBytes };
  return { argv, mounts, packages, ...(python && { python }), ...(image && { image }), ...memory };
}

/** Where a program comes from. */
export type Source =
  | { readonly kind: "code"; readonly code: string }
  | { readonly kind: "file"; readonly path: string }
  | { readonly kind: "module"; readonly module: string }
  | { readonly kind: "input" };

/** What the command line asks for. */
export type Command =
  | { readonly kind: "help" | "version" }
  | { readonly kind: "modules"; readonly python: PythonName }
  | { readonly kind: "build" | "mcp"; readonly args: readonly string[] }
  | { readonly kind: "image"; readonly command: ImageCommand }
  | {
      readonly kind: "packages";
      readonly python: PythonName;
      /** Folders, wheels and zips to check. */
      readonly packages: readonly string[];
    }
  | { readonly kind: "prompt"; readonly settings: Settings }
  | {
      readonly kind: "program";
      readonly source: Source;
      readonly argv: readonly string[];
      readonly settings: Settings;
    };

/** What to do with an image. */
export type ImageCommand =
  | {
      readonly kind: "build";
      readonly setup: string | null;
      readonly output: string;
      readonly settings: Settings;
    }
  | { readonly kind: "inspect"; readonly path: string };

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

/** The options before the program, as parsed so far. */
class Options {
  readonly limits: Mutable<GuestLimits> = {};
  readonly mounts: HostDirMount[] = [];
  readonly packages: string[] = [];
  python?: PythonName;
  image?: Uint8Array;
  memoryBytes?: number | null;
  stats = false;
  json = false;
  history = true;
  isPrompt = false;
  code: string | null = null;
  module: string | null = null;
  setup: string | null = null;
  output: string | null = null;

  get settings(): Settings {
    const { mounts, packages, limits, stats, json, history, memoryBytes, python, image } = this;
    const memory = memoryBytes !== undefined && { memoryBytes };
    const start = { ...(python && { python }), ...(image && { image }) };
    return { mounts, packages, limits, stats, json, history, ...start, ...memory };
  }
}

/** A dotted module name. */
const MODULE = /^[\p{ID_Start}_]\p{ID_Continue}*(\.[\p{ID_Start}_]\p{ID_Continue}*)*$/u;

const PYTHON_NAMES: readonly PythonName[] = ["micropython", "cpython"];

type WithValue = Readonly<Record<string, (options: Options, value: string) => void>>;

/** Options that take a value. If repeated, the last one wins, but mounts and packages add up. */
const OF_SANDBOX: WithValue = {
  "--image": (options, value) => {
    options.image = readBytes(value);
  },
  "--python": (options, value) => {
    const python = PYTHON_NAMES.find((name) => name === value);
    if (python === undefined) {
      throw new UsageError(`--python is ${value}; allowed is ${PYTHON_NAMES.join(" or ")}`);
    }
    options.python = python;
  },
  "--readonly-dir": (options, value) => {
    options.mounts.push(readonlyMount(value));
  },
  "--mount": (options, value) => {
    options.mounts.push(parseMount(value));
  },
  "--packages": (options, value) => {
    options.packages.push(value);
  },
  "--memory": (options, value) => {
    options.memoryBytes = parseAmount("--memory", value);
  },
  "--fuel": (options, value) => {
    options.limits.fuel = parseAmount("--fuel", value);
  },
  "--timeout": (options, value) => {
    options.limits.timeoutMs = parseTime("--timeout", value);
  },
  "--max-output": (options, value) => {
    options.limits.outputBytes = parseAmount("--max-output", value);
  },
};

const WITH_VALUE: WithValue = {
  "-c": (options, value) => {
    options.code = value;
  },
  "-m": (options, value) => {
    if (!MODULE.test(value)) {
      const allowed = "the name of a module, such as tool or package.tool";
      throw new UsageError(`-m is ${value}; allowed is ${allowed}`);
    }
    options.module = value;
  },
  ...OF_SANDBOX,
};

/** Options of `image build`. */
const OF_IMAGE: WithValue = {
  ...OF_SANDBOX,
  "--setup": (options, value) => {
    options.setup = value;
  },
  "--output": (options, value) => {
    options.output = value;
  },
  "-o": (options, value) => {
    options.output = value;
  },
};

/** Options of `packages check`. */
const OF_CHECK: WithValue = { "--python": OF_SANDBOX["--python"] as WithValue[string] };

const FLAGS: Readonly<Record<string, (options: Options) => void>> = {
  "-i": (options) => {
    options.isPrompt = true;
  },
  "--stats": (options) => {
    options.stats = true;
  },
  "--json": (options) => {
    options.json = true;
  },
  "--no-history": (options) => {
    options.history = false;
  },
};

/**
 * Parses the command line. Everything after the file, the code or the module is passed to the program.
 *
 * @param isTerminal whether standard input is a terminal.
 * @throws UsageError
 */
export function parseArguments(args: readonly string[], isTerminal: () => boolean): Command {
  if (args[0] === "build") return { kind: "build", args: args.slice(1) };
  if (args[0] === "mcp") return { kind: "mcp", args: args.slice(1) };
  if (args[0] === "image" && (args[1] === "build" || args[1] === "inspect")) {
    return parseImageCommand(args[1], args.slice(2));
  }
  if (args[0] === "packages" && args[1] === "check") return parsePackagesCheck(args.slice(2));
  const options = new Options();
  let next = 0;
  while (next < args.length && options.module === null && options.code === null) {
    const argument = args[next] ?? "";
    if (!argument.startsWith("-") || argument === "-" || argument === "--") break;
    if (argument === "--help" || argument === "-h") return { kind: "help" };
    if (argument === "--version") return { kind: "version" };
    next = readOption(args, next, options, WITH_VALUE, FLAGS);
  }
  return commandOf(options, args.slice(next), isTerminal);
}

/** Reads an option and its value. Returns the place of the next argument. @throws UsageError */
function readOption(
  args: readonly string[],
  at: number,
  options: Options,
  withValue: WithValue,
  flags: typeof FLAGS,
): number {
  const argument = args[at] ?? "";
  const [, long, given] = /^(--[^=]+)=(.*)$/s.exec(argument) ?? [];
  const name = long ?? argument;
  if (Object.hasOwn(withValue, name)) {
    const value = given ?? args[at + 1];
    if (value === undefined) throw new UsageError(`${name} needs a value`);
    withValue[name]?.(options, value);
    return given === undefined ? at + 2 : at + 1;
  }
  if (Object.hasOwn(flags, argument)) {
    flags[argument]?.(options);
    return at + 1;
  }
  if (Object.hasOwn(flags, name)) throw new UsageError(`${name} takes no value`);
  const known = nearest(name, [...Object.keys(withValue), ...Object.keys(flags)]);
  const hint = known === null ? "" : `; did you mean ${known}?`;
  throw new UsageError(`unknown option ${name}${hint}`);
}

/** Parses what follows `image build` and `image inspect`. @throws UsageError */
function parseImageCommand(kind: "build" | "inspect", args: readonly string[]): Command {
  if (args.includes("--help") || args.includes("-h")) return { kind: "help" };
  if (kind === "inspect") {
    const [path, ...others] = args;
    if (path === undefined || others.length > 0) {
      throw new UsageError("image inspect takes the path of one image");
    }
    return { kind: "image", command: { kind, path } };
  }
  const options = new Options();
  for (let next = 0; next < args.length; ) {
    if (!args[next]?.startsWith("-")) {
      throw new UsageError(`image build takes only options; use --setup ${args[next]}`);
    }
    next = readOption(args, next, options, OF_IMAGE, {});
  }
  const { setup, output, settings } = options;
  if (output === null) throw new UsageError("image build needs --output, the file to write");
  return { kind: "image", command: { kind, setup, output, settings } };
}

/** Parses what follows `packages check`. @throws UsageError */
function parsePackagesCheck(args: readonly string[]): Command {
  if (args.includes("--help") || args.includes("-h")) return { kind: "help" };
  const options = new Options();
  const packages: string[] = [];
  for (let next = 0; next < args.length; ) {
    const argument = args[next] as string;
    if (argument.startsWith("-")) next = readOption(args, next, options, OF_CHECK, {});
    else {
      packages.push(argument);
      next += 1;
    }
  }
  if (packages.length === 0) {
    throw new UsageError("packages check takes the paths of folders, wheels or zips");
  }
  return { kind: "packages", python: options.python ?? "cpython", packages };
}

function commandOf(options: Options, rest: readonly string[], isTerminal: () => boolean): Command {
  const { code, module, settings, isPrompt } = options;
  const [first, ...others] = rest;
  if (module !== null) return program({ kind: "module", module }, ["-m", ...rest]);
  if (code !== null) return program({ kind: "code", code }, ["-c", ...rest]);
  const args = first === "--" ? others : rest;
  const [path, ...argv] = args;
  if (path === undefined) {
    return isPrompt || isTerminal() ? prompt() : program({ kind: "input" }, [""]);
  }
  if (path === "modules" && args === rest && argv.length === 0 && !isPrompt) {
    return { kind: "modules", python: options.python ?? "micropython" };
  }
  return program(path === "-" ? { kind: "input" } : { kind: "file", path }, [path, ...argv]);

  function program(source: Source, argv: readonly string[]): Command {
    if (isPrompt) throw new UsageError("-i starts the prompt, which takes no program");
    return { kind: "program", source, argv, settings };
  }

  function prompt(): Command {
    if (settings.json)
      throw new UsageError("--json needs a program; it does not apply to the prompt");
    return { kind: "prompt", settings };
  }
}
