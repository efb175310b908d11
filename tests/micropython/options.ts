import {
  parseCommandLine,
  parsePattern,
  parseWhole,
  UsageError,
} from "../../artifact/command-line.js";

/** Folders of MicroPython's test suite that apply to a sandboxed interpreter. */
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

/** The options from the command line. */
export interface RunnerOptions {
  /** Folders to run, in order. */
  readonly folders: readonly string[];
  /** Only tests whose path matches. */
  readonly filter: RegExp | null;
  /** Number of sandboxes that work at once, each in its own thread. */
  readonly jobs: number;
  /** Collect garbage at every allocation. */
  readonly gcStress: boolean;
  /** File that receives every result as JSON. */
  readonly json: string | null;
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
 * @returns the options, or `null` if help was requested.
 * @throws UsageError naming the option, the value and what is allowed.
 */
export function parseOptions(argv: readonly string[]): RunnerOptions | null {
  const values = parseCommandLine(argv, {
    folder: { type: "string", multiple: true },
    filter: { type: "string" },
    "gc-stress": { type: "boolean" },
    jobs: { type: "string" },
    json: { type: "string" },
    help: { type: "boolean" },
  });
  if (values.help) return null;
  const folders = values.folder ?? FOLDERS;
  for (const folder of folders) {
    if (!(FOLDERS as readonly string[]).includes(folder)) {
      throw new UsageError(`--folder is "${folder}"; allowed are ${FOLDERS.join(", ")}`);
    }
  }
  return {
    folders,
    filter: parsePattern("filter", values.filter),
    jobs: parseWhole("jobs", values.jobs, { otherwise: 2, most: 64 }),
    gcStress: values["gc-stress"] ?? false,
    json: values.json ?? null,
  };
}
