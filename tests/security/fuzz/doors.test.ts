import { describe, expect, it } from "vitest";
import { fuzzDoors } from "./doors.js";
import { describeFinding } from "./fuzz.js";

const { FUZZ_SEED } = process.env;
const SEED = FUZZ_SEED === undefined ? Math.floor(Math.random() * 2 ** 32) : Number(FUZZ_SEED);

describe(`CPython's own doors (FUZZ_SEED=${SEED})`, () => {
  it("lead no further than a program's own interpreter", { timeout: 300_000 }, () => {
    console.log(`FUZZ_SEED=${SEED}`);
    const report = fuzzDoors({ seed: SEED, cases: 150, seconds: 200 });
    expect(report.findings.map(describeFinding)).toEqual([]);
    expect(report.endings.get("finished")).toBeGreaterThan(10);
  });
});
