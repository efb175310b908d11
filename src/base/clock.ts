import { checkNumber, describe, normalise } from "./check.js";

/** A clock that stands still, except while the program sleeps. */
export interface FixedClock {
  /** The time at the start, in milliseconds since 1970 in UTC: from 0 to 6,000,000,000,000. */
  readonly nowMs: number;
  /**
   * The monotonic clock at the start, in milliseconds: from 0 to 6,000,000,000,000.
   *
   * @defaultValue 0
   */
  readonly monotonicMs?: number;
}

/** The clock of a program: the system's, or a fixed one. */
export type ClockOption = "system" | FixedClock;

/** `ClockOption` after checking, with every default filled in. */
export type ClockSetting = "system" | Required<FixedClock>;

/**
 * How far a fixed clock may advance, in milliseconds: about 95 years. Together with its start, it stays
 * below what 64-bit nanoseconds can hold.
 */
export const MAX_FIXED_MS = 3e12;

const TIME = {
  allowed: "a number from 0 to 6000000000000",
  contains: (value: number) => value >= 0 && value <= 6e12,
};

/** Checks the option `clock`. @throws TypeError, RangeError */
export function checkClock(value: unknown): ClockSetting {
  if (value === undefined || value === "system") return "system";
  if (typeof value !== "object" || value === null) {
    const Refusal = typeof value === "string" ? RangeError : TypeError;
    const allowed = '"system" or an object with nowMs, in milliseconds since 1970';
    throw new Refusal(`option clock is ${describe(value)}; allowed is ${allowed}`);
  }
  return normalise<Required<FixedClock>>(value, {
    nowMs: (ms) => checkNumber("clock.nowMs", ms, TIME),
    monotonicMs: (ms = 0) => checkNumber("clock.monotonicMs", ms, TIME),
  });
}
