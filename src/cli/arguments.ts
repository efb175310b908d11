import type { Limits } from "micropython-wasm";

export const USAGE = `Usage: micropython-wasm [OPTION ...] [-c CODE | FILE] [ARGUMENT ...]

Runs a Python program in a sandbox that sees no file, no network and no environment.

  -c CODE         the program itself
  FILE            the file that holds the program
  ARGUMENT        goes to the program, in sys.argv
  --memory BYTES  most memory of the sandbox, or none (default: 16777216)
  --fuel UNITS    most fuel the program may use, about one unit for each bytecode
                  instruction, or none (default: 20000000)
  --timeout TIME  how long the program may run, as in 2, 2s or 500ms, or none (default: 1s)
  --version       this package's version
  --help          this text

Exit codes: 1 for an uncaught exception, 2 for wrong usage, 3 where the fuel was used up,
4 where the time was up, 5 for more than 1000000 bytes of output; else the program's own.
`;

/** A program to run, its `sys.argv` and its limits. */
export type Program = {
  readonly argv: readonly string[];
  readonly limits: Limits;
} & (
  | { readonly kind: "code"; readonly code: string }
  | { readonly kind: "file"; readonly path: string }
);

/** What the command line asks for. */
export type Command = { readonly kind: "help" } | { readonly kind: "version" } | Program;

/** The command line makes no sense; the message says why. */
export class UsageError extends Error {}

/** Which limit each option sets. */
const LIMIT_OPTIONS: Readonly<Record<string, (value: string) => Limits>> = {
  "--memory": (value) => ({ memoryBytes: parseNumber("--memory", value) }),
  "--fuel": (value) => ({ fuel: parseNumber("--fuel", value) }),
  "--timeout": (value) => ({ wallTimeoutMs: parseTimeout(value) }),
};

/**
 * Reads the command line. What follows the program belongs to it, however it looks.
 *
 * @throws UsageError
 */
export function parseArguments(args: readonly string[]): Command {
  let limits: Limits = {};
  let next = 0;
  for (; Object.hasOwn(LIMIT_OPTIONS, args[next] ?? ""); next += 2) {
    const [option = "", value] = args.slice(next);
    if (value === undefined) throw new UsageError(`${option} needs a value behind it`);
    limits = { ...limits, ...LIMIT_OPTIONS[option]?.(value) };
  }
  const [first, ...rest] = args.slice(next);
  switch (first) {
    case undefined:
      throw new UsageError("a program is missing: -c CODE or FILE");
    case "--help":
    case "-h":
      return { kind: "help" };
    case "--version":
      return { kind: "version" };
    case "-c": {
      const [code, ...argv] = rest;
      if (code === undefined) throw new UsageError("-c needs a program behind it");
      return { kind: "code", code, argv: ["-c", ...argv], limits };
    }
  }
  if (first.startsWith("-")) throw new UsageError(`unknown option ${first}`);
  return { kind: "file", path: first, argv: [first, ...rest], limits };
}

function parseNumber(option: string, value: string): number | null {
  if (value === "none") return null;
  if (/^\d+$/.test(value)) return Number(value);
  throw new UsageError(`${option} is ${value}; allowed is a whole number, or none`);
}

/** Gives a time in milliseconds. */
function parseTimeout(value: string): number | null {
  if (value === "none") return null;
  const [, amount, unit] = /^(\d+(?:\.\d+)?)(s|ms)?$/.exec(value) ?? [];
  if (amount !== undefined) return Number(amount) * (unit === "ms" ? 1 : 1000);
  throw new UsageError(`--timeout is ${value}; allowed is a time as in 2, 2s or 500ms, or none`);
}
