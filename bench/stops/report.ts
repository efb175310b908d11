import { median } from "../statistics.js";
import type { Lateness } from "./measure.js";

/** The case whose median is the worst, or `null` where nothing was stopped. */
export function worstMedian(results: readonly Lateness[]): { name: string; ms: number } | null {
  const medians = results
    .filter(({ latenessMs }) => latenessMs.length > 0)
    .map(({ name, latenessMs }) => ({ name, ms: median(latenessMs) }));
  return medians.toSorted((a, b) => b.ms - a.ms)[0] ?? null;
}

/** The head of the table. */
export const HEAD = row("ms", ["median", "worst", "returned"]);

/** A row of the table: what a case came to. */
export function rowOf({ name, latenessMs, returnedMs, notCounted }: Lateness): string {
  const first = notCounted[0];
  const note = first === undefined ? "" : `  not counted: ${notCounted.length}, as in: ${first}`;
  if (latenessMs.length === 0) return row(name, ["–", "–", "–"]) + note;
  const values = [median(latenessMs), Math.max(...latenessMs), median(returnedMs)];
  const cells = values.map((ms) => ms.toFixed(1));
  return row(name, cells) + note;
}

/** The line below the table. */
export function summary(results: readonly Lateness[]): string {
  const worst = worstMedian(results);
  if (worst === null) return "no case was stopped by its deadline";
  return `the worst median of all: ${worst.ms.toFixed(1)} ms, ${worst.name}`;
}

function row(name: string, cells: readonly string[]): string {
  return name.padEnd(34) + cells.map((cell) => cell.padStart(10)).join("");
}
