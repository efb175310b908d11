import type { Flow } from "./flow.js";
import { type Instruction, Op } from "./instructions.js";

/** How often a loop is thought to turn. */
const TURNS = 8;
const MOST_LOOPS = 6;
/** How much of what comes to a branch is thought to go on to code that only raises. */
const RARE = 1 / 64;

/**
 * Guesses how often each instruction of a function runs when it is called once: a branch goes every
 * way alike, but seldom to where nothing returns from, and each loop turns some times.
 */
export function guessFrequencies(code: readonly Instruction[], flow: Flow): Float64Array {
  const { blocks, loopDepth } = flow;
  const raises = blocks.map(({ end }) => code[end - 1]?.op === Op.unreachable);
  const ofBlock = new Float64Array(blocks.length);
  ofBlock[0] = 1;
  const frequencies = new Float64Array(code.length);
  blocks.forEach(({ start, end, successors }, index) => {
    const turns = TURNS ** Math.min(loopDepth[start] as number, MOST_LOOPS);
    frequencies.fill((ofBlock[index] as number) * turns, start, end);
    // Control only goes back to the start of a loop, which the turns stand for.
    const ahead = successors.filter((next) => next > index);
    const usual = ahead.filter((next) => !raises[next]);
    const weight = (next: number) => (raises[next] && usual.length > 0 ? RARE : 1);
    const total = ahead.reduce((sum, next) => sum + weight(next), 0);
    for (const next of ahead) {
      const share = ((ofBlock[index] as number) * weight(next)) / total;
      ofBlock[next] = (ofBlock[next] as number) + share;
    }
  });
  return frequencies;
}
