import {
  parseCommandLine,
  parsePattern,
  parseWhole,
  UsageError,
} from "../artifact/command-line.js";

/** The options on the command line. */
export interface BenchOptions {
  /** Runs only programs whose name matches. */
  readonly filter: RegExp | null;
  /** The names of the contenders to run; all if empty. */
  readonly only: readonly string[];
  /** The number of starts per contender and program; each start yields several samples. */
  readonly samples: number;
  /** Whether to copy the chart to `docs/`. */
  readonly writeDocs: boolean;
}

export const HELP = `Compares this package with others: ratios of run times, measured in one run on warm code.

Usage: npm run bench -- [options]

  --filter PATTERN  runs only programs whose name (such as everyday/regex) matches a regular expression
  --only CONTENDER  runs only this contender; can be repeated
  --samples N       starts per contender and program, with 3 samples each (default: 3)
  --write-docs      copies the chart to docs/
  --help            prints this text
`;

/**
 * Parses the command line.
 *
 * @param contenders the names that `--only` allows.
 * @returns the options, or `null` for `--help`.
 * @throws UsageError naming the option, the value and what is allowed.
 */
export function parseOptions(
  argv: readonly string[],
  contenders: readonly string[],
): BenchOptions | null {
  const values = parseCommandLine(argv, {
    filter: { type: "string" },
    only: { type: "string", multiple: true },
    samples: { type: "string" },
    "write-docs": { type: "boolean" },
    help: { type: "boolean" },
  });
  if (values.help) return null;
  const only = values.only ?? [];
  for (const name of only) {
    if (!contenders.includes(name)) {
      throw new UsageError(`--only is "${name}"; allowed are ${contenders.join(", ")}`);
    }
  }
  return {
    filter: parsePattern("filter", values.filter),
    only,
    samples: parseWhole("samples", values.samples, { otherwise: 3, most: 1000 }),
    writeDocs: values["write-docs"] ?? false,
  };
}
