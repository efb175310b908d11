import { UsageError } from "./usage-error.js";

const FACTORS: Readonly<Record<string, number>> = {
  "": 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  KiB: 2 ** 10,
  MiB: 2 ** 20,
  GiB: 2 ** 30,
};

/**
 * Parses a number such as `1000`, `20M` or `32MiB`; returns `null` for `none`.
 *
 * @throws UsageError naming the option.
 */
export function parseAmount(option: string, value: string): number | null {
  if (value === "none") return null;
  const [, digits, unit = ""] = /^(\d+)(k|M|G|KiB|MiB|GiB)?$/.exec(value) ?? [];
  if (digits !== undefined) return Number(digits) * (FACTORS[unit] ?? 1);
  const allowed = "a whole number such as 1000, 20M or 32MiB, or none";
  throw new UsageError(`${option} is ${value}; allowed is ${allowed}`);
}

/** Parses a time such as `2`, `2s` or `500ms` into milliseconds; returns `null` for `none`. */
export function parseTime(option: string, value: string): number | null {
  if (value === "none") return null;
  const [, amount, unit] = /^(\d+(?:\.\d+)?)(s|ms)?$/.exec(value) ?? [];
  const ms = Number(amount) * (unit === "ms" ? 1 : 1000);
  if (ms > 0) return ms;
  const allowed = "a time above 0 such as 2, 2s or 500ms, or none";
  throw new UsageError(`${option} is ${value}; allowed is ${allowed}`);
}
