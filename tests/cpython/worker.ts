import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parentPort } from "node:worker_threads";
import { MicroPythonGuestError, type RunOptions, runSync } from "micropython-wasm";
import { REPOSITORY_DIR } from "../../artifact/options.js";
import { PRETENDED } from "./modules.js";
import { reasonNotToRun } from "./not-applicable.js";

/** The tests are trusted, but some are deliberately endless or huge. */
const LIMITS = {
  fuel: 1_000_000_000_000,
  wallTimeoutMs: 300_000,
  memoryBytes: 1024 * 1024 * 1024,
  maxStdoutBytes: 16 * 1024 * 1024,
  maxHostCalls: 1_000_000,
} satisfies RunOptions;

const DRIVER = readFileSync(join(REPOSITORY_DIR, "tests/cpython/run_module.py"), "utf8");

/** A module to run in a fresh sandbox. */
export interface Job {
  /** Name of the module, such as `test_json`. */
  readonly module: string;
  /** Lib of CPython's source, on the host. */
  readonly libDir: string;
  /** Tests to skip, because they have already run. */
  readonly done: readonly string[];
}

/** How one test ended, or how one of its subtests failed. */
export interface TestEvent {
  readonly test: string;
  readonly kind: "passed" | "failed" | "skipped" | "notApplicable";
  /** Why it was skipped, or how it failed. */
  readonly detail: string;
  readonly durationMs: number;
}

/** How the run of a module ended. */
export interface Outcome {
  readonly events: readonly TestEvent[];
  /** The test that was running when the run ended, or `null` for none. */
  readonly running: string | null;
  /** What ended the run early, or `null` if the module completed. */
  readonly trouble: string | null;
}

function runModule({ module, libDir, done }: Job): Outcome {
  const events: TestEvent[] = [];
  let running: string | null = null;
  let started = performance.now();
  const report = (kind: string, id: string, detail: string) => {
    const test = shortName(id);
    if (kind === "started") {
      running = test;
      started = performance.now();
    } else {
      const durationMs = performance.now() - started;
      events.push({ test, kind: kind as TestEvent["kind"], detail, durationMs });
    }
  };
  const isDone = new Set(done);
  const chosen = (id: string) => {
    const test = shortName(id);
    const reason = reasonNotToRun(test);
    if (isDone.has(test)) return false;
    if (reason === null) return true;
    events.push({ test, kind: "notApplicable", detail: reason, durationMs: 0 });
    return false;
  };
  try {
    const pretend = PRETENDED.some((pattern) => pattern.test(module)) ? "True" : "False";
    const names = `TEST_MODULE, PRETEND = ${JSON.stringify(module)}, ${pretend}`;
    runSync(`${names}\n${DRIVER}`, {
      ...LIMITS,
      python: "cpython",
      hostFunctions: { chosen, report },
      mounts: [
        { path: "/suite", hostDir: libDir, include: ["test/**"] },
        { path: "/tmp", memory: { maxBytes: 256 * 1024 * 1024, maxFiles: 10_000 } },
      ],
    });
    return { events, running: null, trouble: null };
  } catch (error) {
    return { events, running, trouble: describe(error) };
  }
}

/** The name that `unittest` gives a test, without the part that all names share. */
function shortName(id: string): string {
  return id.replace(/\btest\.(?=test_)/, "");
}

function describe(error: unknown): string {
  if (error instanceof MicroPythonGuestError) return error.traceback;
  return String(error);
}

parentPort?.on("message", (job: Job) => parentPort?.postMessage(runModule(job)));
