import {
  MicroPythonSessionSync,
  type PythonName,
  type RunStepSync,
  resumeSync,
} from "micropython-wasm";
import { quantile } from "./statistics.js";

const ROUNDS = Number(process.argv[2] ?? 200);
const PAUSE_ON = { pauseOn: ["ask"] };

/** What a program does before it pauses. */
const PROGRAMS = {
  nothing: "ask()",
  "1000 calls of the host": "for i in range(1000): work(i)\nask()",
  "1,000,000 units of fuel": "n = 0\nwhile n < 125_000: n += 1\nask()",
} as const;

function measured(work: () => void): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}

type Pending = Extract<RunStepSync, { status: "pending" }>;

function pending(step: RunStepSync): Pending {
  if (step.status === "pending") return step;
  throw new Error("the run has not paused");
}

/**
 * Milliseconds until the program has paused, until it has gone on in its session, and until it has gone on from its bytes;
 * and their size.
 */
function row(python: PythonName, code: string): number[] {
  const options = { python, hostFunctions: { work: () => null } };
  const starts: number[] = [];
  const here: number[] = [];
  const elsewhere: number[] = [];
  let bytes = new Uint8Array();
  for (let round = 0; round < ROUNDS; round++) {
    using session = new MicroPythonSessionSync(options);
    session.run("");
    let step: Pending | undefined;
    starts.push(
      measured(() => {
        step = pending(session.start(code, PAUSE_ON));
        bytes = new Uint8Array(step.save());
      }),
    );
    here.push(measured(() => step?.resume({ result: 1 })));
    elsewhere.push(
      measured(() => resumeSync(bytes, { result: 1 }, { ...options, ...PAUSE_ON }).session.close()),
    );
  }
  const medians = [starts, here, elsewhere].map((times) => quantile(times, 0.5));
  return [...medians, bytes.length / 1000];
}

for (const python of ["micropython", "cpython"] as const) {
  const heads = ["start ms", "here ms", "bytes ms", "saved kB"]
    .map((head) => head.padStart(12))
    .join("");
  process.stdout.write(`${python.padEnd(26)}${heads}\n`);
  for (const [name, code] of Object.entries(PROGRAMS)) {
    const columns = row(python, code).map((value) => value.toFixed(2).padStart(12));
    process.stdout.write(`  ${name.padEnd(24)}${columns.join("")}\n`);
  }
}
