import type { RunOptions } from "micropython-wasm";
import { canaryTrouble, outcomeOf } from "../outcome.js";
import { Random } from "../random.js";
import { MemoryWatch } from "../whole-memory.js";
import { forgedProgram } from "./forge.js";
import type { Finding, FuzzReport } from "./fuzz.js";

const LIMITS = {
  python: "cpython",
  fuel: 30_000_000,
  wallTimeoutMs: 3000,
  memoryBytes: 64 * 1024 * 1024,
} as const satisfies RunOptions;

/** How a run may end, besides a Python exception: a program may break its own interpreter. */
const ENDINGS = new Set(["finished", "crashed", "fuel", "timeout", "memory", "exit", "output"]);

/** The name of a class: forged code can raise what is no exception, such as a tuple. */
const EXCEPTION = /^[A-Za-z_]\w*$/;
const MOST_FINDINGS = 20;

/**
 * Runs programs that forge bytecode and use other loopholes of CPython. Each may break its own interpreter,
 * but the host continues, reports the limit that applied, and the next run's memory is the same as after any
 * other program.
 */
export function fuzzDoors(options: { seed: number; cases: number; seconds: number }): FuzzReport {
  const end = performance.now() + options.seconds * 1000;
  const endings = new Map<string, number>();
  const findings: Finding[] = [];
  const watch = new MemoryWatch();
  try {
    let number = 0;
    for (; number < options.cases && performance.now() < end; number++) {
      if (findings.length >= MOST_FINDINGS) break;
      const seed = (options.seed + number) >>> 0;
      const code = forgedProgram(new Random(seed));
      const { ending, trouble } = attempt(code, watch);
      endings.set(ending, (endings.get(ending) ?? 0) + 1);
      if (trouble !== null) {
        findings.push({ code, options: LIMITS, trouble, number, seed });
      }
    }
    return { cases: number, endings, findings, grownBytes: 0 };
  } finally {
    watch.stop();
  }
}

let clean: Uint8Array | null = null;

function attempt(code: string, watch: MemoryWatch): { ending: string; trouble: string | null } {
  clean ??= memoryAfterNothing(watch);
  try {
    const { ending } = outcomeOf(code, LIMITS);
    if (!ENDINGS.has(ending) && !EXCEPTION.test(ending)) return { ending, trouble: ending };
    outcomeOf("pass", LIMITS);
    const at = watch.difference(clean);
    if (at !== null) return { ending, trouble: `the next run has other memory, from ${at} on` };
    const poisoned = canaryTrouble(LIMITS);
    return { ending, trouble: poisoned === null ? null : `the next run is wrong: ${poisoned}` };
  } catch (error) {
    return { ending: "threw", trouble: `it threw ${error}` };
  }
}

/** The memory's content after a program that does nothing. */
function memoryAfterNothing(watch: MemoryWatch): Uint8Array {
  outcomeOf("pass", LIMITS);
  outcomeOf("pass", LIMITS);
  return watch.copy();
}
