import { readFileSync } from "node:fs";
import { join } from "node:path";
import { runSync } from "micropython-wasm";
import { describe, expect, it } from "vitest";

const PROGRAM = readFileSync(join(import.meta.dirname, "soak.py"), "utf8");

/** For longer soaks: `SOAK_ROUNDS=3000000 npx vitest run tests/gc` takes about ten minutes. */
const ROUNDS = Number(process.env.SOAK_ROUNDS ?? 30_000);
const SEED = Number(process.env.SOAK_SEED ?? 1);

/** The step by which the heap grows: fragmentation may need one more, a leak would need many. */
const PAGE_BYTES = 65_536;

function soak(rounds: number, memoryBytes: number) {
  const argv = ["soak.py", String(rounds), String(SEED)];
  return runSync(PROGRAM, { argv, memoryBytes, fuel: null, wallTimeoutMs: null });
}

describe("an interpreter that creates and drops objects for a long time", () => {
  it(`keeps every live object and a constant peak (seed ${SEED})`, { timeout: 3_600_000 }, () => {
    const short = soak(ROUNDS / 2, 16 * 1024 * 1024);
    const long = soak(ROUNDS, 16 * 1024 * 1024);
    expect(short.stdout).toBe("ok\n");
    expect(long.stdout).toBe("ok\n");
    expect(long.peakMemoryBytes).toBeLessThanOrEqual(short.peakMemoryBytes + PAGE_BYTES);
  });

  it("needs little memory", () => {
    expect(soak(500, 1024 * 1024).stdout).toBe("ok\n");
  });

  it("drops three million lists in 16 MiB", () => {
    const code = "def f():\n    for i in range(3000000):\n        x = [i] * 10\nf()";
    const result = runSync(code, { fuel: null, wallTimeoutMs: null });
    expect(result.peakMemoryBytes).toBeLessThan(2 * 1024 * 1024);
  });
});
