import { assignOperandSlots, assignSlots } from "./gc-roots-slots.js";
import type { Reachability } from "./wasm/call-graph.js";
import { valuesReachedFrom } from "./wasm/held.js";
import { type Instruction, Op } from "./wasm/instructions.js";
import { BitSet, defines, liveAfter, unsavedAt } from "./wasm/liveness.js";
import type { WasmModule } from "./wasm/module.js";
import type { Operand } from "./wasm/operand-stack.js";
import type { AnalysedFunction, PointerAnalysis } from "./wasm/pointers.js";

/**
 * Parameters that every caller keeps alive, with all they point to, while the function runs.
 *
 * `mp_execute_bytecode` gets a frame that its caller holds and reads a result from afterwards. The
 * instruction pointer, the Python stack pointer and the exception stack all point into what the
 * frame refers to.
 */
const HELD_BY_CALLERS: Readonly<Record<string, number>> = { mp_execute_bytecode: 0 };

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
  /**
   * How many slots there would be if none were shared: the room they take on the C stack, which bounds
   * how deep calls go on the engine's own stack (docs/decisions/0007-recursion.md).
   */
  readonly frameSlots: number;
}

/**
 * Decides where a function saves what, or `null` where it has nothing to save.
 *
 * Each value is saved where that takes fewer stores, as far as loops tell: where it is computed, or
 * before those collecting calls that it is needed after and not saved for yet.
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

  const needed = liveAfter(code, flow, fn.types.length, (i) => canCollect(code[i] as Instruction));
  const pointers = pointersToSave(module, fn, analysis);
  for (const live of needed.values()) live.keepOnly(pointers);
  const beforeCall = unsavedAt(code, flow, fn.types.length, needed);
  const { operands, groups } = operandsBelow(module, fn, canCollect, analysis);

  const callCost = new Map<number, number>();
  const definitionCost = new Map<number, number>();
  const add = (costs: Map<number, number>, value: number, at: number) =>
    costs.set(value, (costs.get(value) ?? 0) + frequency(fn, at));
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
  const slots = assignSlots(fn, { saved, atDefinition, needed });
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
  };
}

function pointersToSave(
  module: WasmModule,
  fn: AnalysedFunction,
  { walk }: PointerAnalysis,
): BitSet {
  const parameter = HELD_BY_CALLERS[module.nameOf(fn.index)];
  const held = parameter === undefined ? [] : valuesReachedFrom(parameter, fn, walk);
  const pointers = new BitSet(fn.types.length);
  fn.mayPoint.forEach((may, value) => {
    if (may && !held[value]) pointers.add(value);
  });
  return pointers;
}

function operandsBelow(
  module: WasmModule,
  fn: AnalysedFunction,
  canCollect: (instruction: Instruction) => boolean,
  { walk }: PointerAnalysis,
): { operands: Map<number, Operand>; groups: number[][] } {
  const operands = new Map<number, Operand>();
  const groups: number[][] = [];
  walk(fn, (_, instruction, stack) => {
    if (!canCollect(instruction)) return;
    const { op, immediate } = instruction;
    const direct = op === Op.call;
    const type = direct ? module.typeOf(immediate) : module.types[immediate];
    const argumentCount = (type?.params.length ?? 0) + (direct ? 0 : 1);
    const below = stack
      .slice(0, stack.length - argumentCount)
      .filter(({ maybePointer }) => maybePointer);
    for (const operand of below) operands.set(operand.producer, operand);
    groups.push(below.map(({ producer }) => producer));
  });
  return { operands, groups };
}

function countSlots(slots: ReadonlyMap<number, number>): number {
  return 1 + Math.max(-1, ...slots.values());
}

/** A guess of how often an instruction runs: each loop around it turns some times. */
function frequency({ flow }: AnalysedFunction, index: number): number {
  const turns = 8;
  return turns ** Math.min(flow.loopDepth[index] as number, 6);
}
