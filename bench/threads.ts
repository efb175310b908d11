import { createPool, type HostFunction, runSync } from "micropython-wasm";
import { quantile } from "./statistics.js";

const ROUNDS = 2000;
const CALLS = 3000;
const PROGRAM = "print(1 + 1)";

/** Times of something in microseconds. */
type Times = readonly number[];

async function timed(rounds: number, work: () => unknown): Promise<Times> {
  for (let i = 0; i < rounds / 4; i++) await work();
  const times: number[] = [];
  for (let i = 0; i < rounds; i++) {
    const start = performance.now();
    await work();
    times.push(1000 * (performance.now() - start));
  }
  return times;
}

/** Times of single calls of a host function, measured by the program. */
async function callTimes(
  run: (code: string, fn: HostFunction) => Promise<string>,
  fn: HostFunction,
): Promise<Times> {
  const code = `
import time
for i in range(${CALLS}):
    start = time.time_ns()
    fn(i)
    print((time.time_ns() - start) / 1000)`;
  const lines = (await run(code, fn)).trim().split("\n");
  return lines.slice(CALLS / 4).map(Number);
}

function show(name: string, times: Times): void {
  const cells = [0.5, 0.9, 0.99].map((share) => quantile(times, share).toFixed(1).padStart(9));
  process.stdout.write(`${name.padEnd(46)}${cells.join("")}\n`);
}

/** Prints what threads cost: runs on an idle pool, and host functions that return promises. */
process.stdout.write(
  `${"µs".padEnd(46)}${["p50", "p90", "p99"].map((n) => n.padStart(9)).join("")}\n`,
);
const options = { fuel: null, wallTimeoutMs: null, maxStdoutBytes: null } as const;
await using pool = createPool({ size: 1, ...options });
show("runSync", await timed(ROUNDS, () => runSync(PROGRAM)));
show("run of an idle pool", await timed(ROUNDS, () => pool.run(PROGRAM)));
show("a promise", await timed(ROUNDS, async () => await null));
show(
  "host function, in the same thread",
  await callTimes(
    async (code, fn) => runSync(code, { ...options, hostFunctions: { fn } }).stdout,
    (i) => i,
  ),
);
const inPool = async (code: string, fn: HostFunction) =>
  (await pool.run(code, { hostFunctions: { fn } })).stdout;
show("host function, from a thread", await callTimes(inPool, (i: number) => i));
show("asynchronous host function, from a thread", await callTimes(inPool, async (i: number) => i));
