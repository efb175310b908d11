import type { Contender } from "./contender.js";
import type { Row } from "./measure.js";
import { GROUPS } from "./programs.js";
import { countCompared, meanRatio, ratio } from "./summary.js";

/** The passes whose cost is reported, with the contenders that have and that omit each. */
const PRICES = [
  { having: "ours", without: "unmetered", name: "metering" },
  { having: "ours", without: "unsafe-gc", name: "GC safety" },
  { having: "ours-cpython", without: "cpython-unmetered", name: "metering of CPython" },
] as const;

/** Contenders that are also compared directly, not only with the baseline. */
const PAIRS = [["ours-cpython", "cpython"]] as const;

/** Formats the results: a table of ratios with their means, the cost of the passes, and failures. */
export function report(
  rows: readonly Row[],
  contenders: readonly Contender[],
  baseline: Contender,
): string {
  const parts = [
    table(rows, contenders, baseline),
    [...pairs(rows, contenders), ...prices(rows, contenders)].join("\n"),
    failures(rows),
  ];
  return `${parts.filter((part) => part !== "").join("\n\n")}\n`;
}

function table(
  rows: readonly Row[],
  contenders: readonly Contender[],
  baseline: Contender,
): string {
  const compared = contenders.filter(({ name }) => name !== baseline.name);
  const means = [...GROUPS, null]
    .filter((group) => group === null || rows.some(({ program }) => program.group === group))
    .map((group) => [
      group === null ? "geometric mean, all" : `geometric mean, ${group}`,
      "",
      ...compared.map(({ name }) => times(meanRatio(rows, name, baseline.name, group))),
    ]);
  return aligned([
    ["program", baseline.title, ...compared.map(({ title }) => title)],
    ...rows.map((row) => [
      row.program.name,
      milliseconds(row, baseline.name),
      ...compared.map(({ name }) => times(ratio(row, name, baseline.name))),
    ]),
    [
      "programs compared",
      "",
      ...compared.map(({ name }) => String(countCompared(rows, name, baseline.name))),
    ],
    ...means,
  ]);
}

function times(value: number | null): string {
  return value === null ? "–" : `${value.toFixed(2)} ×`;
}

function milliseconds(row: Row, name: string): string {
  const measurement = row.measurements.get(name);
  if (measurement === undefined || "failure" in measurement) return "–";
  return `${(measurement.medianUs / 1000).toFixed(1)} ms`;
}

/** Pads the first column to the right and the others to the left. */
function aligned(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0)),
  );
  const pad = (cell: string, column: number) =>
    column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0);
  return rows.map((row) => row.map(pad).join("  ")).join("\n");
}

function prices(rows: readonly Row[], contenders: readonly Contender[]): string[] {
  return PRICES.filter(({ without }) => contenders.some(({ name }) => name === without)).flatMap(
    ({ having, without, name }) => {
      const price = meanRatio(rows, having, without);
      if (price === null) return [];
      const programs = countCompared(rows, having, without);
      return [`${name} costs ${((price - 1) * 100).toFixed(1)} % (${programs} programs)`];
    },
  );
}

function pairs(rows: readonly Row[], contenders: readonly Contender[]): string[] {
  const titles = new Map(contenders.map(({ name, title }) => [name, title]));
  return PAIRS.flatMap(([name, other]) => {
    const ratio = meanRatio(rows, name, other);
    if (ratio === null) return [];
    const programs = countCompared(rows, name, other);
    const [own, others] = [titles.get(name), titles.get(other)];
    return [`${own} takes ${ratio.toFixed(2)} × as long as ${others} (${programs} programs)`];
  });
}

/** Formats failures: one line per contender and error. */
function failures(rows: readonly Row[]): string {
  const programs = new Map<string, string[]>();
  for (const { program, measurements } of rows) {
    for (const [name, measurement] of measurements) {
      if (!("failure" in measurement)) continue;
      const what = `${name} failed: ${measurement.failure}`;
      programs.set(what, [...(programs.get(what) ?? []), program.name]);
    }
  }
  return [...programs]
    .map(([what, names]) => `${what} (${names.length})\n    ${names.join(" ")}`)
    .join("\n");
}
