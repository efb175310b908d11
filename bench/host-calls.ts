import { type HostFunction, runSync } from "micropython-wasm";
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
  { name: "nothing at all", call: "fn()", fn: () => undefined },
  {
    name: "a text and a keyword",
    call: "fn('Ada', last='Lovelace')",
    fn: (first: string) => first,
  },
  { name: "a list of 10 ints, and back", call: "fn(rows)", fn: (rows: number[]) => rows },
];

/** Microseconds that one call takes, the loop around it not counted. */
function measure({ call, fn }: Case): number {
  const code = `
import time
rows = list(range(10))
def loop(n):
    start = time.ticks_us()
    for i in range(n): ${call}
    return time.ticks_diff(time.ticks_us(), start)
def empty(n):
    start = time.ticks_us()
    for i in range(n): pass
    return time.ticks_diff(time.ticks_us(), start)
print(loop(${CALLS}) - empty(${CALLS}))`;
  const options = { hostFunctions: { fn }, fuel: null, wallTimeoutMs: null };
  return Number(runSync(code, options).stdout) / CALLS;
}

/** Prints what a call of a host function costs, warm: the median of some runs. */
for (const test of CASES) {
  measure(test);
  const times = Array.from({ length: ROUNDS }, () => measure(test));
  process.stdout.write(`${test.name.padEnd(30)} ${median(times).toFixed(2)} µs\n`);
}
