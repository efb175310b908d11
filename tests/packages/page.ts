import type { SuiteResult } from "./run-suite.js";
import { SUITES } from "./suites.js";

/** How the program of a package ended. */
export interface ProgramResult {
  /** The package's name on PyPI. */
  readonly name: string;
  readonly version: string;
  /** Whether it printed what it prints in CPython. */
  readonly isRight: boolean;
  /** What it printed. */
  readonly actual: string;
  readonly durationMs: number;
}

/** The page with these results of programs. */
export function withPrograms(page: string, results: readonly ProgramResult[]): string {
  const right = results.filter(({ isRight }) => isRight).length;
  const rows = results.map(
    ({ name, version, isRight }) => `| ${name} | ${version} | ${isRight ? "works" : "differs"} |`,
  );
  const text = `installs these packages with pip, runs a program with each, and compares what it prints with what CPython prints
([the programs](../tests/packages/programs)): ${right} of ${results.length} are right.

| package | version | |
| --- | --- | --- |
${rows.join("\n")}`;
  return withSection(page, "## Programs", "npm run test:packages", text);
}

/** The page with these results of the packages' own tests, by package. */
export function withSuites(page: string, results: Readonly<Record<string, SuiteResult>>): string {
  const sum = (of: (result: SuiteResult) => number) =>
    Object.values(results)
      .reduce((total, result) => total + of(result), 0)
      .toLocaleString("en");
  const rows = Object.entries(results).map(([name, { version, passed, failed, skipped }]) => {
    const { failures = "" } = SUITES.find((suite) => suite.name === name) ?? {};
    const counts = `${passed.toLocaleString("en")} of ${(passed + failed).toLocaleString("en")}`;
    return `| ${name} | ${version} | ${counts} | ${skipped} | ${failed === 0 ? "" : failures} |`;
  });
  const text = `runs the tests that these packages bring, unmodified, under pytest in the sandbox:
${sum(({ passed }) => passed)} of ${sum(({ passed, failed }) => passed + failed)} pass.

| package | version | pass | skip themselves | the others |
| --- | --- | --- | --- | --- |
${rows.join("\n")}`;
  return withSection(page, "## Their own tests", "npm run test:packages -- --suites", text);
}

function withSection(page: string, heading: string, command: string, text: string): string {
  const start = page.indexOf(`${heading}\n`);
  const next = page.indexOf("\n## ", start + 1);
  const rest = next === -1 ? "" : page.slice(next);
  return `${page.slice(0, start)}${heading}\n\n\`\`\`sh\n${command}\n\`\`\`\n\n${text}\n${rest}`;
}
