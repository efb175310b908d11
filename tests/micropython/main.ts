import { realpath } from "node:fs/promises";
import { join } from "node:path";
import { UsageError } from "../../artifact/command-line.js";
import { fetchSource } from "../../artifact/fetch.js";
import { PINNED_SOURCE } from "../../artifact/micropython/pin.js";
import { type BuildOptions, parseBuildOptions, REPOSITORY_DIR } from "../../artifact/options.js";
import { discoverTests, needsFiles, type TestProgram } from "./discover.js";
import { expectations } from "./expected.js";
import { reasonNotToRun, staleEntries } from "./not-applicable.js";
import { HELP, parseOptions, type RunnerOptions } from "./options.js";
import { programCode } from "./program.js";
import { report } from "./report.js";
import { judge, type TestResult } from "./results.js";
import { Runner } from "./runner.js";
import { runSuiteCommand } from "./suite-command.js";
import type { Job, Outcome } from "./worker.js";

const TIMEOUT_MS = 30_000;
const GC_STRESS_TIMEOUT_MS = 120_000;

/** Tests that count how often something happens in a time; on a busy machine, they may need another run. */
const DEPENDS_ON_TIME = /^extmod\/asyncio_fair\.py$/;
const MAX_REPEATS = 4;

/** Runs the selected tests, and returns their results in the suite's order. */
async function runSuite(options: RunnerOptions): Promise<TestResult[]> {
  const source = await fetchSource(PINNED_SOURCE, parseBuildOptions([]) as BuildOptions, () => {});
  const suiteDir = await realpath(join(source.dir, "tests"));
  const all = discoverTests(suiteDir);
  const stale = staleEntries(all.map(({ path }) => path));
  if (stale.length > 0)
    throw new UsageError(`not-applicable.ts lists what is not in the suite: ${stale.join(", ")}`);

  const expect = await expectations(join(REPOSITORY_DIR, "build/tests/expected"));
  const { gcStress } = options;
  const timeoutMs = gcStress ? GC_STRESS_TIMEOUT_MS : TIMEOUT_MS;

  const runOne = async (runner: Runner<Job, Outcome>, test: TestProgram): Promise<TestResult> => {
    const reason = reasonNotToRun(test.path);
    if (reason !== null) {
      return {
        path: test.path,
        folder: test.folder,
        verdict: "notApplicable",
        detail: reason,
        durationMs: 0,
      };
    }
    const expected = await expect(test);
    const started = performance.now();
    const hasFolder = needsFiles(test.path);
    const code = programCode(test, { gcStress, hasFolder });
    const runOn = async (files: Job["files"]) => {
      const outcome = await runner
        .run({ code, filename: test.file, files }, timeoutMs)
        .catch((error: Error): Outcome => ({ output: "", trouble: error.message }));
      return judge(test, outcome, expected, performance.now() - started);
    };
    if (!hasFolder) {
      let result = await runOn(null);
      for (
        let i = 0;
        i < MAX_REPEATS && result.verdict === "failed" && DEPENDS_ON_TIME.test(test.path);
        i++
      )
        result = await runOn(null);
      return result;
    }
    const inMemory = await runOn("memory");
    return inMemory.verdict === "failed" ? inMemory : runOn("hostDir");
  };

  const chosen = all.filter(
    ({ path, folder }) =>
      options.folders.includes(folder) && (options.filter === null || options.filter.test(path)),
  );
  if (chosen.length === 0) throw new UsageError("no test has such a path");
  const results = new Map<TestProgram, TestResult>();
  const queue = [...chosen];
  const lane = async () => {
    const runner = new Runner<Job, Outcome>(new URL("./worker.js", import.meta.url));
    for (let test = queue.shift(); test !== undefined; test = queue.shift()) {
      results.set(test, await runOne(runner, test));
      if (process.stderr.isTTY) process.stderr.write(`\r${results.size}/${chosen.length} `);
    }
    await runner.close();
  };
  await Promise.all(Array.from({ length: options.jobs }, lane));
  if (process.stderr.isTTY) process.stderr.write("\r\x1b[K");
  return chosen.map((test) => results.get(test) as TestResult);
}

await runSuiteCommand({ name: "test:micropython", help: HELP, parseOptions, runSuite, report });
