export const USAGE = `Usage: micropython-wasm [-c CODE | FILE] [ARGUMENT ...]

Runs a Python program in a sandbox that sees no file, no network and no environment.

  -c CODE      the program itself
  FILE         the file that holds the program
  ARGUMENT     goes to the program, in sys.argv
  --version    this package's version
  --help       this text
`;

/** A program to run, and its `sys.argv`. */
export type Program =
  | { readonly kind: "code"; readonly code: string; readonly argv: readonly string[] }
  | { readonly kind: "file"; readonly path: string; readonly argv: readonly string[] };

/** What the command line asks for. */
export type Command = { readonly kind: "help" } | { readonly kind: "version" } | Program;

/** The command line makes no sense; the message says why. */
export class UsageError extends Error {}

/**
 * Reads the command line. What follows the program belongs to it, however it looks.
 *
 * @throws UsageError
 */
export function parseArguments(args: readonly string[]): Command {
  const [first, ...rest] = args;
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
      return { kind: "code", code, argv: ["-c", ...argv] };
    }
  }
  if (first.startsWith("-")) throw new UsageError(`unknown option ${first}`);
  return { kind: "file", path: first, argv: [first, ...rest] };
}
