import { artifactInfo, type HostFunction, type PythonName, runSync } from "micropython-wasm";
import { median } from "./statistics.js";

const ROUNDS = 15;
const CALLS = 50_000;

interface Case {
  readonly name: string;
  /** The call, in a loop over `i`. */
  readonly call: string;
  readonly fn: HostFunction;
}

const CASES: readonly Case[] = [
  { name: "two ints, one back", call: "fn(i, 3)", fn: (a: number, b: number) => a + b },
  { name: "no arguments, no result", call: "fn()", fn: () => undefined },
  {
    name: "a string and a keyword argument",
    call: "fn('Ada', last='Lovelace')",
    fn: (first: string) => first,
  },
  { name: "a list of 10 ints, and back", call: "fn(rows)", fn: (rows: number[]) => rows },
];

/** Returns the microseconds per call, without the loop around it. */
function measure({ call, fn }: Case, python: PythonName): number {
  const code = `
import time
rows = list(range(10))
def loop(n):
    start = time.time_ns()
    for i in range(n): ${call}
    return time.time_ns() - start
def empty(n):
    start = time.time_ns()
    for i in range(n): pass
    return time.time_ns() - start
print(loop(${CALLS}) - empty(${CALLS}))`;
  const options = { hostFunctions: { fn }, python, fuel: null, wallTimeoutMs: null };
  return Number(runSync(code, options).stdout) / 1000 / CALLS;
}

/** The Pythons whose artifact has been built. */
const pythons = (["micropython", "cpython"] as const).filter((python) => {
  try {
    return artifactInfo(python);
  } catch {
    return false;
  }
});

/** Prints the cost of a warm host call: the median of several runs. */
process.stdout.write(`${"µs".padEnd(30)}${pythons.map((name) => name.padStart(14)).join("")}\n`);
for (const test of CASES) {
  const medians = pythons.map((python) => {
    measure(test, python);
    return median(Array.from({ length: ROUNDS }, () => measure(test, python)));
  });
  const cells = medians.map((us) => us.toFixed(2).padStart(14));
  process.stdout.write(`${test.name.padEnd(30)}${cells.join("")}\n`);
}
