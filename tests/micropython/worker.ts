import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { parentPort } from "node:worker_threads";
import {
  MicroPythonGuestError,
  MicroPythonSessionSync,
  type Mount,
  type RunOptions,
  runSync,
} from "micropython-wasm";

/**
 * The tests are trusted, and the runner has its own time limit. Some fill the memory, which takes quadratic
 * time if every allocation collects.
 */
const LIMITS = {
  fuel: null,
  wallTimeoutMs: null,
  maxStdoutBytes: null,
  memoryBytes: 2 * 1024 * 1024,
} as const;

/** A program to run in a fresh sandbox. */
export interface Job {
  readonly code: string;
  /** Its path on the host, which is also its name in the sandbox. */
  readonly filename: string;
  /** How the folder around it is mounted, as a copy; `null` for not at all. */
  readonly files: "memory" | "hostDir" | null;
}

/** How the run of a program ended. */
export interface Outcome {
  /** What it wrote to stdout and stderr, in the order written, and its traceback if it raised. */
  readonly output: string;
  /** What went wrong, or `null` if the program completed. */
  readonly trouble: string | null;
}

function runProgram(job: Job): Outcome {
  let output = "";
  const gather = (text: string) => {
    output += text;
  };
  try {
    run(job, { onStdout: gather, onStderr: gather, ...LIMITS });
    return { output, trouble: null };
  } catch (error) {
    if (!(error instanceof MicroPythonGuestError)) return { output, trouble: `crash: ${error}` };
    return { output: output + error.traceback, trouble: "uncaught exception" };
  }
}

function run({ code, filename, files }: Job, given: RunOptions): void {
  // A busy machine must not change the order in which tasks wake up. In asyncio_fair, some never sleep.
  const name = basename(filename);
  const isFixed = name.startsWith("asyncio_") && name !== "asyncio_fair.py";
  const clock = isFixed ? { nowMs: 0 } : "system";
  const options = { filename, argv: [filename], clock, ...given } as const;
  const folder = dirname(filename);
  if (files === null) {
    runSync(code, options);
  } else if (files === "memory") {
    runWith({ path: folder, memory: {} }, code, options, ({ files }) => copyInto(files, folder));
  } else {
    const hostDir = mkdtempSync(join(tmpdir(), "micropython-tests-"));
    try {
      cpSync(folder, hostDir, { recursive: true });
      runWith({ path: folder, hostDir, access: "read-write" }, code, options);
    } finally {
      rmSync(hostDir, { recursive: true });
    }
  }
}

function runWith(
  mount: Mount,
  code: string,
  options: RunOptions,
  prepare: (session: MicroPythonSessionSync) => void = () => {},
): void {
  const session = new MicroPythonSessionSync({ ...options, mounts: [mount] });
  try {
    prepare(session);
    session.run(code);
  } finally {
    session.close();
  }
}

function copyInto(files: MicroPythonSessionSync["files"], folder: string): void {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  for (const entry of entries.filter((entry) => entry.isFile())) {
    const path = join(entry.parentPath, entry.name);
    files.write(path, readFileSync(path));
  }
}

parentPort?.on("message", (job: Job) => parentPort?.postMessage(runProgram(job)));
