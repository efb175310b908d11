import { type Outcome, outcomeOf } from "../../tests/security/outcome.js";
import {
  FULL,
  HOSTILE_PROGRAMS,
  HOSTILE_SOURCES,
  programOf,
  READY,
  setupOf,
} from "../../tests/security/stops-programs.js";

/** The time limit of each program, without its setup. */
const TIME_MS = 100;
const MEMORY_BYTES = 512 * 1024 * 1024;

/** A program that would run for very long. */
export interface Case {
  readonly name: string;
  readonly code: string;
  /** Code to run first, which is not part of the case and prints `ready`. */
  readonly setup: string | null;
}

/** How late a case was stopped, in milliseconds. */
export interface Lateness {
  readonly name: string;
  /** The time limit. */
  readonly wallTimeoutMs: number;
  /** The overshoot of each stopped run, by the `durationMs` of its error. */
  readonly latenessMs: readonly number[];
  /** The same by the caller's clock, for the whole call. */
  readonly returnedMs: readonly number[];
  /** The endings of runs that were not stopped by their deadline within the case. */
  readonly notCounted: readonly string[];
}

/** Lists the programs from the tests of stops, including sources that take long to compile. */
export function listCases(): Case[] {
  return [
    ...Object.entries(HOSTILE_PROGRAMS).map(([name, program]) => ({
      name,
      code: programOf(program),
      setup: setupOf(program),
    })),
    ...Object.entries(HOSTILE_SOURCES).map(([name, code]) => {
      return { name: `source: ${name}`, code, setup: null };
    }),
  ];
}

/**
 * Runs a program repeatedly, each time until its deadline.
 *
 * @param prepare called before each run.
 */
export function measureCase(
  { name, code, setup }: Case,
  runs: number,
  prepare: () => void = () => {},
): Lateness {
  const wallTimeoutMs = TIME_MS + (setup === null ? 0 : Math.ceil(1.5 * setupMs(setup)));
  const latenessMs: number[] = [];
  const returnedMs: number[] = [];
  const notCounted: string[] = [];
  for (let i = 0; i < runs; i++) {
    prepare();
    const startMs = performance.now();
    const outcome = outcomeOf(code, { memoryBytes: MEMORY_BYTES, fuel: null, wallTimeoutMs });
    const tookMs = performance.now() - startMs;
    if (outcome.ending !== "timeout") {
      notCounted.push(endingOf(outcome));
    } else if (setup !== null && !outcome.facts.stdout.startsWith(READY)) {
      notCounted.push("stopped during setup");
    } else {
      latenessMs.push(outcome.facts.durationMs - wallTimeoutMs);
      returnedMs.push(tookMs - wallTimeoutMs);
    }
  }
  return { name, wallTimeoutMs, latenessMs, returnedMs, notCounted };
}

function setupMs(setup: string): number {
  const limits = { memoryBytes: MEMORY_BYTES, fuel: null, wallTimeoutMs: null };
  const { ending, facts, message } = outcomeOf(setup, limits);
  if (ending !== "finished") throw new Error(`the setup failed: ${message}`);
  return facts.durationMs;
}

function endingOf({ ending, facts }: Outcome): string {
  const how = facts.stdout === FULL ? "MemoryError" : ending;
  return `${how} after ${facts.durationMs.toFixed(0)} ms`;
}
