import { type Flow, isWayOut } from "./flow.js";
import type { Instruction } from "./instructions.js";

/** Whether any of some instructions has run before, in the same call of a function. */
export type Passed = "never" | "maybe" | "always";

/** The answer at each of the instructions, and at the end of the function. */
export interface Passage {
  /** By the index of each of the instructions. */
  readonly before: ReadonlyMap<number, Passed>;
  readonly atEnd: Passed;
}

/** Finds out which of some instructions may be the first to run, over all paths. */
export function findPassage(
  code: readonly Instruction[],
  { blocks }: Flow,
  isOne: (index: number) => boolean,
): Passage {
  const ones = blocks.map(({ start, end }) => {
    const found: number[] = [];
    for (let i = start; i < end; i++) if (isOne(i)) found.push(i);
    return found;
  });
  const enter = blocks.map((_, index): Ways => ({ passed: false, free: index === 0 }));
  const leave = (block: number): Ways =>
    ones[block]?.length ? { passed: true, free: false } : (enter[block] as Ways);
  for (let changed = true; changed; ) {
    changed = false;
    blocks.forEach(({ successors }, block) => {
      const ways = leave(block);
      for (const next of successors) if (addWays(enter[next] as Ways, ways)) changed = true;
    });
  }

  const before = new Map<number, Passed>();
  ones.forEach((found, block) => {
    found.forEach((at, nth) => {
      before.set(at, nth > 0 ? "always" : passedOn(enter[block] as Ways));
    });
  });
  const end: Ways = { passed: false, free: false };
  blocks.forEach((block, index) => {
    if (isWayOut(code, block)) addWays(end, leave(index));
  });
  return { before, atEnd: passedOn(end) };
}

/** Whether paths that passed one of the instructions lead here, and paths that did not. */
interface Ways {
  passed: boolean;
  free: boolean;
}

/** Returns whether that changed anything. */
function addWays(to: Ways, from: Ways): boolean {
  const changed = (from.passed && !to.passed) || (from.free && !to.free);
  to.passed ||= from.passed;
  to.free ||= from.free;
  return changed;
}

function passedOn({ passed, free }: Ways): Passed {
  if (!passed) return "never";
  return free ? "maybe" : "always";
}
