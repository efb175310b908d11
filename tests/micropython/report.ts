import { FOLDERS } from "./options.js";
import type { TestResult, Verdict } from "./results.js";

const COLUMNS: readonly (readonly [Verdict, string])[] = [
  ["passed", "passed"],
  ["failed", "failed"],
  ["skipped", "skipped"],
  ["notApplicable", "not applicable"],
];

/** Describes a whole run: what did not run and why, the failures, a table, and the closing line. */
export function report(results: readonly TestResult[]): string {
  const parts = [notRun(results), failures(results), table(results), closingLine(results)];
  return `${parts.filter((part) => part !== "").join("\n\n")}\n`;
}

function notRun(results: readonly TestResult[]): string {
  const byReason = new Map<string, string[]>();
  for (const { verdict, detail, path } of results) {
    if (verdict !== "skipped" && verdict !== "notApplicable") continue;
    const reason =
      verdict === "skipped" ? "skipped by the test itself" : `not applicable: ${detail}`;
    byReason.set(reason, [...(byReason.get(reason) ?? []), path]);
  }
  return [...byReason]
    .map(([reason, paths]) => `${reason} (${paths.length})\n    ${paths.join(" ")}`)
    .join("\n");
}

function failures(results: readonly TestResult[]): string {
  return results
    .filter(({ verdict }) => verdict === "failed")
    .map(({ path, detail }) => `FAILED ${path}\n${detail}`)
    .join("\n");
}

function table(results: readonly TestResult[]): string {
  const folders = FOLDERS.filter((folder) => results.some((result) => result.folder === folder));
  const rows = [
    ["folder", ...COLUMNS.map(([, title]) => title)],
    ...folders.map((folder) => [
      folder,
      ...counts(results.filter((result) => result.folder === folder)),
    ]),
    ["all", ...counts(results)],
  ];
  const widths = (rows[0] as string[]).map((_, column) =>
    Math.max(...rows.map((row) => (row[column] as string).length)),
  );
  return rows
    .map((row) =>
      row
        .map((cell, column) =>
          column === 0 ? cell.padEnd(widths[0] as number) : cell.padStart(widths[column] as number),
        )
        .join("  "),
    )
    .join("\n");
}

function counts(results: readonly TestResult[]): string[] {
  return COLUMNS.map(([verdict]) => String(count(results, verdict)));
}

function count(results: readonly TestResult[], verdict: Verdict): number {
  return results.filter((result) => result.verdict === verdict).length;
}

function closingLine(results: readonly TestResult[]): string {
  const skipped = count(results, "skipped") + count(results, "notApplicable");
  return `${count(results, "passed")} passed, ${count(results, "failed")} failed, ${skipped} skipped`;
}
