import type { RunOptions } from "micropython-wasm";
import { describe, expect, it } from "vitest";
import { CPYTHON_RECURSIONS } from "./cpython-recursion-programs.js";
import { canaryTrouble, outcomeOf } from "./outcome.js";
import { RECURSIONS } from "./recursion-programs.js";
import { AT_THE_EDGE, failuresInWorker, failuresOnThisThread, TWICE } from "./recursion-runs.js";
import { sourceRecursions } from "./recursion-sources.js";
import { RECURSIONS_THROUGH_TOOLS } from "./recursion-tools.js";

const LIMITS: RunOptions = {
  python: "cpython",
  fuel: 30_000_000,
  wallTimeoutMs: null,
  memoryBytes: 256 * 1024 * 1024,
};

/** Streams of a module that CPython does not have. */
const OF_MICROPYTHON_ONLY = /\bdeflate\b/;

const FORMS = Object.fromEntries(
  Object.entries({
    ...CPYTHON_RECURSIONS,
    ...RECURSIONS,
    ...RECURSIONS_THROUGH_TOOLS,
    ...sourceRecursions(500, 60),
    ...sourceRecursions(8000, 300),
  }).filter(([, code]) => !OF_MICROPYTHON_ONLY.test(code)),
);

const inEach = (programs: Readonly<Record<string, string>>, use: string) =>
  Object.fromEntries(Object.entries(programs).map(([name, code]) => [name, code + use]));

describe("endless recursion in CPython", { timeout: 600_000 }, () => {
  it("raises a Python exception that a program can catch, in every form", () => {
    expect(failuresOnThisThread(inEach(FORMS, TWICE), LIMITS)).toEqual([]);
    expect(canaryTrouble(LIMITS)).toBeNull();
  });

  it("is the same when hardly any stack is left", () => {
    expect(failuresOnThisThread(inEach(RECURSIONS, AT_THE_EDGE), LIMITS)).toEqual([]);
    expect(canaryTrouble(LIMITS)).toBeNull();
  });

  it("is the same in a worker thread", async () => {
    const programs = inEach({ ...CPYTHON_RECURSIONS, ...RECURSIONS }, TWICE);
    expect(await failuresInWorker(programs, LIMITS)).toEqual([]);
  });

  it("is deeper on a thread with a larger stack", async () => {
    const code = `
import functools
@functools.lru_cache(None)
def fib(n): return n if n < 2 else fib(n - 1) + fib(n - 2)
fib(500)
print("on 4950")`;
    expect(outcomeOf(code, LIMITS).ending).toBe("RecursionError");
    expect(await failuresInWorker({ "a cached function": code }, LIMITS)).toEqual([]);
  });

  it("has its own exception name", () => {
    for (const code of [
      "def f(): f()\nf()",
      "hash_me = ()\nfor i in range(10**5): hash_me = (hash_me,)\nhash(hash_me)",
      "x = iter([1])\nfor i in range(10**5): x = map(abs, x)\nlist(x)",
    ]) {
      expect(outcomeOf(code, LIMITS).ending).toBe("RecursionError");
    }
  });
});
