import { parseCommandLine, parsePattern, parseWhole } from "../../artifact/command-line.js";

/** The options on the command line. */
export interface StopOptions {
  /** Runs only cases whose name matches. */
  readonly filter: RegExp | null;
  /** The number of runs per case. */
  readonly runs: number;
  /** The file to write all numbers to; `null` for none. */
  readonly json: string | null;
}

export const HELP = `Measures how far long-running programs overshoot their wall time limit.

Usage: npm run bench:stops -- [options]

  --filter PATTERN  runs only cases whose name (such as "a huge power") matches a regular expression
  --runs N          runs per case (default: 5)
  --json FILE       writes all numbers to this file
  --help            prints this text
`;

/**
 * Parses the command line.
 *
 * @returns the options, or `null` for `--help`.
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
