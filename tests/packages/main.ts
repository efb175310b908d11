import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { MicroPythonGuestError, type RunOptions, runSync } from "micropython-wasm";
import { parseCommandLine, parsePattern } from "../../artifact/command-line.js";
import { REPOSITORY_DIR } from "../../artifact/options.js";
import { BuildError } from "../../artifact/progress.js";
import { downloadSources, installPackages, PACKAGES_DIR, pinnedVersions } from "./install.js";
import { type ProgramResult, withPrograms, withSuites } from "./page.js";
import { runSuite, type SuiteResult } from "./run-suite.js";
import { needsSource, SUITES } from "./suites.js";

const HELP = `Runs programs that use packages from PyPI, unmodified, in CPython.

Usage: npm run test:packages -- [options]

  --suites          runs the packages' own tests instead, under pytest in the sandbox; takes an hour
  --jobs N          suites at work at once; 2 by default
  --filter PATTERN  only packages whose name matches this regular expression
  --record PYTHON   runs the programs with this CPython 3.13 instead, and keeps what they print
  --docs            writes the results to docs/packages.md
  --help            this text
`;

const PROGRAMS_DIR = join(REPOSITORY_DIR, "tests/packages/programs");
const PAGE = join(REPOSITORY_DIR, "docs/packages.md");
const RESULTS = join(REPOSITORY_DIR, "tests/packages/suite-results.json");

type Results = Readonly<Record<string, SuiteResult>>;

const OPTIONS = {
  python: "cpython",
  packages: [PACKAGES_DIR],
  mounts: [{ path: "/tmp", memory: {} }],
  fuel: null,
  wallTimeoutMs: 300_000,
  memoryBytes: 512 * 1024 * 1024,
} satisfies RunOptions;

/** What a program prints in the sandbox, and the exception that ends it, if any. */
function printed(source: string): string {
  try {
    return runSync(source, OPTIONS).stdout;
  } catch (error) {
    if (error instanceof MicroPythonGuestError) return `${error.stdout}${error.traceback}`;
    return (error as Error).message;
  }
}

function check(name: string): ProgramResult {
  const source = readFileSync(join(PROGRAMS_DIR, `${name}.py`), "utf8");
  const expected = readFileSync(join(PROGRAMS_DIR, `${name}.txt`), "utf8");
  const start = performance.now();
  const actual = printed(source);
  const durationMs = performance.now() - start;
  const version = pinnedVersions().get(name) ?? "";
  return { name, version, isRight: actual === expected, actual, durationMs };
}

function record(python: string, name: string): void {
  const env = { PYTHONPATH: PACKAGES_DIR, PYTHONHASHSEED: "0", LANG: "C.UTF-8" };
  const source = readFileSync(join(PROGRAMS_DIR, `${name}.py`), "utf8");
  const output = execFileSync(python, ["-B", "-c", source], { env });
  writeFileSync(join(PROGRAMS_DIR, `${name}.txt`), output);
}

function runPrograms(names: readonly string[]): readonly ProgramResult[] {
  const results = names.map((name) => {
    const result = check(name);
    const { isRight, durationMs, actual } = result;
    process.stdout.write(`${name}: ${isRight ? "right" : "WRONG"}, ${seconds(durationMs)}\n`);
    if (!isRight) process.stdout.write(`${actual}\n`);
    return result;
  });
  const right = results.filter(({ isRight }) => isRight).length;
  process.stdout.write(`${right} of ${results.length} packages work\n`);
  if (right < results.length) process.exitCode = 1;
  return results;
}

/** Runs suites, several at a time. @param keep receives what is known of all, from now or before */
async function runSuites(
  filter: RegExp | null,
  jobs: number,
  keep: (results: Results) => void,
): Promise<void> {
  const suites = SUITES.filter(({ name }) => filter?.test(name) ?? true);
  const sources = await downloadSources(SUITES.filter(needsSource).map(({ name }) => name));
  const versions = pinnedVersions();
  const results: Record<string, SuiteResult> = JSON.parse(readFileSync(RESULTS, "utf8"));
  const waiting = suites.values();
  const work = async () => {
    for (const suite of waiting) {
      const { name } = suite;
      const version = versions.get(name) ?? "";
      const { result, durationMs, output } = await runSuite(suite, version, sources.get(name));
      const { passed, failed } = result;
      process.stdout.write(`${name}: ${passed} passed, ${failed} failed, ${seconds(durationMs)}\n`);
      if (failed > 0 && filter !== null) process.stdout.write(`${output}\n`);
      results[name] = result;
      const names = SUITES.map(({ name }) => name).filter((name) => results[name] !== undefined);
      keep(Object.fromEntries(names.map((name) => [name, results[name] as SuiteResult])));
    }
  };
  await Promise.all(Array.from({ length: jobs }, work));
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}

try {
  const values = parseCommandLine(process.argv.slice(2), {
    suites: { type: "boolean" },
    jobs: { type: "string" },
    filter: { type: "string" },
    record: { type: "string" },
    docs: { type: "boolean" },
    help: { type: "boolean" },
  });
  const filter = parsePattern("filter", values.filter) ?? null;
  const names = readdirSync(PROGRAMS_DIR)
    .filter((name) => name.endsWith(".py"))
    .map((name) => name.slice(0, -".py".length))
    .filter((name) => filter?.test(name) ?? true);
  const { record: python } = values;
  if (values.help) process.stdout.write(HELP);
  else {
    await installPackages();
    const page = readFileSync(PAGE, "utf8");
    if (python !== undefined) for (const name of names) record(python, name);
    else {
      const write = (path: string, text: string) => {
        if (values.docs) writeFileSync(path, text);
      };
      if (values.suites) {
        await runSuites(filter, Number(values.jobs ?? 2), (results) => {
          write(PAGE, withSuites(page, results));
          write(RESULTS, `${JSON.stringify(results, null, 2)}\n`);
        });
      } else write(PAGE, withPrograms(page, runPrograms(names)));
    }
  }
} catch (error) {
  if (!(error instanceof BuildError)) throw error;
  process.stderr.write(`test:packages: ${error.message}\n`);
  process.exitCode = 1;
}
