import type { Code } from "./assembler.js";
import { concat, u32 } from "./bytes.js";
import { EMPTY, type Instruction, Op, opensBlock } from "./instructions.js";

/** Code to run when a function is entered and when it is left. */
export interface Wrapping {
  readonly enter: Code;
  readonly leave: Code;
}

/**
 * Puts code around a function's body, which also runs when the function returns early, but not when it
 * throws. The body becomes a block, and whatever left the function now leaves the block.
 */
export function wrapBody(
  code: Uint8Array,
  instructions: readonly Instruction[],
  results: readonly number[],
  { enter, leave }: Wrapping,
): Uint8Array {
  if (results.length > 1) throw new Error("functions with several results are not supported");
  const pieces: Code[] = [enter, [Op.block, results[0] ?? EMPTY]];
  let depth = 0;
  for (const { op, start, end } of instructions) {
    pieces.push(op === Op.return ? [Op.br, ...u32(depth)] : code.subarray(start, end));
    if (opensBlock(op)) depth += 1;
    else if (op === Op.end || op === Op.delegate) depth -= 1;
  }
  return concat([...pieces, leave, [Op.end]]);
}
