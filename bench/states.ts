import { MicroPythonSessionSync, type PythonName, type SessionOptions } from "micropython-wasm";
import { median } from "./statistics.js";

const ROUNDS = 300;
const SETUP = "x = 1\ndef f(a): return a + x\nd = {i: str(i) for i in range(20)}";
/** Sessions that exist before memory is measured. */
const WARM = 100;
/** Sessions whose memory is measured. */
const MANY = { micropython: 100_000, cpython: 20_000 } as const;

/** Returns the median time of an operation, in microseconds. */
function measure(operation: () => unknown): number {
  const times: number[] = [];
  for (let i = 0; i < ROUNDS; i++) {
    const startMs = performance.now();
    operation();
    times.push((performance.now() - startMs) * 1000);
  }
  return median(times);
}

function started(options: SessionOptions): MicroPythonSessionSync {
  const session = new MicroPythonSessionSync(options);
  session.run(SETUP);
  return session;
}

function measureStates(python: PythonName): Record<string, number> {
  const session = started({ python });
  const saved = session.save();
  const times = {
    call: measure(() => session.call("f", 1)),
    checkpoint: measure(() => session.checkpoint()),
    fork: measure(() => session.fork().close()),
    "a call, and a fork": measure(() => {
      session.call("f", 1);
      session.fork().close();
    }),
    save: measure(() => session.save()),
    "a call, and save": measure(() => {
      session.call("f", 1);
      session.save();
    }),
    "restore, and a call": measure(() => {
      using restored = MicroPythonSessionSync.restore(saved, { python });
      restored.call("f", 1);
    }),
  };
  session.close();
  const sleepers = [1, 2].map(() => started({ python, maxAwakeSessions: 1 }));
  let turn = 0;
  const wake = measure(() => sleepers[turn++ % 2]?.call("f", 1));
  for (const sleeper of sleepers) sleeper.close();
  return { ...times, "a call that wakes one session and puts another to sleep": wake };
}

/** Returns the process's memory for many sleeping sessions, in bytes. */
function measureSleepers(python: PythonName): number {
  const options = { python, maxAwakeSessions: 8 };
  const sessions = Array.from({ length: WARM }, () => started(options));
  const beforeBytes = process.memoryUsage().rss;
  for (let i = 0; i < MANY[python]; i++) sessions.push(started(options));
  const bytes = process.memoryUsage().rss - beforeBytes;
  for (const session of sessions) session.close();
  return bytes;
}

for (const python of ["micropython", "cpython"] as const) {
  console.log(`${python}, a small state:`);
  for (const [name, us] of Object.entries(measureStates(python))) {
    console.log(`  ${name}: ${us.toFixed(0)} µs`);
  }
  const many = MANY[python];
  const bytes = measureSleepers(python);
  const kilobytes = (bytes / many / 1000).toFixed(1);
  console.log(`  ${many} sleeping sessions: ${(bytes / 1e9).toFixed(2)} GB, ${kilobytes} kB each`);
}
