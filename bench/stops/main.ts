import { writeFile } from "node:fs/promises";
import { UsageError } from "../../artifact/command-line.js";
import { BuildError } from "../../artifact/progress.js";
import { describeMachine, machineLine } from "../machine.js";
import { listCases, measureCase } from "./measure.js";
import { HELP, parseStopOptions, type StopOptions } from "./options.js";
import { HEAD, rowOf, summary, worstMedian } from "./report.js";

async function bench({ filter, runs, json }: StopOptions): Promise<void> {
  const cases = listCases().filter(({ name }) => filter?.test(name) ?? true);
  if (cases.length === 0) throw new UsageError("no case has such a name");
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
 * Engines free the memory of earlier sandboxes when they like, such as when a new one begins: half a
 * gigabyte takes ten milliseconds, which are no part of a stop.
 */
function giveMemoryBack(): void {
  if (globalThis.gc === undefined) throw new Error("node was started without --expose-gc");
  globalThis.gc();
  // The first only hands the memory to another thread; the second waits until it is free.
  globalThis.gc();
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** Prints how late a stop by wall time comes, on the thread that called. */
try {
  const options = parseStopOptions(process.argv.slice(2));
  if (options === null) process.stdout.write(HELP);
  else await bench(options);
} catch (error) {
  if (!(error instanceof BuildError)) throw error;
  process.stderr.write(`bench:stops: ${error.message}\n`);
  process.exitCode = 1;
}
