import { Assembler, type Code } from "../wasm/assembler.js";
import { guessLikelihood } from "../wasm/frequency.js";
import { type Instruction, Op } from "../wasm/instructions.js";
import { defines } from "../wasm/liveness.js";
import { ValueType, type WasmFunction } from "../wasm/module.js";
import type { AnalysedFunction } from "../wasm/pointers.js";
import { planAtOnce, planLate, type Roots, type SavePlan } from "./gc-roots-plan.js";

export const SLOT_BYTES = 4;

const STACK_ALIGNMENT = 16;

/** Cost of making a frame and giving it back, in stores. */
const FRAME_COST = 6;

/** Cost of checking whether the frame has been made, in stores. */
const TEST_COST = 1;

/** Where a function's slots are on the C stack, and the code that makes them. */
export type Frame = {
  readonly plan: SavePlan;
  /** Local that holds the base address of `slotsAt` wherever something is saved. */
  readonly base: number;
  readonly slotsAt: number;
} & (
  | {
      /** The function's own frame becomes larger. */
      readonly kind: "extended";
      readonly replaced: ReadonlyMap<number, Code>;
      /** Index of the last instruction of its prologue. */
      readonly enteredAt: number;
    }
  | {
      /**
       * A new frame around the function's body, around each call for which something is saved, or from
       * the first such call to the function's end.
       */
      readonly kind: "body" | "call" | "rest";
      readonly enter: Code;
      readonly leave: Code;
    }
);

/** Chooses the cheapest frame for a function's slots. */
export function chooseFrame(
  fn: AnalysedFunction,
  own: WasmFunction,
  stackPointer: number,
  roots: Roots,
): Frame {
  const atOnce = planAtOnce(fn, roots);
  const extended = extendFrame(fn, stackPointer, roots, atOnce);
  const choices: { kind: Frame["kind"]; plan: SavePlan; cost: number }[] = [
    {
      kind: extended === null ? "body" : "extended",
      plan: atOnce,
      cost: costAtOnce(fn, roots, atOnce) + (extended === null ? FRAME_COST : 0),
    },
  ];
  if (roots.operands.size === 0) {
    choices.push({ kind: "call", plan: atOnce, cost: costOfWrapping(roots) });
  }
  if (fn.code.every((instruction) => isFrameless(instruction, stackPointer))) {
    const plan = planLate(fn, roots);
    choices.push({ kind: "rest", plan, cost: costWhenLate(fn, roots, plan) });
  }
  const { kind, plan } = choices.reduce((best, next) => (next.cost < best.cost ? next : best));
  if (kind === "extended") return extended as Frame;

  const base = addLocal(fn, own, ValueType.i32);
  const size = sizeOf(plan);
  const enter = new Assembler().getGlobal(stackPointer).i32(size).op(Op.i32Sub);
  const leave = new Assembler().getLocal(base).i32(size).op(Op.i32Add);
  return {
    kind,
    plan,
    base,
    slotsAt: 0,
    enter: enter.teeLocal(base).setGlobal(stackPointer).code,
    leave: leave.setGlobal(stackPointer).code,
  };
}

/**
 * Whether a frame may begin before or after an instruction. The compiler's own frames must not end within
 * ours, and the function must not catch exceptions, as it would not know whether the frame was made.
 */
function isFrameless({ op, immediate }: Instruction, stackPointer: number): boolean {
  return op !== Op.try && !(op === Op.globalSet && immediate === stackPointer);
}

function sizeOf({ slotCount }: SavePlan): number {
  return Math.ceil((slotCount * SLOT_BYTES) / STACK_ALIGNMENT) * STACK_ALIGNMENT;
}

/** Cost of a frame around each call for which something is saved. */
function costOfWrapping({ needed, frequencies }: Roots): number {
  let cost = 0;
  for (const [call, values] of needed) {
    const count = [...values].length;
    if (count > 0) cost += (frequencies[call] as number) * (FRAME_COST + count);
  }
  return cost;
}

/** Cost of slots for the whole function. */
function costAtOnce(fn: AnalysedFunction, roots: Roots, plan: SavePlan): number {
  return costToMakeSlots(fn, plan) + costToSave(fn, roots, plan);
}

/** Cost of making the frame where it is first needed, which is checked there and at the end. */
function costWhenLate(fn: AnalysedFunction, roots: Roots, plan: SavePlan): number {
  const { before, atEnd } = roots.passage;
  let cost = costToSave(fn, roots, plan) + (atEnd === "maybe" ? TEST_COST : 0);
  for (const [at, passed] of before) {
    if (passed === "maybe") cost += TEST_COST * (roots.frequencies[at] as number);
  }
  const likelihood = guessLikelihood(fn.code, fn.flow, (index) => before.has(index));
  return cost + likelihood * (FRAME_COST + costToMakeSlots(fn, plan));
}

/** Cost of clearing the slots and saving the parameters that are saved then. */
function costToMakeSlots(fn: AnalysedFunction, { atDefinition, slotCount }: SavePlan): number {
  const parameters = [...atDefinition].filter((value) => value < fn.parameterCount);
  return Math.ceil(slotCount / 2) + parameters.length;
}

function costToSave(
  { code }: AnalysedFunction,
  { frequencies }: Roots,
  { atDefinition, beforeCall }: SavePlan,
): number {
  return code.reduce((cost, instruction, i) => {
    const often = frequencies[i] as number;
    const isDefined = defines(instruction) && atDefinition.has(instruction.immediate);
    return cost + (isDefined ? often : 0) + often * (beforeCall.get(i)?.length ?? 0);
  }, 0);
}

/**
 * Adds room at the upper end of the frame that the compiler gave the function, so that all addresses in
 * it stay the same. Returns `null` unless prologue and epilogues have the form that LLVM emits.
 */
function extendFrame(
  fn: AnalysedFunction,
  stackPointer: number,
  roots: Roots,
  plan: SavePlan,
): Frame | null {
  const { code, localOf, flow } = fn;
  const at = (index: number) => code[index] as Instruction;
  const opsBefore = (index: number, ...ops: number[]) =>
    ops.every((op, i) => code[index - ops.length + i]?.op === op);
  const localAt = (index: number) => localOf[at(index).immediate];
  const sets = code.flatMap(({ op, immediate }, i) =>
    op === Op.globalSet && immediate === stackPointer ? [i] : [],
  );

  const enteredAt = sets[0];
  if (enteredAt === undefined || flow.loopDepth[enteredAt] !== 0) return null;
  if (!opsBefore(enteredAt, Op.globalGet, Op.i32Const, Op.i32Sub, Op.localTee)) return null;
  if (at(enteredAt - 4).immediate !== stackPointer) return null;
  if (enteredAt >= (flow.blocks[0]?.end ?? 0)) return null;
  const base = localAt(enteredAt - 1) as number;
  const frameBytes = at(enteredAt - 3).constant;
  const redefined = code.some(
    (instruction, i) =>
      i !== enteredAt - 1 && defines(instruction) && localOf[instruction.immediate] === base,
  );
  const savesBefore = code
    .slice(0, enteredAt)
    .some(
      (instruction, i) =>
        roots.needed.has(i) ||
        roots.operands.has(i) ||
        (defines(instruction) && plan.atDefinition.has(instruction.immediate)),
    );
  if (redefined || savesBefore || base < fn.parameterCount) return null;

  const grown = new Assembler().i32(Number(frameBytes) + sizeOf(plan)).code;
  const replaced = new Map([[enteredAt - 3, grown]]);
  for (const set of sets.slice(1)) {
    const leaves =
      opsBefore(set, Op.localGet, Op.i32Const, Op.i32Add) &&
      localAt(set - 3) === base &&
      at(set - 2).constant === frameBytes;
    const restores = opsBefore(set, Op.localGet) && localAt(set - 1) === base;
    const allocates = opsBefore(set, Op.i32Sub, Op.localTee);
    // An inlined function brings its own frame, which ends before the function does.
    if (leaves && savesAfter(fn, roots, set)) return null;
    if (leaves) replaced.set(set - 2, grown);
    else if (!restores && !allocates) return null;
  }
  return { kind: "extended", plan, base, slotsAt: Number(frameBytes), replaced, enteredAt };
}

/** Whether anything must be saved for a call that may run after an instruction. */
function savesAfter({ flow }: AnalysedFunction, { needed }: Roots, index: number): boolean {
  const first = flow.blocks.findIndex(({ start, end }) => start <= index && index < end);
  const reached = new Set([first]);
  for (const block of reached) {
    for (const next of flow.blocks[block]?.successors ?? []) reached.add(next);
  }
  return [...needed].some(([call, values]) => {
    const block = flow.blocks.findIndex(({ start, end }) => start <= call && call < end);
    return !values.isEmpty && reached.has(block) && (block !== first || call > index);
  });
}

export function addLocal(fn: AnalysedFunction, own: WasmFunction, type: number): number {
  return fn.parameterCount + own.locals.push(type) - 1;
}
