import { median } from "../statistics.js";
import type { Lateness } from "./measure.js";

/** Returns the case with the worst median, or `null` if no run was stopped. */
export function worstMedian(results: readonly Lateness[]): { name: string; ms: number } | null {
  const medians = results
    .filter(({ latenessMs }) => latenessMs.length > 0)
    .map(({ name, latenessMs }) => ({ name, ms: median(latenessMs) }));
  return medians.toSorted((a, b) => b.ms - a.ms)[0] ?? null;
}

/** The header of the table. */
export const HEAD = row("ms", ["median", "worst", "returned"]);

/** The table row of a case. */
export function rowOf({ name, latenessMs, returnedMs, notCounted }: Lateness): string {
  const first = notCounted[0];
  const note =
    first === undefined ? "" : `  not counted: ${notCounted.length}, for example: ${first}`;
  if (latenessMs.length === 0) return row(name, ["–", "–", "–"]) + note;
  const values = [median(latenessMs), Math.max(...latenessMs), median(returnedMs)];
  const cells = values.map((ms) => ms.toFixed(1));
  return row(name, cells) + note;
}

/** The line below the table. */
export function summary(results: readonly Lateness[]): string {
  const worst = worstMedian(results);
  if (worst === null) return "no case was stopped by its deadline";
  return `worst median: ${worst.ms.toFixed(1)} ms, ${worst.name}`;
}

function row(name: string, cells: readonly string[]): string {
  return name.padEnd(34) + cells.map((cell) => cell.padStart(10)).join("");
}
