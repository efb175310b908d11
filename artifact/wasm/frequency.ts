import type { BasicBlock, Flow } from "./flow.js";
import { type Instruction, Op } from "./instructions.js";

/** Assumed turns of a loop. */
const TURNS = 4;
const MOST_LOOPS = 6;
/** Assumed probability of a branch to code that only raises. */
const RARE = 1 / 64;
/** Assumed probability of a branch to code that calls a function, if the other way does not. */
const CALLS = 1 / 4;

/**
 * Estimates how often each instruction runs when the function is called once: all ways of a branch are
 * equally likely, except for code that never returns, and each loop runs a few times.
 */
export function guessFrequencies(code: readonly Instruction[], flow: Flow): Float64Array {
  const { blocks, loopDepth } = flow;
  const weights = weightsOf(code, flow);
  const ofBlock = new Float64Array(blocks.length);
  ofBlock[0] = 1;
  const frequencies = new Float64Array(code.length);
  blocks.forEach(({ start, end }, index) => {
    const turns = TURNS ** Math.min(loopDepth[start] as number, MOST_LOOPS);
    frequencies.fill((ofBlock[index] as number) * turns, start, end);
    for (const [next, weight] of weights(index)) {
      ofBlock[next] = (ofBlock[next] as number) + (ofBlock[index] as number) * weight;
    }
  });
  return frequencies;
}

/**
 * Estimates in the same way how likely one call of the function is to run any of some instructions.
 */
export function guessLikelihood(
  code: readonly Instruction[],
  flow: Flow,
  isOne: (index: number) => boolean,
): number {
  const weights = weightsOf(code, flow);
  const likelihood = new Float64Array(flow.blocks.length);
  for (let index = flow.blocks.length - 1; index >= 0; index--) {
    const { start, end } = flow.blocks[index] as BasicBlock;
    for (const [next, weight] of weights(index)) {
      likelihood[index] = (likelihood[index] as number) + (likelihood[next] as number) * weight;
    }
    for (let i = start; i < end; i++) if (isOne(i)) likelihood[index] = 1;
  }
  return likelihood[0] as number;
}

/**
 * The probability of each successor of a block, without the branches back to the start of a loop.
 */
function weightsOf(
  code: readonly Instruction[],
  { blocks }: Flow,
): (block: number) => (readonly [next: number, weight: number])[] {
  const likelihoods = blocks.map(({ start, end }) => {
    // If the call that raises is in a `try`, it ends its block.
    const raises = [end - 1, end].some((at) => code[at]?.op === Op.unreachable);
    if (raises) return RARE;
    const calls = code.slice(start, end).some(({ op }) => op === Op.call || op === Op.callIndirect);
    return calls ? CALLS : 1;
  });
  return (index) => {
    const ahead = (blocks[index] as BasicBlock).successors.filter((next) => next > index);
    const total = ahead.reduce((sum, next) => sum + (likelihoods[next] as number), 0);
    return ahead.map((next) => [next, (likelihoods[next] as number) / total] as const);
  };
}
