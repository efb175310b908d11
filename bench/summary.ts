import type { Measurement, Row } from "./measure.js";
import type { Group } from "./programs.js";
import { geometricMean } from "./statistics.js";

/**
 * Returns a contender's run time for a program as a multiple of the baseline's.
 *
 * @returns `null` if either failed.
 */
export function ratio(row: Row, contender: string, baseline: string): number | null {
  const time = medianUs(row.measurements.get(contender));
  const reference = medianUs(row.measurements.get(baseline));
  return time === null || reference === null ? null : time / reference;
}

function medianUs(measurement: Measurement | undefined): number | null {
  return measurement === undefined || "failure" in measurement ? null : measurement.medianUs;
}

/** The ratios of the programs, all or one group, on which neither failed. */
function ratios(
  rows: readonly Row[],
  contender: string,
  baseline: string,
  group: Group | null,
): number[] {
  return rows
    .filter(({ program }) => group === null || program.group === group)
    .map((row) => ratio(row, contender, baseline))
    .filter((value) => value !== null);
}

/** The number of programs on which neither the contender nor the baseline failed. */
export function countCompared(rows: readonly Row[], contender: string, baseline: string): number {
  return ratios(rows, contender, baseline, null).length;
}

/**
 * The geometric mean of the ratios of the programs, all or one group, on which neither failed.
 *
 * @returns `null` if there is no such program.
 */
export function meanRatio(
  rows: readonly Row[],
  contender: string,
  baseline: string,
  group: Group | null = null,
): number | null {
  const values = ratios(rows, contender, baseline, group);
  return values.length === 0 ? null : geometricMean(values);
}
