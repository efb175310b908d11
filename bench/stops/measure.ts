import { type Outcome, outcomeOf } from "../../tests/security/outcome.js";
import {
  FULL,
  HOSTILE_PROGRAMS,
  HOSTILE_SOURCES,
  programOf,
  READY,
  setupOf,
} from "../../tests/security/stops-programs.js";

/** How long each program runs, beyond what its setup takes, until it is to stop. */
const TIME_MS = 100;
const MEMORY_BYTES = 512 * 1024 * 1024;

/** A program that would go on for very long. */
export interface Case {
  readonly name: string;
  readonly code: string;
  /** What has to be there first, and is no part of the case; it prints `ready`. */
  readonly setup: string | null;
}

/** How late the stops of a case came, in milliseconds. */
export interface Lateness {
  readonly name: string;
  /** When the program was to stop. */
  readonly wallTimeoutMs: number;
  /** How much longer than that each stopped run took, by the `durationMs` of its error. */
  readonly latenessMs: readonly number[];
  /** The same by the caller's clock, around the whole call. */
  readonly returnedMs: readonly number[];
  /** How the runs ended that were not stopped, or not by their deadline in the case itself. */
  readonly notCounted: readonly string[];
}

/** All programs of the tests of stops, and those that take long to compile. */
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
 * Runs a program again and again, each time until its deadline.
 *
 * @param prepare what to do before each run.
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
      notCounted.push("stopped in its setup");
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
  if (ending !== "finished") throw new Error(`a setup ended early: ${message}`);
  return facts.durationMs;
}

function endingOf({ ending, facts }: Outcome): string {
  const how = facts.stdout === FULL ? "MemoryError" : ending;
  return `${how} after ${facts.durationMs.toFixed(0)} ms`;
}
