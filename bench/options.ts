import { parseArgs } from "node:util";

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

/** A wrong command line; its message is all that the user needs. */
export class UsageError extends Error {
  override readonly name = "UsageError";
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
  const values = parse(argv);
  if (values.help) return null;
  const only = values.only ?? [];
  for (const name of only) {
    if (!contenders.includes(name)) {
      throw new UsageError(`--only is "${name}"; allowed are ${contenders.join(", ")}`);
    }
  }
  const samples = Number(values.samples ?? 3);
  if (!Number.isInteger(samples) || samples < 1 || samples > 1000) {
    throw new UsageError(
      `--samples is "${values.samples}"; allowed is a whole number from 1 to 1000`,
    );
  }
  return {
    filter: values.filter === undefined ? null : parsePattern(values.filter),
    only,
    samples,
    writeDocs: values["write-docs"] ?? false,
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
        filter: { type: "string" },
        only: { type: "string", multiple: true },
        samples: { type: "string" },
        "write-docs": { type: "boolean" },
        help: { type: "boolean" },
      },
    }).values;
  } catch (error) {
    throw new UsageError(`${(error as Error).message}\nTry --help.`);
  }
}
