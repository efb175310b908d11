import type { TestResult, Verdict } from "./results.js";

/** The columns of tables, with their titles. */
export const COLUMNS: readonly (readonly [Verdict, string])[] = [
  ["passed", "passed"],
  ["failed", "failed"],
  ["skipped", "skipped"],
  ["notApplicable", "not applicable"],
];

/** Describes a whole run: the failures, a table, and the closing line. */
export function report(results: readonly TestResult[]): string {
  const parts = [failures(results), table(results), closingLine(results)];
  return `${parts.filter((part) => part !== "").join("\n\n")}\n`;
}

/** One row for each module, and one for all: the name, and how many tests ended in each way. */
export function rows(results: readonly TestResult[]): string[][] {
  const modules = new Map<string, TestResult[]>();
  for (const result of results) {
    const known = modules.get(result.folder);
    if (known === undefined) modules.set(result.folder, [result]);
    else known.push(result);
  }
  return [...modules, ["all", results] as const].map(([name, part]) => [
    name,
    ...COLUMNS.map(([verdict]) => String(count(part, verdict))),
  ]);
}

/** Number of tests that ended in this way. */
export function count(results: readonly TestResult[], verdict: Verdict): number {
  return results.filter((result) => result.verdict === verdict).length;
}

function failures(results: readonly TestResult[]): string {
  return results
    .filter(({ verdict }) => verdict === "failed")
    .map(({ path, detail }) => `FAILED ${path}\n${detail}`)
    .join("\n");
}

function table(results: readonly TestResult[]): string {
  const all = [["module", ...COLUMNS.map(([, title]) => title)], ...rows(results)];
  const widths = (all[0] as string[]).map((_, column) =>
    Math.max(...all.map((row) => (row[column] as string).length)),
  );
  return all
    .map((row) =>
      row
        .map((cell, column) => {
          const width = widths[column] as number;
          return column === 0 ? cell.padEnd(width) : cell.padStart(width);
        })
        .join("  "),
    )
    .join("\n");
}

function closingLine(results: readonly TestResult[]): string {
  const skipped = count(results, "skipped") + count(results, "notApplicable");
  return `${count(results, "passed")} passed, ${count(results, "failed")} failed, ${skipped} skipped`;
}
