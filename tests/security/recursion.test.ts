import { Worker } from "node:worker_threads";
import { describe, expect, it } from "vitest";
import { canaryTrouble, outcomeOf } from "./outcome.js";
import { RECURSIONS } from "./recursion-programs.js";
import { sourceRecursions } from "./recursion-sources.js";
import { RECURSIONS_THROUGH_TOOLS } from "./recursion-tools.js";

/** Enough for all but what takes time proportional to the square of its depth. */
const LIMITS = { fuel: 15_000_000, wallTimeoutMs: null };

/** Recurses twice, and goes on. */
const TWICE = `
for i in range(2):
    try:
        attack()
    except Exception as e: pass
print("on", sum(range(100)))
`;

/** Recurses where hardly anything is left of the stack, which is used up in several ways. */
const AT_THE_EDGE = `
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

const FORMS: Readonly<Record<string, string>> = {
  ...RECURSIONS,
  ...RECURSIONS_THROUGH_TOOLS,
  ...sourceRecursions(500, 60),
};
const DEEP_SOURCES = { ...sourceRecursions(8000, 300), ...sourceRecursions(20_000, 100) };
const EDGE_SOURCES = sourceRecursions(1500, 100);

/** Every program of this file, by name. */
const PROGRAMS: Readonly<Record<string, string>> = Object.fromEntries([
  ...Object.entries({ ...FORMS, ...DEEP_SOURCES }).map(([name, code]) => [name, code + TWICE]),
  ...Object.entries({ ...FORMS, ...EDGE_SOURCES }).map(([name, code]) => [
    `${name}, at the edge`,
    code + AT_THE_EDGE,
  ]),
]);

const WENT_ON = "on 4950\n";

/** Programs that neither went on nor used up their fuel, and how they ended. */
function failuresOnThisThread(): string[] {
  return Object.entries(PROGRAMS).flatMap(([name, code]) => {
    const { ending, message, facts } = outcomeOf(code, LIMITS);
    const isWell = ending === "fuel" || (ending === "finished" && facts.stdout.endsWith(WENT_ON));
    return isWell ? [] : [`${name}: ${ending} ${message}`];
  });
}

/** The same in a worker with the stack that Node gives it, which is smaller. */
function failuresInWorker(): Promise<string[]> {
  const script = `
    const { parentPort, workerData } = require("node:worker_threads");
    import(workerData.library).then(({ runSync }) => {
      const failures = [];
      for (const [name, code] of Object.entries(workerData.programs)) {
        try {
          const { stdout } = runSync(code, workerData.limits);
          if (!stdout.endsWith(workerData.wentOn)) failures.push(name + ": " + stdout);
        } catch (error) {
          if (error.code !== "fuel") failures.push(name + ": " + error.code + " " + error.message);
        }
      }
      parentPort.postMessage(failures);
    });`;
  const library = new URL("../../dist/index.node.js", import.meta.url).href;
  const workerData = { library, programs: PROGRAMS, limits: LIMITS, wentOn: WENT_ON };
  return new Promise((resolve, reject) => {
    const worker = new Worker(script, { eval: true, workerData });
    worker.once("message", resolve);
    worker.once("error", reject);
  });
}

describe("recursion without end", () => {
  it("is an exception of Python's that a program may catch, in every form", {
    timeout: 300_000,
  }, () => {
    expect(failuresOnThisThread()).toEqual([]);
    expect(canaryTrouble()).toBeNull();
  });

  it("is the same in a worker thread", { timeout: 300_000 }, async () => {
    expect(await failuresInWorker()).toEqual([]);
  });

  it.each(Object.entries(RECURSIONS))("ends a program that does not catch it: %s", (_, code) => {
    const { ending } = outcomeOf(`${code}\nattack()`, { wallTimeoutMs: null });
    expect(["crashed", "memory"]).not.toContain(ending);
  });

  it("is called by its name", () => {
    const { ending, message } = outcomeOf("def attack(): attack()\nattack()");
    expect(ending).toBe("RuntimeError");
    expect(message).toBe("RuntimeError: maximum recursion depth exceeded");
  });

  it("may come from what runs at the end", () => {
    const atExit = "import sys\ndef attack(): attack()\nsys.atexit(attack)";
    expect(outcomeOf(atExit).ending).toBe("RuntimeError");
    const inItsMessage = "class E(Exception):\n  def __str__(self): return str(self)\nraise E";
    expect(["E", "RuntimeError"]).toContain(outcomeOf(inItsMessage).ending);
  });
});
