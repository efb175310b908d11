import {
  parseCommandLine,
  parsePattern,
  parseWhole,
  UsageError,
} from "../../artifact/command-line.js";
import { MODULES, QUICK_MODULES } from "./modules.js";

/** The options from the command line. */
export interface RunnerOptions {
  /** Modules to run, in order. */
  readonly modules: readonly string[];
  /** Number of sandboxes that work at once, each in its own thread. */
  readonly jobs: number;
  /** File that receives every result as JSON. */
  readonly json: string | null;
  /** Whether to write the documentation's table. */
  readonly docs: boolean;
}

export const HELP = `Runs CPython's own test suite against this package.

Usage: npm run test:cpython -- [options]

  --quick           only the modules that take few seconds each
  --module NAME     only this module, such as test_json; may be repeated
  --filter PATTERN  only modules whose name matches this regular expression
  --jobs N          modules at work at once (default: 2)
  --json FILE       write every result to a file as JSON
  --docs            write the results of all modules to docs/cpython-tests.md
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
    quick: { type: "boolean" },
    module: { type: "string", multiple: true },
    filter: { type: "string" },
    jobs: { type: "string" },
    json: { type: "string" },
    docs: { type: "boolean" },
    help: { type: "boolean" },
  });
  if (values.help) return null;
  const filter = parsePattern("filter", values.filter);
  const isPart = values.quick === true || values.module !== undefined || filter !== null;
  if (values.docs && isPart) {
    throw new UsageError("--docs is given with a part of the modules; allowed is all of them");
  }
  const listed = values.module ?? (values.quick ? QUICK_MODULES : MODULES);
  const modules = listed.filter((name) => filter === null || filter.test(name));
  if (modules.length === 0) throw new UsageError("no module has such a name");
  return {
    modules,
    jobs: parseWhole("jobs", values.jobs, { otherwise: 2, most: 64 }),
    json: values.json ?? null,
    docs: values.docs ?? false,
  };
}
