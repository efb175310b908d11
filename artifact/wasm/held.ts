import { type Instruction, Op } from "./instructions.js";
import { ValueType } from "./module.js";
import type { Operand } from "./operand-stack.js";
import type { AnalysedFunction, PointerAnalysis } from "./pointers.js";

/** What a parameter leads to. */
export interface Reached {
  /** For each value of the function whether it is such a one. */
  readonly values: readonly boolean[];
  /** Whether what an instruction pushes is such a one, by the instruction's index. */
  readonly producers: ReadonlyMap<number, boolean>;
}

/**
 * Finds the values that a parameter leads to: the parameter, what is loaded from where such a value
 * points, and addresses near it.
 *
 * Where a function's caller keeps the parameter alive, and what it points to stays as it is while
 * the function runs, all these values are kept alive by the caller as well.
 */
export function reachedFrom(
  parameter: number,
  fn: AnalysedFunction,
  walk: PointerAnalysis["walk"],
): Reached {
  const reached = fn.types.map((type, value) => value === parameter || type === ValueType.i32);
  reached.forEach((_, value) => {
    if (value < fn.parameterCount && value !== parameter) reached[value] = false;
  });
  const isReached = new Map<number, boolean>();
  for (let changed = true; changed; ) {
    changed = false;
    isReached.clear();
    walk(fn, (index, instruction, stack, carried) => {
      isReached.set(index, producesReached(fn.code, index, stack, carried, reached, isReached));
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

function producesReached(
  code: readonly Instruction[],
  index: number,
  stack: readonly Operand[],
  carried: readonly Operand[],
  reached: readonly boolean[],
  isReached: ReadonlyMap<number, boolean>,
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
      return leads(0);
    case Op.i32Load:
      // What is elsewhere, as in a global variable, may be replaced while the function runs.
      return isReached.get(operand(0).producer) ?? false;
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
