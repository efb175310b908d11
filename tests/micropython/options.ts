import { parseArgs } from "node:util";

/** Folders of MicroPython's test suite that a sandboxed interpreter can be held to. */
export const FOLDERS = [
  "basics",
  "float",
  "unicode",
  "io",
  "import",
  "misc",
  "stress",
  "extmod",
  "micropython",
] as const;

/** What the command line asked for. */
export interface RunnerOptions {
  /** Folders to run, in order. */
  readonly folders: readonly string[];
  /** Only tests whose path matches. */
  readonly filter: RegExp | null;
  /** Sandboxes at work at once, each in its own thread. */
  readonly jobs: number;
  /** Collect garbage at every allocation. */
  readonly gcStress: boolean;
  /** File that receives every result as JSON. */
  readonly json: string | null;
}

/** A wrong command line; its message is all that the user needs. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

export const HELP = `Runs MicroPython's own test suite against this package.

Usage: npm run test:micropython -- [options]

  --folder NAME     only this folder; may be repeated (${FOLDERS.join(", ")})
  --filter PATTERN  only tests whose path, such as basics/list1.py, matches this regular expression
  --gc-stress       collect garbage at every allocation
  --jobs N          tests at work at once (default: 2)
  --json FILE       write every result to a file as JSON
  --help            this text
`;

/**
 * Reads the command line.
 *
 * @returns the options, or `null` where help was asked for.
 * @throws UsageError naming the option, the value and what is allowed.
 */
export function parseOptions(argv: readonly string[]): RunnerOptions | null {
  const values = parse(argv);
  if (values.help) return null;
  const folders = values.folder ?? FOLDERS;
  for (const folder of folders) {
    if (!(FOLDERS as readonly string[]).includes(folder)) {
      throw new UsageError(`--folder is "${folder}"; allowed are ${FOLDERS.join(", ")}`);
    }
  }
  const jobs = Number(values.jobs ?? 2);
  if (!Number.isInteger(jobs) || jobs < 1 || jobs > 64) {
    throw new UsageError(`--jobs is "${values.jobs}"; allowed is a whole number from 1 to 64`);
  }
  return {
    folders,
    filter: values.filter === undefined ? null : parsePattern(values.filter),
    jobs,
    gcStress: values["gc-stress"] ?? false,
    json: values.json ?? null,
  };
}

function parsePattern(pattern: string): RegExp {
  try {
    return new RegExp(pattern);
  } catch {
    throw new UsageError(`--filter is "${pattern}"; allowed is a regular expression`);
  }
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      options: {
        folder: { type: "string", multiple: true },
        filter: { type: "string" },
        "gc-stress": { type: "boolean" },
        jobs: { type: "string" },
        json: { type: "string" },
        help: { type: "boolean" },
      },
    }).values;
  } catch (error) {
    throw new UsageError(`${(error as Error).message}\nTry --help.`);
  }
}
