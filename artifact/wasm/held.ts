import { type Instruction, Op } from "./instructions.js";
import { ValueType } from "./module.js";
import type { Operand } from "./operand-stack.js";
import type { AnalysedFunction, PointerAnalysis } from "./pointers.js";

/**
 * Finds the values that a parameter leads to: the parameter, what is loaded from where such a value
 * points, and addresses near it.
 *
 * Where a function's caller keeps the parameter alive, and what it points to stays as it is while
 * the function runs, all these values are kept alive by the caller as well.
 *
 * @returns for each value of the function whether it is such a one.
 */
export function valuesReachedFrom(
  parameter: number,
  fn: AnalysedFunction,
  walk: PointerAnalysis["walk"],
): boolean[] {
  const reached = fn.types.map((type, value) => value === parameter || type === ValueType.i32);
  reached.forEach((_, value) => {
    if (value < fn.parameterCount && value !== parameter) reached[value] = false;
  });
  for (let changed = true; changed; ) {
    changed = false;
    const isReached = new Map<number, boolean>();
    walk(fn, (index, instruction, stack) => {
      isReached.set(index, producesReached(instruction, stack, reached, isReached));
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
  return reached;
}

function producesReached(
  { op, immediate }: Instruction,
  stack: readonly Operand[],
  reached: readonly boolean[],
  isReached: ReadonlyMap<number, boolean>,
): boolean {
  const operand = (depth: number) => stack.at(-1 - depth) as Operand;
  const leads = (depth: number) =>
    !operand(depth).maybePointer || (isReached.get(operand(depth).producer) ?? false);
  switch (op) {
    case Op.localGet:
      return reached[immediate] as boolean;
    case Op.localTee:
    case Op.i32Load:
      return leads(0);
    case Op.i32Add:
    case Op.i32Sub:
      return leads(0) && leads(1);
    case Op.select:
      return leads(1) && leads(2);
    default:
      return false;
  }
}
