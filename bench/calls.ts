import {
  artifactInfo,
  type HostFunction,
  MicroPythonSessionSync,
  type PythonName,
  runSync,
} from "micropython-wasm";
import { median } from "./statistics.js";

const ROUNDS = 15;
const CALLS = 20_000;

/** A host function that Python calls. */
interface HostCase {
  readonly name: string;
  /** The call, in a loop over `i`. */
  readonly call: string;
  readonly fn: HostFunction;
}

const HOST_CASES: readonly HostCase[] = [
  { name: "two ints, one back", call: "fn(i, 3)", fn: (a: number, b: number) => a + b },
  { name: "no arguments, no result", call: "fn()", fn: () => undefined },
  {
    name: "a string and a keyword argument",
    call: "fn('Ada', last='Lovelace')",
    fn: (first: string) => first,
  },
  { name: "a list of 10 ints, and back", call: "fn(rows)", fn: (rows: number[]) => rows },
];

/** Returns the microseconds per call of a host function, without the loop around it. */
function measureHostCall({ call, fn }: HostCase, python: PythonName): number {
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

/** A Python function that the host calls with a row of five fields. */
interface RowCase {
  readonly name: string;
  /** Calls it with all rows. */
  readonly calls: (session: MicroPythonSessionSync, rows: readonly object[]) => void;
}

const ROW_CASES: readonly RowCase[] = [
  {
    name: "session.call with a row",
    calls: (session, rows) => {
      for (const row of rows) session.call("price", row);
    },
  },
  {
    name: "session.map over rows",
    calls: (session, rows) => {
      for (const _ of session.map("price", rows));
    },
  },
];

const ROWS = Array.from({ length: CALLS }, (_, i) => {
  return { id: i, name: `row ${i}`, price: 2.5, count: i % 7, isNew: true };
});

/** Returns the microseconds per call of a Python function. */
function measureRows({ calls }: RowCase, python: PythonName): number {
  using session = new MicroPythonSessionSync({ python, fuel: null, wallTimeoutMs: null });
  session.run("def price(row): return row['price'] * row['count']");
  const start = performance.now();
  calls(session, ROWS);
  return ((performance.now() - start) * 1000) / CALLS;
}

/** The Pythons whose artifact has been built. */
const pythons = (["micropython", "cpython"] as const).filter((python) => {
  try {
    return artifactInfo(python);
  } catch {
    return false;
  }
});

/** Prints the median of several measurements with each Python. */
function report(name: string, measure: (python: PythonName) => number): void {
  const medians = pythons.map((python) => {
    measure(python);
    return median(Array.from({ length: ROUNDS }, () => measure(python)));
  });
  const cells = medians.map((us) => us.toFixed(2).padStart(14));
  process.stdout.write(`${name.padEnd(34)}${cells.join("")}\n`);
}

process.stdout.write(`${"µs".padEnd(34)}${pythons.map((name) => name.padStart(14)).join("")}\n`);
for (const test of HOST_CASES) report(test.name, (python) => measureHostCall(test, python));
for (const test of ROW_CASES) report(test.name, (python) => measureRows(test, python));
