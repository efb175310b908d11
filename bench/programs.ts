import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { BENCH_DIR, BUILD_DIR } from "./paths.js";

/** Sets of programs: MicroPython's own and ours. */
export const GROUPS = ["perf_bench", "everyday"] as const;

export type Group = (typeof GROUPS)[number];

/** A benchmark that times itself: it prints one line for each of its `REPETITIONS`. */
export interface Program {
  /** Such as `everyday/regex`. */
  readonly name: string;
  readonly group: Group;
  readonly source: string;
  /** A file that holds `source`. */
  readonly file: string;
  /** A file that holds the same program with a single repetition. */
  readonly onceFile: string;
}

/** How often a program does its work when it is started; the first time only warms up. */
export const REPETITIONS = 4;

/**
 * What MicroPython's `bm_run` chooses parameters by: megahertz and kilobytes of the machine. The
 * programs then take 10 to 200 ms and fit into a sandbox of default size.
 */
const SIZE = "1000, 1000";

/** What needs native code or loads compiled modules, as no sandbox does, and the runner itself. */
const NOT_APPLICABLE = /^(viper_|core_import_mpy_|benchrun\.)/;

/** Collects all programs, MicroPython's own from the source that the artifact is built from. */
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

/** What one start of a program told. */
export interface Timing {
  /** Microseconds, measured inside the guest. */
  readonly samplesUs: readonly number[];
  /** What the program calculated. */
  readonly answer: string;
}

/**
 * Reads what a program printed: a line for each repetition, with microseconds, a size and the
 * answer.
 *
 * @throws Error where it printed anything else.
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
