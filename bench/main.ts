import { copyFile, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { UsageError } from "../artifact/command-line.js";
import { fetchSource } from "../artifact/fetch.js";
import { PINNED_SOURCE } from "../artifact/micropython/pin.js";
import { type BuildOptions, parseBuildOptions, REPOSITORY_DIR } from "../artifact/options.js";
import { BuildError } from "../artifact/progress.js";
import { drawChart } from "./chart.js";
import type { Contender } from "./contender.js";
import { BASELINE, listContenders } from "./contenders.js";
import { describeMachine, machineLine } from "./machine.js";
import { measure, type Row } from "./measure.js";
import { type BenchOptions, HELP, parseOptions } from "./options.js";
import { BUILD_DIR } from "./paths.js";
import { collectPrograms, GROUPS } from "./programs.js";
import { report } from "./report.js";
import { countCompared, meanRatio } from "./summary.js";

const CHART = "benchmarks.svg";

async function bench(
  { filter, only, samples, writeDocs }: BenchOptions,
  all: readonly Contender[],
  sourceDir: string,
): Promise<void> {
  await mkdir(BUILD_DIR, { recursive: true });
  const programs = collectPrograms(sourceDir).filter(({ name }) => filter?.test(name) ?? true);
  if (programs.length === 0) throw new UsageError("no program matches --filter");

  const machine = describeMachine();
  print(machineLine(machine));
  const wanted = all.filter(({ name }) => only.length === 0 || only.includes(name));
  const versions = await gather(wanted);
  const contenders = wanted.filter(({ name }) => versions.has(name));
  const baseline = contenders.find(({ name }) => name === BASELINE) ?? contenders[0];
  if (baseline === undefined) throw new UsageError("no contender is available");

  const rows = await measure(contenders, programs, samples, showProgress);
  showProgress("");
  print(`\n${report(rows, contenders, baseline)}`);
  await writeFile(
    join(BUILD_DIR, "results.json"),
    `${JSON.stringify(asJson(rows, contenders, baseline, { machine, versions }), null, 2)}\n`,
  );
  await writeFile(join(BUILD_DIR, CHART), chart(rows, contenders, baseline));
  if (writeDocs) await copyFile(join(BUILD_DIR, CHART), join(REPOSITORY_DIR, "docs", CHART));
}

/** Prepares the contenders and prints which are available. Returns their versions by name. */
async function gather(wanted: readonly Contender[]): Promise<Map<string, string>> {
  const versions = new Map<string, string>();
  for (const contender of wanted) {
    showProgress(`preparing: ${contender.name}`);
    const availability = await contender.available();
    showProgress("");
    if (availability.isReady) versions.set(contender.name, availability.version);
    const found = availability.isReady ? availability.version : `skipped: ${availability.reason}`;
    print(`  ${contender.name}: ${found}`);
  }
  return versions;
}

function chart(
  rows: readonly Row[],
  contenders: readonly Contender[],
  baseline: Contender,
): string {
  const bars = contenders.flatMap(({ name, title }) => {
    const ratio = meanRatio(rows, name, baseline.name);
    if (ratio === null) return [];
    const compared = countCompared(rows, name, baseline.name);
    const label = compared === rows.length ? title : `${title} (${compared} of ${rows.length})`;
    return [{ label, ratio, isOurs: name.startsWith("ours") }];
  });
  return drawChart(`Run time of ${rows.length} programs, as a multiple of ${baseline.title}`, bars);
}

function asJson(
  rows: readonly Row[],
  contenders: readonly Contender[],
  baseline: Contender,
  about: { machine: object; versions: ReadonlyMap<string, string> },
): object {
  return {
    machine: about.machine,
    baseline: baseline.name,
    contenders: contenders.map(({ name, title }) => ({
      name,
      title,
      version: about.versions.get(name),
      geometricMean: meanRatio(rows, name, baseline.name),
      geometricMeans: Object.fromEntries(
        GROUPS.map((group) => [group, meanRatio(rows, name, baseline.name, group)]),
      ),
    })),
    programs: rows.map(({ program, measurements }) => ({
      name: program.name,
      measurements: Object.fromEntries(measurements),
    })),
  };
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** Replaces the progress line on a terminal. */
function showProgress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${text}`);
}

try {
  const source = await fetchSource(PINNED_SOURCE, parseBuildOptions([]) as BuildOptions, () => {});
  const contenders = listContenders(source.dir);
  const names = contenders.map(({ name }) => name);
  const options = parseOptions(process.argv.slice(2), names);
  if (options === null) process.stdout.write(HELP);
  else
    await bench(options, contenders, source.dir).finally(() =>
      Promise.all(contenders.map((contender) => contender.close())),
    );
} catch (error) {
  if (!(error instanceof BuildError)) throw error;
  process.stderr.write(`bench: ${error.message}\n`);
  process.exitCode = 1;
}
