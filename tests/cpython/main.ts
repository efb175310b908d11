import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { PINNED_SOURCE } from "../../artifact/cpython/pin.js";
import { fetchSource } from "../../artifact/fetch.js";
import { type BuildOptions, parseBuildOptions, REPOSITORY_DIR } from "../../artifact/options.js";
import { Runner } from "../micropython/runner.js";
import { runSuiteCommand } from "../micropython/suite-command.js";
import { HELP, parseOptions, type RunnerOptions } from "./options.js";
import { page } from "./page.js";
import { report } from "./report.js";
import { judge, type TestResult } from "./results.js";
import type { Job, Outcome } from "./worker.js";

const TIMEOUT_MS = 900_000;

/** If this many tests of a module end the interpreter, the rest are not run. */
const MOST_RUNS = 25;

/** Runs the selected modules, and returns their tests' results in the same order. */
async function runSuite({ modules, jobs }: RunnerOptions): Promise<TestResult[]> {
  const source = await fetchSource(PINNED_SOURCE, parseBuildOptions([]) as BuildOptions, () => {});
  const libDir = join(source.dir, "Lib");
  const results = new Map<string, TestResult[]>();
  const queue = [...modules];
  const lane = async () => {
    const runner = new Runner<Job, Outcome>(new URL("./worker.js", import.meta.url));
    for (let module = queue.shift(); module !== undefined; module = queue.shift()) {
      results.set(module, judge(module, await runModule(runner, module, libDir)));
      process.stderr.write(`${module}: ${results.size}/${modules.length}\n`);
    }
    await runner.close();
  };
  await Promise.all(Array.from({ length: jobs }, lane));
  return modules.flatMap((module) => results.get(module) ?? []);
}

/** Runs a module; if a test ends the interpreter, the remaining tests run in another one. */
async function runModule(
  runner: Runner<Job, Outcome>,
  module: string,
  libDir: string,
): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  const done: string[] = [];
  while (outcomes.length < MOST_RUNS) {
    const outcome = await runOnce(runner, { module, libDir, done });
    outcomes.push(outcome);
    if (outcome.running === null) break;
    done.push(...outcome.events.map(({ test }) => test), outcome.running);
  }
  return outcomes;
}

async function runOnce(runner: Runner<Job, Outcome>, job: Job): Promise<Outcome> {
  try {
    return await runner.run(job, TIMEOUT_MS);
  } catch (error) {
    return { events: [], running: null, trouble: (error as Error).message };
  }
}

await runSuiteCommand({
  name: "test:cpython",
  help: HELP,
  parseOptions,
  async runSuite(options: RunnerOptions) {
    const results = await runSuite(options);
    if (options.docs) await writeFile(join(REPOSITORY_DIR, "docs/cpython-tests.md"), page(results));
    return results;
  },
  report,
});
