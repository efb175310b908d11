import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { BENCH_DIR, BUILD_DIR } from "./paths.js";

/** The groups of programs: MicroPython's benchmarks, and ours. */
export const GROUPS = ["perf_bench", "everyday"] as const;

export type Group = (typeof GROUPS)[number];

/** A benchmark that times itself: it prints one line for each of its `REPETITIONS`. */
export interface Program {
  /** Such as `everyday/regex`. */
  readonly name: string;
  readonly group: Group;
  readonly source: string;
  /** A file with `source`. */
  readonly file: string;
  /** A file with the same program and a single repetition. */
  readonly onceFile: string;
}

/** The number of times that a program repeats its work per start; the first only warms up. */
export const REPETITIONS = 4;

/**
 * The megahertz and kilobytes by which MicroPython's `bm_run` chooses parameters. With these, programs take 10
 * to 200 ms and fit into a sandbox of the default size.
 */
const SIZE = "1000, 1000";

/** Excluded: programs that need native code or compiled modules, and the runner itself. */
const NOT_APPLICABLE = /^(viper_|core_import_mpy_|benchrun\.)/;

/** Collects all programs. MicroPython's come from the source of the artifact. */
export function collectPrograms(sourceDir: string): Program[] {
  const perfBench = join(sourceDir, "tests/perf_bench");
  const runner = readFileSync(join(perfBench, "benchrun.py"), "utf8");
  const adapter = readFileSync(join(BENCH_DIR, "adapter.py"), "utf8");
  return [
    ...collect("perf_bench", perfBench, runner),
    ...collect("everyday", join(BENCH_DIR, "everyday"), adapter + runner),
  ];
}

function collect(group: Group, dir: string, suffix: string): Program[] {
  const outputDir = join(BUILD_DIR, "programs", group);
  mkdirSync(outputDir, { recursive: true });
  return readdirSync(dir)
    .filter((file) => file.endsWith(".py") && !NOT_APPLICABLE.test(file))
    .sort()
    .map((fileName) => {
      const title = fileName.slice(0, -".py".length);
      const work = readFileSync(join(dir, fileName), "utf8") + suffix;
      const write = (name: string, source: string) => {
        const file = join(outputDir, name);
        writeFileSync(file, source);
        return file;
      };
      const source = `${work}\nfor _ in range(${REPETITIONS}):\n    bm_run(${SIZE})\n`;
      return {
        name: `${group}/${title}`,
        group,
        source,
        file: write(fileName, source),
        onceFile: write(`${title}-once.py`, `${work}\nbm_run(${SIZE})\n`),
      };
    });
}

/** What a program printed in one start. */
export interface Timing {
  /** Microseconds, measured inside the guest. */
  readonly samplesUs: readonly number[];
  /** The result of its computation. */
  readonly answer: string;
}

/**
 * Parses the output of a program: one line per repetition with microseconds, a size and the answer.
 *
 * @throws Error if it printed anything else.
 */
export function readTiming(stdout: string): Timing {
  const lines = stdout.trimEnd().split(/\r?\n/);
  const matches = lines.map((line) => /^(\d+) \d+ (.*)$/.exec(line));
  if (matches.length !== REPETITIONS || matches.includes(null)) {
    throw new Error(`printed ${JSON.stringify(stdout.slice(0, 80))}`);
  }
  const answers = new Set(matches.map((match) => match?.[2] as string));
  if (answers.size > 1) throw new Error("gave different answers");
  return {
    samplesUs: matches.slice(1).map((match) => Number(match?.[1])),
    answer: [...answers][0] as string,
  };
}
