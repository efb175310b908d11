import { parseCommandLine, parsePattern, parseWhole } from "../../artifact/command-line.js";

/** What the command line asked for. */
export interface StopOptions {
  /** Only cases whose name matches. */
  readonly filter: RegExp | null;
  /** How often each case runs. */
  readonly runs: number;
  /** The file that all numbers go to; `null` for none. */
  readonly json: string | null;
}

export const HELP = `Measures how late a stop by wall time comes, for programs that go on for very long.

Usage: npm run bench:stops -- [options]

  --filter PATTERN  only cases whose name, such as "a huge power", matches this regular expression
  --runs N          runs of each case (default: 5)
  --json FILE       write all numbers to this file
  --help            this text
`;

/**
 * Reads the command line.
 *
 * @returns the options, or `null` where help was asked for.
 * @throws UsageError naming the option, the value and what is allowed.
 */
export function parseStopOptions(argv: readonly string[]): StopOptions | null {
  const values = parseCommandLine(argv, {
    filter: { type: "string" },
    runs: { type: "string" },
    json: { type: "string" },
    help: { type: "boolean" },
  });
  if (values.help) return null;
  return {
    filter: parsePattern("filter", values.filter),
    runs: parseWhole("runs", values.runs, { otherwise: 5, most: 1000 }),
    json: values.json ?? null,
  };
}
