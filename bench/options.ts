import {
  parseCommandLine,
  parsePattern,
  parseWhole,
  UsageError,
} from "../artifact/command-line.js";

/** What the command line asked for. */
export interface BenchOptions {
  /** Only programs whose name matches. */
  readonly filter: RegExp | null;
  /** Names of the contenders that take part; all where empty. */
  readonly only: readonly string[];
  /** How often each contender is started for each program; every start gives several samples. */
  readonly samples: number;
  /** Copy the chart into the documentation. */
  readonly writeDocs: boolean;
}

export const HELP = `Measures this package against others, as ratios in one run on warm code.

Usage: npm run bench -- [options]

  --filter PATTERN  only programs whose name, such as everyday/regex, matches this regular expression
  --only CONTENDER  only this contender; may be repeated
  --samples N       starts of each contender for each program, 3 samples each (default: 3)
  --write-docs      copy the chart to docs/
  --help            this text
`;

/**
 * Reads the command line.
 *
 * @param contenders the names that `--only` allows.
 * @returns the options, or `null` where help was asked for.
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
