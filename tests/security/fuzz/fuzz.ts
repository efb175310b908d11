import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { canaryTrouble, outcomeOf } from "../outcome.js";
import { type FuzzCase, makeCase } from "./cases.js";
import { SPOILED } from "./hostile.js";

/** The settings of a fuzz run. It ends after its cases or its seconds, whichever comes first. */
export interface FuzzOptions {
  /** A whole number; the same seed makes the same cases. */
  readonly seed: number;
  readonly cases: number;
  readonly seconds: number;
  /** Programs to mutate. */
  readonly corpus: readonly string[];
}

/** A program that did something that no program may do. */
export interface Finding extends FuzzCase {
  /** What it did. */
  readonly trouble: string;
  /** Its number in the run, from 0. */
  readonly number: number;
  /** The seed whose first case it is. */
  readonly seed: number;
}

/** The result of a fuzz run. */
export interface FuzzReport {
  readonly cases: number;
  /** How often programs ended in each way. */
  readonly endings: ReadonlyMap<string, number>;
  readonly findings: readonly Finding[];
  /** By how much the process grew once it was warm, in bytes; 0 if the run was too short. */
  readonly grownBytes: number;
}

/** The process may grow by this much: its memory is never quite the same. */
export const MAY_GROW_BYTES = 128 * 1024 * 1024;

/** How long a run may take beyond its deadline on a machine with other work to do. */
const SLACK_MS = 10_000;
const MOST_FINDINGS = 20;
/** After this many cases, all caches of the process have their full size. */
const WARM_UP_CASES = 300;

/** Runs random programs, and looks for any that breaks more than itself. */
export function fuzz({ seed, cases, seconds, corpus }: FuzzOptions): FuzzReport {
  const end = performance.now() + seconds * 1000;
  const endings = new Map<string, number>();
  const findings: Finding[] = [];
  let warmBytes = 0;
  let number = 0;
  for (; number < cases && performance.now() < end && findings.length < MOST_FINDINGS; number++) {
    const caseSeed = (seed + number) >>> 0;
    const made = makeCase(caseSeed, corpus);
    const { ending, trouble } = attempt(made);
    endings.set(ending, (endings.get(ending) ?? 0) + 1);
    if (trouble !== null) findings.push({ ...made, trouble, number, seed: caseSeed });
    if (number === WARM_UP_CASES) warmBytes = settledBytes();
  }
  const grownBytes = number > WARM_UP_CASES ? settledBytes() - warmBytes : 0;
  return { cases: number, endings, findings, grownBytes };
}

/** Runs one program, and then the canary. */
function attempt({ code, options, prints }: FuzzCase): { ending: string; trouble: string | null } {
  const start = performance.now();
  try {
    const { ending, message, facts } = outcomeOf(code, options);
    const tookMs = performance.now() - start;
    if (prints !== undefined && !isAsExpected(ending, facts.stdout, prints)) {
      return { ending, trouble: `${ending}: it printed ${facts.stdout}, not ${prints}` };
    }
    return { ending, trouble: troubleOf(ending, message, tookMs, facts.peakMemoryBytes, options) };
  } catch (error) {
    return { ending: "threw", trouble: `it threw ${error}` };
  }
}

/** Whether a program with known output printed it, was refused, or reached a limit. */
function isAsExpected(ending: string, printed: string, prints: string): boolean {
  if (ending === "finished") return prints.startsWith(printed);
  return /^([a-z-]+|SyntaxError|MemoryError|RuntimeError)$/.test(ending);
}

function troubleOf(
  ending: string,
  message: string,
  tookMs: number,
  peakMemoryBytes: number,
  { wallTimeoutMs, memoryBytes }: FuzzCase["options"],
): string | null {
  if (ending === "crashed") return message;
  if (ending === SPOILED) return `what cannot change has changed: ${message}`;
  if (tookMs > wallTimeoutMs + SLACK_MS) return `it took ${Math.round(tookMs)} ms`;
  if (peakMemoryBytes > memoryBytes) return `it used ${peakMemoryBytes} bytes of memory`;
  const poisoned = canaryTrouble();
  return poisoned === null ? null : `the next program is wrong: ${poisoned}`;
}

/** The process's memory after a garbage collection. */
function settledBytes(): number {
  setFlagsFromString("--expose-gc");
  const collect: () => void = runInNewContext("gc");
  collect();
  collect();
  return process.memoryUsage.rss();
}

/** The finding as text, with everything needed to reproduce it. */
export function describeFinding({ trouble, number, seed, options, code }: Finding): string {
  const again = `npm run test:fuzz -- --seed ${seed} --cases 1`;
  return `case ${number}: ${trouble}\nagain: ${again}\n${JSON.stringify(options)}\n${code}\n`;
}
