import { type Instruction, Op } from "./instructions.js";
import { ValueType } from "./module.js";
import type { Operand } from "./operand-stack.js";
import type { AnalysedFunction, PointerAnalysis } from "./pointers.js";

/** What some parameters lead to. */
export interface Reached {
  /** For each value of the function, whether a parameter leads to it. */
  readonly values: readonly boolean[];
  /** The same for what an instruction pushes, by the index of the instruction. */
  readonly producers: ReadonlyMap<number, boolean>;
}

/**
 * Finds the values that some parameters lead to: the parameters, addresses derived from them and, with
 * `deep`, what is loaded through them.
 *
 * If a function's caller keeps the parameters alive, it keeps all these values alive; with `deep`, provided
 * that what a parameter points to does not change while the function runs.
 */
export function reachedFrom(
  { parameters, deep }: { parameters: readonly number[]; deep: boolean },
  fn: AnalysedFunction,
  walk: PointerAnalysis["walk"],
): Reached {
  // A loaded 64-bit object is not followed: its place in memory may be overwritten.
  const reached = fn.types.map((type, value) =>
    value < fn.parameterCount
      ? parameters.includes(value)
      : type === ValueType.i32 || (type === ValueType.i64 && !deep),
  );
  const isReached = new Map<number, boolean>();
  for (let changed = true; changed; ) {
    changed = false;
    isReached.clear();
    walk(fn, (index, instruction, stack, carried) => {
      const known = { reached, isReached, deep };
      isReached.set(index, producesReached(fn.code, index, stack, carried, known));
      const { op, immediate } = instruction;
      if (op !== Op.localSet && op !== Op.localTee) return;
      const value = stack.at(-1) as Operand;
      const leadsThere = isReached.get(value.producer) ?? false;
      if (reached[immediate] && value.maybePointer && !leadsThere) {
        reached[immediate] = false;
        changed = true;
      }
    });
  }
  return { values: reached, producers: isReached };
}

interface Known {
  readonly reached: readonly boolean[];
  readonly isReached: ReadonlyMap<number, boolean>;
  readonly deep: boolean;
}

function producesReached(
  code: readonly Instruction[],
  index: number,
  stack: readonly Operand[],
  carried: readonly Operand[],
  { reached, isReached, deep }: Known,
): boolean {
  const isOne = ({ maybePointer, producer }: Operand) =>
    !maybePointer || (isReached.get(producer) ?? false);
  const operand = (depth: number) => stack.at(-1 - depth) as Operand;
  const leads = (depth: number) => isOne(operand(depth));
  const { op, immediate } = code[index] as Instruction;
  switch (op) {
    case Op.localGet:
      return reached[immediate] as boolean;
    case Op.localTee:
    case Op.i32WrapI64:
      return leads(0);
    case Op.i32Load:
      // Other places, such as global variables, may be overwritten while the function runs.
      return deep && (isReached.get(operand(0).producer) ?? false);
    case Op.i32And:
      return leads(1) && isAlignment(code[operand(0).producer]);
    case Op.i32Add:
    case Op.i32Sub:
      return leads(0) && leads(1);
    case Op.select:
      return leads(1) && leads(2);
    case Op.end:
      return carried.every(isOne);
    default:
      return false;
  }
}

/** A mask that takes marks out of the lowest bits of an address. */
function isAlignment(instruction: Instruction | undefined): boolean {
  return (
    instruction?.op === Op.i32Const && instruction.constant < 0n && instruction.constant >= -8n
  );
}
