import { writeFile } from "node:fs/promises";
import { UsageError } from "../../artifact/command-line.js";
import { BuildError } from "../../artifact/progress.js";
import { describeMachine, machineLine } from "../machine.js";
import { listCases, measureCase } from "./measure.js";
import { HELP, parseStopOptions, type StopOptions } from "./options.js";
import { HEAD, rowOf, summary, worstMedian } from "./report.js";

async function bench({ filter, runs, json }: StopOptions): Promise<void> {
  const cases = listCases().filter(({ name }) => filter?.test(name) ?? true);
  if (cases.length === 0) throw new UsageError("no case matches --filter");
  const machine = describeMachine();
  print(machineLine(machine));
  print(HEAD);
  const results = cases.map((one) => {
    const result = measureCase(one, runs, giveMemoryBack);
    print(rowOf(result));
    return result;
  });
  print(`\n${summary(results)}`);
  if (json === null) return;
  const text = JSON.stringify({ machine, worstMedian: worstMedian(results), cases: results });
  await writeFile(json, `${text}\n`).catch(() => {
    throw new UsageError(`--json is "${json}"; allowed is a file that can be written`);
  });
}

/**
 * Engines free the memory of earlier sandboxes at any time, for example when a new one starts. Freeing half a
 * gigabyte takes ten milliseconds, which must not count towards a stop.
 */
function giveMemoryBack(): void {
  if (globalThis.gc === undefined) throw new Error("node was started without --expose-gc");
  globalThis.gc();
  // The first call only hands the memory to another thread; the second waits until it is free.
  globalThis.gc();
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** Prints how late stops by wall time are, on the calling thread. */
try {
  const options = parseStopOptions(process.argv.slice(2));
  if (options === null) process.stdout.write(HELP);
  else await bench(options);
} catch (error) {
  if (!(error instanceof BuildError)) throw error;
  process.stderr.write(`bench:stops: ${error.message}\n`);
  process.exitCode = 1;
}
