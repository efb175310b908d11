// How much slower the first program of a process is: engines optimise code only when it has run for a while.
import { execFileSync } from "node:child_process";
import { type PythonName, runSync } from "micropython-wasm";
import { quantile } from "./statistics.js";

const PROCESSES = 9;
const PARTS = 12;

/** A loop in a single frame, in parts that each print the microseconds they took. */
const PROGRAM = `
import time
def main():
    total = 0
    for _ in range(${PARTS}):
        start = time.perf_counter()
        for i in range(500_000):
            total += i ^ 3
        print(round(1e6 * (time.perf_counter() - start)))
main()`;

/** What the parts of the program took, in microseconds. */
function timeParts(python: PythonName): number[] {
  const { stdout } = runSync(PROGRAM, { python, fuel: null, wallTimeoutMs: null });
  return stdout.trim().split("\n").map(Number);
}

function median(rows: readonly (readonly number[])[], part: number): number {
  const values = rows.map((row) => row[part] ?? Number.NaN);
  return quantile(values, 0.5);
}

const [, script, inner] = process.argv;
if (inner === "micropython" || inner === "cpython") {
  process.stdout.write(JSON.stringify([timeParts(inner), timeParts(inner)]));
} else {
  const titles = ["first part", "second part", "last part", "second program"];
  process.stdout.write(`${"ms".padEnd(14)}${titles.map((title) => title.padStart(16)).join("")}\n`);
  for (const python of ["micropython", "cpython"]) {
    const runs = Array.from({ length: PROCESSES }, () => {
      const printed = execFileSync(process.execPath, [script as string, python], {
        encoding: "utf8",
      });
      return JSON.parse(printed) as [number[], number[]];
    });
    const first = runs.map(([parts]) => parts);
    const second = runs.map(([, parts]) => parts);
    const last = PARTS - 1;
    const us = [median(first, 0), median(first, 1), median(first, last), median(second, last)];
    const columns = us.map((value) => (value / 1000).toFixed(1).padStart(16));
    process.stdout.write(`${python.padEnd(14)}${columns.join("")}\n`);
  }
}
