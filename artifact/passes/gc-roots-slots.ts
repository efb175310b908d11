import { type BitSet, defines, liveAfter } from "../wasm/liveness.js";
import type { AnalysedFunction } from "../wasm/pointers.js";

/** A value that waits on the operand stack during a call. */
export interface PushedValue {
  readonly value: number;
  /** Index of the instruction that pushed it. */
  readonly from: number;
  /** Index of the call. */
  readonly to: number;
}

/** The saved values, and which of them are saved whenever they are computed. */
export interface SavedValues {
  readonly saved: readonly number[];
  readonly atDefinition: ReadonlySet<number>;
  /** Values that must be saved during a call, by the call's index. */
  readonly needed: ReadonlyMap<number, BitSet>;
  readonly pushed: readonly PushedValue[];
}

/**
 * Assigns a slot to each value that a function saves. Two values may share one if neither is saved while
 * the other is still needed: fewer slots have to be cleared.
 *
 * Colours the conflict graph greedily, the values with most conflicts first.
 */
export function assignSlots(fn: AnalysedFunction, values: SavedValues): Map<number, number> {
  return colour(findConflicts(fn, values));
}

/**
 * Assigns slots to saved operands in the same way.
 *
 * @param groups operands that are on the stack at the same time.
 */
export function assignOperandSlots(groups: readonly (readonly number[])[]): Map<number, number> {
  const conflicts = new Map(groups.flat().map((operand) => [operand, new Set<number>()]));
  for (const group of groups) addConflicts(conflicts, group, group);
  return colour(conflicts);
}

type Conflicts = Map<number, Set<number>>;

function addConflicts(conflicts: Conflicts, some: readonly number[], others: readonly number[]) {
  for (const one of some)
    for (const other of others) {
      if (one === other) continue;
      conflicts.get(one)?.add(other);
      conflicts.get(other)?.add(one);
    }
}

function colour(conflicts: Conflicts): Map<number, number> {
  const order = [...conflicts].sort(([a, as], [b, bs]) => bs.size - as.size || a - b);
  const slots = new Map<number, number>();
  for (const [item, others] of order) {
    const taken = new Set([...others].map((other) => slots.get(other)));
    let slot = 0;
    while (taken.has(slot)) slot += 1;
    slots.set(item, slot);
  }
  return slots;
}

function findConflicts(
  { code, flow, types, parameterCount }: AnalysedFunction,
  { saved, atDefinition, needed, pushed }: SavedValues,
): Conflicts {
  const conflicts = new Map(saved.map((value) => [value, new Set<number>()]));
  const savedAmong = (set: BitSet) => saved.filter((value) => set.has(value));

  for (const values of needed.values()) {
    const together = savedAmong(values);
    addConflicts(conflicts, together, together);
  }
  const parameters = saved.filter((value) => value < parameterCount && atDefinition.has(value));
  addConflicts(conflicts, parameters, parameters);
  const isSaved = (index: number) => {
    const instruction = code[index];
    return (
      instruction !== undefined && defines(instruction) && atDefinition.has(instruction.immediate)
    );
  };
  for (const [index, live] of liveAfter(code, flow, types.length, isSaved)) {
    addConflicts(conflicts, [code[index]?.immediate as number], savedAmong(live));
  }
  for (const { value, from, to } of pushed) {
    for (let index = from + 1; index < to; index++) {
      if (isSaved(index)) addConflicts(conflicts, [value], [code[index]?.immediate as number]);
    }
  }
  return conflicts;
}
