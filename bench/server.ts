// What a server sees: 200 programs at once, a fifth of them hostile, on two workers.
import { monitorEventLoopDelay } from "node:perf_hooks";
import { createPool, MicroPythonWasmError, runSync } from "micropython-wasm";
import { quantile } from "./statistics.js";

const RUNS = 200;
const ROUNDS = 10;
const RESOLUTION_MS = 1;

const HOSTILE = [
  "while True: pass",
  "x = 'x' * 10**9",
  "print('x' * 10**7)\n1 / 0",
  "def f(): f()\nf()",
  "import re\nre.match('(a*)*b', 'a' * 40)",
];

const honest = (n: number) => `print(sum(i * i for i in range(${n % 97})))`;
const answerOf = (n: number) => {
  const m = n % 97;
  return `${((m - 1) * m * (2 * m - 1)) / 6}\n`;
};

/** The time that `work` takes, in milliseconds. */
async function timed(work: () => unknown): Promise<number> {
  const startMs = performance.now();
  await work();
  return performance.now() - startMs;
}

await using pool = createPool({ size: 2, wallTimeoutMs: 100 });
await pool.run("1");
const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
const honestMs: number[] = [];
const counts = { right: 0, wrong: 0, refused: 0, lost: RUNS * ROUNDS };

async function one(i: number): Promise<void> {
  const bad = i % 5 === 0 ? HOSTILE[(i / 5) % HOSTILE.length] : undefined;
  const startMs = performance.now();
  try {
    const { stdout } = await pool.run(bad ?? honest(i), {
      key: bad === undefined ? `${i % 7}` : "bad",
    });
    if (bad === undefined && stdout === answerOf(i)) counts.right += 1;
    else counts.wrong += 1;
  } catch (error) {
    if (bad !== undefined && error instanceof MicroPythonWasmError) counts.refused += 1;
    else counts.wrong += 1;
  }
  counts.lost -= 1;
  if (bad === undefined) honestMs.push(performance.now() - startMs);
}

delay.enable();
let totalMs = 0;
for (let round = 0; round < ROUNDS; round++) {
  totalMs += await timed(() => Promise.all(Array.from({ length: RUNS }, (_, i) => one(i))));
}
delay.disable();
const calm = { ms: 0 };
calm.ms = await timed(() => {
  for (let i = 0; i < RUNS; i++) if (i % 5 !== 0) runSync(honest(i));
});
const perSecond = (1000 * RUNS * ROUNDS) / totalMs;
const [p50, p95] = [0.5, 0.95].map((share) => quantile(honestMs, share).toFixed(1));
const delayMs = Math.max(0, delay.percentile(99) / 1e6 - RESOLUTION_MS);
console.log(`${RUNS} programs at once, ${ROUNDS} times, a fifth of them hostile, on two workers:`);
console.log(`  ${JSON.stringify(counts)}`);
console.log(`  ${perSecond.toFixed(0)} programs per second`);
console.log(`  honest programs: p50 ${p50} ms, p95 ${p95} ms`);
console.log(`  the honest ones alone, with runSync: ${calm.ms.toFixed(1)} ms for all`);
console.log(`  event-loop delay of the calling thread: p99 ${delayMs.toFixed(1)} ms`);
