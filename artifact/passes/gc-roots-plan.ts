import { BuildError } from "../progress.js";
import type { Reaches } from "../wasm/call-graph.js";
import { guessFrequencies } from "../wasm/frequency.js";
import { type Reached, reachedFrom } from "../wasm/held.js";
import { type Instruction, Op } from "../wasm/instructions.js";
import { BitSet, defines, liveAfter, unsavedAt } from "../wasm/liveness.js";
import type { WasmModule } from "../wasm/module.js";
import type { Operand } from "../wasm/operand-stack.js";
import { findPassage, type Passage } from "../wasm/passed.js";
import type { AnalysedFunction, PointerAnalysis } from "../wasm/pointers.js";
import { assignOperandSlots, assignSlots, type PushedValue } from "./gc-roots-slots.js";
import type { ResolvedPolicy } from "./policy.js";

/** What a function must keep on the C stack, and during which calls. */
export interface Roots {
  /** All values that must be saved during a call, by the call's index. */
  readonly needed: ReadonlyMap<number, BitSet>;
  /** The same without values that are already saved and have not changed since. */
  readonly unsaved: ReadonlyMap<number, readonly number[]>;
  /** Values that wait on the operand stack and are saved from their local instead. */
  readonly pushed: readonly PushedValue[];
  /** Operands below the arguments of a collecting call, by the instruction that pushed them. */
  readonly operands: ReadonlyMap<number, Operand>;
  /** The same, grouped by call. */
  readonly groups: readonly (readonly number[])[];
  /** Whether something has been saved before, at each place where something must be saved. */
  readonly passage: Passage;
  /** Estimate of how often each instruction runs when the function is called once. */
  readonly frequencies: Float64Array;
}

/** Which values a function saves, and where. */
export interface SavePlan {
  /** Slot of each saved value; values that are never needed at the same time may share one. */
  readonly slots: ReadonlyMap<number, number>;
  /** Values saved whenever they are computed; parameters, when the slots are made. */
  readonly atDefinition: ReadonlySet<number>;
  /** Values saved right before a call, by the call's index. */
  readonly beforeCall: ReadonlyMap<number, readonly number[]>;
  /** Slot of each operand; some are shared. */
  readonly operandSlots: ReadonlyMap<number, number>;
  readonly slotCount: number;
}

/** Finds what a function must save; returns `null` if nothing. */
export function findRoots(
  module: WasmModule,
  fn: AnalysedFunction,
  analysis: PointerAnalysis,
  { collects, policy }: { readonly collects: Reaches; readonly policy: ResolvedPolicy },
): Roots | null {
  const { code, flow } = fn;
  const canCollect = (index: number) => collects(fn, index);
  if (!code.some((_, index) => canCollect(index))) return null;

  const held = heldByCallers(module, fn, analysis, policy);
  const needed = liveAfter(code, flow, fn.types.length, canCollect);
  const pointers = new BitSet(fn.types.length);
  fn.mayPoint.forEach((may, value) => {
    if (may && !held?.values[value]) pointers.add(value);
  });
  for (const live of needed.values()) live.keepOnly(pointers);
  const { operands, groups, pushed } = waitingOperands(module, fn, {
    canCollect,
    analysis,
    held,
    policy,
  });
  for (const { value, to } of pushed) needed.get(to)?.add(value);
  const unsaved = unsavedAt(code, flow, fn.types.length, needed);
  if ([...unsaved.values()].every(({ length }) => length === 0) && operands.size === 0) return null;
  const passage = findPassage(
    code,
    flow,
    (index) => operands.has(index) || needed.get(index)?.isEmpty === false,
  );
  const frequencies = guessFrequencies(code, flow);
  return { needed, unsaved, pushed, operands, groups, passage, frequencies };
}

/**
 * Plans where a function saves its values if it has slots from the start. Each is saved where it is
 * computed, or before the collecting calls that it must survive and is not saved for yet, whichever
 * probably takes fewer stores.
 */
export function planAtOnce(fn: AnalysedFunction, roots: Roots): SavePlan {
  const { unsaved, frequencies } = roots;
  const callCost = new Map<number, number>();
  const definitionCost = new Map<number, number>();
  const add = (costs: Map<number, number>, value: number, at: number) =>
    costs.set(value, (costs.get(value) ?? 0) + (frequencies[at] as number));
  for (const [call, values] of unsaved) for (const value of values) add(callCost, value, call);
  fn.code.forEach((instruction, i) => {
    if (defines(instruction)) add(definitionCost, instruction.immediate, i);
  });
  for (let value = 0; value < fn.parameterCount; value++) add(definitionCost, value, 0);
  const isCheaper = (value: number) =>
    (definitionCost.get(value) ?? 0) < (callCost.get(value) ?? 0);
  return planSlots(fn, roots, isCheaper);
}

/**
 * Plans where a function saves its values if it makes slots only when it first needs them: parameters that
 * never change when the slots are made, and everything else before calls.
 */
export function planLate(fn: AnalysedFunction, roots: Roots): SavePlan {
  const changed = new Set(fn.code.filter(defines).map(({ immediate }) => immediate));
  return planSlots(fn, roots, (value) => value < fn.parameterCount && !changed.has(value));
}

function planSlots(
  fn: AnalysedFunction,
  { needed, unsaved, pushed, groups }: Roots,
  isSavedAtDefinition: (value: number) => boolean,
): SavePlan {
  const saved = [...new Set([...unsaved.values()].flat())].sort((a, b) => a - b);
  const atDefinition = new Set(saved.filter(isSavedAtDefinition));
  const slots = assignSlots(fn, { saved, atDefinition, needed, pushed });
  const valueSlots = countSlots(slots);
  const ofOperands = assignOperandSlots(groups);
  return {
    slotCount: valueSlots + countSlots(ofOperands),
    operandSlots: new Map([...ofOperands].map(([at, slot]) => [at, valueSlots + slot])),
    slots,
    atDefinition,
    beforeCall: new Map(
      [...unsaved].map(([call, values]) => [
        call,
        values.filter((value) => !atDefinition.has(value)),
      ]),
    ),
  };
}

function heldByCallers(
  module: WasmModule,
  fn: AnalysedFunction,
  { walk }: PointerAnalysis,
  policy: ResolvedPolicy,
): Reached | null {
  const kept = policy.functions.get(fn.index)?.keptByCallers;
  if (kept === undefined) return null;
  if (module.tableFunctions.includes(fn.index)) {
    throw new BuildError(`${module.nameOf(fn.index)} is called through the table`);
  }
  return reachedFrom(kept, fn, walk);
}

/**
 * What must be saved of the operands that wait below the arguments of collecting calls, and of arguments
 * that callers keep alive.
 */
interface WaitingOperands {
  /** Operands that are saved where they are pushed, by the instruction that does so. */
  readonly operands: ReadonlyMap<number, Operand>;
  /** The same, for each call. */
  readonly groups: readonly (readonly number[])[];
  /** Values that must be saved during a call as if their local were needed after it. */
  readonly pushed: readonly PushedValue[];
}

function waitingOperands(
  module: WasmModule,
  fn: AnalysedFunction,
  {
    canCollect,
    analysis: { walk },
    held,
    policy,
  }: {
    readonly canCollect: (index: number) => boolean;
    readonly analysis: PointerAnalysis;
    readonly held: Reached | null;
    readonly policy: ResolvedPolicy;
  },
): WaitingOperands {
  const operands = new Map<number, Operand>();
  const groups: number[][] = [];
  const pushed: PushedValue[] = [];
  const isHeld = ({ producer }: Operand) => held?.producers.get(producer) ?? false;
  walk(fn, (call, { op, immediate }, stack) => {
    if (!canCollect(call)) return;
    const direct = op === Op.call;
    const type = direct ? module.typeOf(immediate) : module.types[immediate];
    const argumentCount = (type?.params.length ?? 0) + (direct ? 0 : 1);
    const below = stack.length - argumentCount;
    const kept = direct ? policy.functions.get(immediate)?.keptByCallers : undefined;
    const keptArguments = kept?.parameters.map((at) => stack[below + at] as Operand) ?? [];
    const group: number[] = [];
    for (const operand of [...stack.slice(0, below), ...keptArguments]) {
      const { producer, maybePointer } = operand;
      if (!maybePointer || isHeld(operand)) continue;
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

/** Whether an operand came from a local that still holds it at a call. */
function isStillInLocal(fn: AnalysedFunction, producer: number, call: number): boolean {
  const { op } = fn.code[producer] as Instruction;
  if (op !== Op.localGet && op !== Op.localTee) return false;
  const local = fn.localOf[valuePushedBy(fn, producer)];
  // Whatever runs while an operand waits is between its push and its use.
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
