import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { makeCase } from "./cases.js";
import { readCorpus } from "./corpus.js";
import { describeFinding, fuzz, MAY_GROW_BYTES } from "./fuzz.js";

const { FUZZ_SEED } = process.env;
const SEED = FUZZ_SEED === undefined ? Math.floor(Math.random() * 2 ** 32) : Number(FUZZ_SEED);
const WORK_DIR = fileURLToPath(new URL("../../../build/work", import.meta.url));
const CASES = 3000;

describe(`made-up programs (FUZZ_SEED=${SEED})`, () => {
  it("break only themselves", { timeout: 300_000 }, async () => {
    console.log(`FUZZ_SEED=${SEED}`);
    const corpus = await readCorpus(WORK_DIR);
    expect(corpus.length).toBeGreaterThan(500);
    const report = fuzz({ seed: SEED, cases: CASES, seconds: 200, corpus });
    expect(report.findings.map(describeFinding)).toEqual([]);
    expect(report.grownBytes).toBeLessThan(MAY_GROW_BYTES);
    // If all programs ended in the same way, they would show nothing.
    const endings = [...report.endings.keys()];
    expect(endings).toEqual(expect.arrayContaining(["finished", "SyntaxError", "fuel"]));
  });

  it("are the same for the same seed", () => {
    const corpus = ["a = 1\nprint(a)\n", "def f(x): return x\n"];
    for (let seed = SEED; seed < SEED + 20; seed++) {
      expect(makeCase(seed, corpus)).toEqual(makeCase(seed, corpus));
    }
  });
});
