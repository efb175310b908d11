import { assignOperandSlots, assignSlots, type PushedValue } from "./gc-roots-slots.js";
import type { Reachability } from "./wasm/call-graph.js";
import { guessFrequencies } from "./wasm/frequency.js";
import { type Reached, reachedFrom } from "./wasm/held.js";
import { type Instruction, Op } from "./wasm/instructions.js";
import { BitSet, defines, liveAfter, unsavedAt } from "./wasm/liveness.js";
import type { WasmModule } from "./wasm/module.js";
import type { Operand } from "./wasm/operand-stack.js";
import type { AnalysedFunction, PointerAnalysis } from "./wasm/pointers.js";

/**
 * Parameters that every caller keeps alive, with all they point to, while the function runs.
 *
 * `run_bytecode` (port/vm.c) gets a frame that its caller holds and reads a result from afterwards. The
 * instruction pointer, the Python stack pointer and the exception stack all point into what the
 * frame refers to.
 */
const HELD_BY_CALLERS: Readonly<Record<string, number>> = { run_bytecode: 0 };

/** Where a function saves which of its values. */
export interface SavePlan {
  /** Slot number of each value that is saved anywhere; values that are never needed at once share one. */
  readonly slots: ReadonlyMap<number, number>;
  /** All values that must be saved during a call, by the call's index. */
  readonly needed: ReadonlyMap<number, readonly number[]>;
  /** Values saved whenever they are computed. */
  readonly atDefinition: ReadonlySet<number>;
  /** Values saved right before a call, by the call's index. */
  readonly beforeCall: ReadonlyMap<number, readonly number[]>;
  /** Operands under the arguments of a collecting call, by the instruction that pushed them. */
  readonly operands: ReadonlyMap<number, Operand>;
  /** Slot number of each operand; like those of values, some are shared. */
  readonly operandSlots: ReadonlyMap<number, number>;
  readonly slotCount: number;
  /** A guess of how often each instruction runs when the function is called once. */
  readonly frequencies: Float64Array;
  /**
   * How many slots there would be if none were shared: the room they take on the C stack, which bounds
   * how deep calls go on the engine's own stack (docs/decisions/0007-recursion.md).
   */
  readonly frameSlots: number;
}

/**
 * Decides where a function saves what, or `null` where it has nothing to save.
 *
 * Each value is saved where that is guessed to take fewer stores: where it is computed, or before
 * those collecting calls that it is needed after and not saved for yet.
 */
export function planSaves(
  module: WasmModule,
  fn: AnalysedFunction,
  analysis: PointerAnalysis,
  reaches: Reachability,
): SavePlan | null {
  const { code, flow } = fn;
  const canCollect = ({ op, immediate }: Instruction) =>
    (op === Op.call && reaches.direct(immediate)) ||
    (op === Op.callIndirect && reaches.indirect(immediate));
  if (!code.some(canCollect)) return null;

  const held = heldByCallers(module, fn, analysis);
  const needed = liveAfter(code, flow, fn.types.length, (i) => canCollect(code[i] as Instruction));
  const pointers = new BitSet(fn.types.length);
  fn.mayPoint.forEach((may, value) => {
    if (may && !held?.values[value]) pointers.add(value);
  });
  for (const live of needed.values()) live.keepOnly(pointers);
  const { operands, groups, pushed } = operandsBelow(module, fn, canCollect, analysis, held);
  for (const { value, to } of pushed) needed.get(to)?.add(value);
  const beforeCall = unsavedAt(code, flow, fn.types.length, needed);

  const frequencies = guessFrequencies(code, flow);
  const callCost = new Map<number, number>();
  const definitionCost = new Map<number, number>();
  const add = (costs: Map<number, number>, value: number, at: number) =>
    costs.set(value, (costs.get(value) ?? 0) + (frequencies[at] as number));
  for (const [call, values] of beforeCall) for (const value of values) add(callCost, value, call);
  code.forEach((instruction, i) => {
    if (defines(instruction)) add(definitionCost, instruction.immediate, i);
  });
  for (let value = 0; value < fn.parameterCount; value++) add(definitionCost, value, 0);

  const saved = [...callCost.keys()].sort((a, b) => a - b);
  if (saved.length === 0 && operands.size === 0) return null;
  const atDefinition = new Set(
    saved.filter((value) => (definitionCost.get(value) ?? 0) < (callCost.get(value) ?? 0)),
  );
  const slots = assignSlots(fn, { saved, atDefinition, needed, pushed });
  const valueSlots = countSlots(slots);
  const ofOperands = assignOperandSlots(groups);
  return {
    slotCount: valueSlots + countSlots(ofOperands),
    frameSlots: saved.length + operands.size,
    operandSlots: new Map([...ofOperands].map(([at, slot]) => [at, valueSlots + slot])),
    needed: new Map([...needed].map(([call, values]) => [call, [...values]])),
    slots,
    atDefinition,
    beforeCall: new Map(
      [...beforeCall].map(([call, values]) => [
        call,
        values.filter((value) => !atDefinition.has(value)),
      ]),
    ),
    operands,
    frequencies,
  };
}

function heldByCallers(
  module: WasmModule,
  fn: AnalysedFunction,
  { walk }: PointerAnalysis,
): Reached | null {
  const parameter = HELD_BY_CALLERS[module.nameOf(fn.index)];
  return parameter === undefined ? null : reachedFrom(parameter, fn, walk);
}

/** What has to be saved of the operands that wait under the arguments of collecting calls. */
interface OperandsBelow {
  /** Operands that are saved where they are pushed, by the instruction that does so. */
  readonly operands: ReadonlyMap<number, Operand>;
  /** The same, for each call. */
  readonly groups: readonly (readonly number[])[];
  /** Values that a call has to find saved, as it would if their local was needed after it. */
  readonly pushed: readonly PushedValue[];
}

function operandsBelow(
  module: WasmModule,
  fn: AnalysedFunction,
  canCollect: (instruction: Instruction) => boolean,
  { walk }: PointerAnalysis,
  held: Reached | null,
): OperandsBelow {
  const operands = new Map<number, Operand>();
  const groups: number[][] = [];
  const pushed: PushedValue[] = [];
  walk(fn, (call, instruction, stack) => {
    if (!canCollect(instruction)) return;
    const { op, immediate } = instruction;
    const direct = op === Op.call;
    const type = direct ? module.typeOf(immediate) : module.types[immediate];
    const argumentCount = (type?.params.length ?? 0) + (direct ? 0 : 1);
    const group: number[] = [];
    for (const operand of stack.slice(0, stack.length - argumentCount)) {
      const { producer, maybePointer } = operand;
      if (!maybePointer || held?.producers.get(producer)) continue;
      if (isStillInLocal(fn, producer, call)) {
        pushed.push({ value: valuePushedBy(fn, producer), from: producer, to: call });
      } else {
        operands.set(producer, operand);
        group.push(producer);
      }
    }
    groups.push(group);
  });
  return { operands, groups, pushed };
}

/** Whether an operand is a local's value that the local still has when a call comes. */
function isStillInLocal(fn: AnalysedFunction, producer: number, call: number): boolean {
  const { op } = fn.code[producer] as Instruction;
  if (op !== Op.localGet && op !== Op.localTee) return false;
  const local = fn.localOf[valuePushedBy(fn, producer)];
  // What runs while an operand waits stands between its push and its use.
  return !fn.code
    .slice(producer + 1, call)
    .some((between) => defines(between) && fn.localOf[between.immediate] === local);
}

function valuePushedBy(fn: AnalysedFunction, producer: number): number {
  return (fn.code[producer] as Instruction).immediate;
}

function countSlots(slots: ReadonlyMap<number, number>): number {
  return 1 + Math.max(-1, ...slots.values());
}
