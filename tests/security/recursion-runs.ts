import { Worker } from "node:worker_threads";
import type { RunOptions } from "micropython-wasm";
import { outcomeOf } from "./outcome.js";

/** Recurses twice, and continues. */
export const TWICE = `
for i in range(2):
    try:
        attack()
    except Exception as e: pass
print("on", sum(range(100)))
`;

/** Recurses when hardly any stack is left, which is used up in several ways. */
export const AT_THE_EDGE = `
times = 0
def by_calls():
    try:
        by_calls()
    except RuntimeError:
        attack_again()
        raise
def by_sorting(x=0):
    try:
        sorted([1, 2], key=by_sorting)
    except RuntimeError:
        attack_again()
        raise
def attack_again():
    global times
    times += 1
    if times <= 12: attack()
for edge in by_calls, by_sorting:
    times = 0
    try:
        edge()
    except Exception as e: pass
print("on", sum(range(100)))
`;

const WENT_ON = "on 4950\n";

/** Programs, by name. */
type Programs = Readonly<Record<string, string>>;

/** Programs that neither continued nor used up their fuel, and how they ended. */
export function failuresOnThisThread(programs: Programs, options: RunOptions): string[] {
  return Object.entries(programs).flatMap(([name, code]) => {
    const { ending, message, facts } = outcomeOf(code, options);
    const isWell = ending === "fuel" || (ending === "finished" && facts.stdout.endsWith(WENT_ON));
    return isWell ? [] : [`${name}: ${ending} ${message}`];
  });
}

/** The same in a worker with Node's default stack for it, which is smaller. */
export function failuresInWorker(programs: Programs, options: RunOptions): Promise<string[]> {
  const script = `
    const { parentPort, workerData } = require("node:worker_threads");
    import(workerData.library).then(({ runSync }) => {
      const failures = [];
      for (const [name, code] of Object.entries(workerData.programs)) {
        try {
          const { stdout } = runSync(code, workerData.options);
          if (!stdout.endsWith(workerData.wentOn)) failures.push(name + ": " + stdout);
        } catch (error) {
          if (error.code !== "fuel") failures.push(name + ": " + error.code + " " + error.message);
        }
      }
      parentPort.postMessage(failures);
    });`;
  const library = new URL("../../dist/index.node.js", import.meta.url).href;
  const workerData = { library, programs, options, wentOn: WENT_ON };
  return new Promise((resolve, reject) => {
    const worker = new Worker(script, { eval: true, workerData });
    worker.once("message", resolve);
    worker.once("error", reject);
  });
}
