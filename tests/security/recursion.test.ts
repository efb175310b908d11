import { describe, expect, it } from "vitest";
import { canaryTrouble, outcomeOf } from "./outcome.js";
import { RECURSIONS } from "./recursion-programs.js";
import { AT_THE_EDGE, failuresInWorker, failuresOnThisThread, TWICE } from "./recursion-runs.js";
import { sourceRecursions } from "./recursion-sources.js";
import { RECURSIONS_THROUGH_TOOLS } from "./recursion-tools.js";

/** Enough for everything except what takes quadratic time in its depth. */
const LIMITS = { fuel: 15_000_000, wallTimeoutMs: null };

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

describe("endless recursion", () => {
  it("raises a Python exception that a program can catch, in every form", {
    timeout: 300_000,
  }, () => {
    expect(failuresOnThisThread(PROGRAMS, LIMITS)).toEqual([]);
    expect(canaryTrouble()).toBeNull();
  });

  it("is the same in a worker thread", { timeout: 300_000 }, async () => {
    expect(await failuresInWorker(PROGRAMS, LIMITS)).toEqual([]);
  });

  it.each(Object.entries(RECURSIONS))("ends a program that does not catch it: %s", (_, code) => {
    const { ending } = outcomeOf(`${code}\nattack()`, { wallTimeoutMs: null });
    expect(["crashed", "memory"]).not.toContain(ending);
  });

  it("has its own exception name", () => {
    const { ending, message } = outcomeOf("def attack(): attack()\nattack()");
    expect(ending).toBe("RecursionError");
    expect(message).toBe("RecursionError: maximum recursion depth exceeded");
  });

  it("can come from functions that run at exit", () => {
    const atExit = "import sys\ndef attack(): attack()\nsys.atexit(attack)";
    expect(outcomeOf(atExit).ending).toBe("RecursionError");
    const inItsMessage = "class E(Exception):\n  def __str__(self): return str(self)\nraise E";
    expect(["E", "RecursionError"]).toContain(outcomeOf(inItsMessage).ending);
  });
});
