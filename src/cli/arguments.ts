import type { HostDirMount, PythonName } from "micropython-wasm";
import { nearest } from "../base/nearest.js";
import { parseMount, readonlyMount } from "./mounts.js";
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
  { memoryBytes, mounts, python }: Settings,
): GuestOptions {
  const memory = memoryBytes !== undefined && { memoryBytes };
  return { argv, mounts, ...(python && { python }), ...memory };
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
  | { readonly kind: "prompt"; readonly settings: Settings }
  | {
      readonly kind: "program";
      readonly source: Source;
      readonly argv: readonly string[];
      readonly settings: Settings;
    };

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

/** The options before the program, as parsed so far. */
class Options {
  readonly limits: Mutable<GuestLimits> = {};
  readonly mounts: HostDirMount[] = [];
  python?: PythonName;
  memoryBytes?: number | null;
  stats = false;
  json = false;
  history = true;
  isPrompt = false;
  code: string | null = null;
  module: string | null = null;

  get settings(): Settings {
    const { mounts, limits, stats, json, history, memoryBytes, python } = this;
    const memory = memoryBytes !== undefined && { memoryBytes };
    return { mounts, limits, stats, json, history, ...(python && { python }), ...memory };
  }
}

/** A dotted module name. */
const MODULE = /^[\p{ID_Start}_]\p{ID_Continue}*(\.[\p{ID_Start}_]\p{ID_Continue}*)*$/u;

const PYTHON_NAMES: readonly PythonName[] = ["micropython", "cpython"];

/** Options that take a value. If repeated, the last one wins, but mounts add up. */
const WITH_VALUE: Readonly<Record<string, (options: Options, value: string) => void>> = {
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
  const options = new Options();
  let next = 0;
  for (; next < args.length && options.module === null && options.code === null; next++) {
    const argument = args[next] ?? "";
    if (!argument.startsWith("-") || argument === "-" || argument === "--") break;
    if (argument === "--help" || argument === "-h") return { kind: "help" };
    if (argument === "--version") return { kind: "version" };
    const [, long, given] = /^(--[^=]+)=(.*)$/s.exec(argument) ?? [];
    const name = long ?? argument;
    if (Object.hasOwn(WITH_VALUE, name)) {
      if (given === undefined) next += 1;
      const value = given ?? args[next];
      if (value === undefined) throw new UsageError(`${name} needs a value`);
      WITH_VALUE[name]?.(options, value);
    } else if (Object.hasOwn(FLAGS, argument)) {
      FLAGS[argument]?.(options);
    } else {
      if (Object.hasOwn(FLAGS, name)) throw new UsageError(`${name} takes no value`);
      const known = nearest(name, [...Object.keys(WITH_VALUE), ...Object.keys(FLAGS)]);
      const hint = known === null ? "" : `; did you mean ${known}?`;
      throw new UsageError(`unknown option ${name}${hint}`);
    }
  }
  return commandOf(options, args.slice(next), isTerminal);
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
