import type { SavePlan } from "./gc-roots-plan.js";
import { signed, u32 } from "./wasm/bytes.js";
import { type Instruction, Op } from "./wasm/instructions.js";
import { defines } from "./wasm/liveness.js";
import { ValueType, type WasmFunction } from "./wasm/module.js";
import type { AnalysedFunction } from "./wasm/pointers.js";

export const SLOT_BYTES = 4;

const STACK_ALIGNMENT = 16;

/** How many stores it is worth to make a frame and give it back. */
const FRAME_COST = 6;

/** Where on the C stack a function's slots are, and what it takes to have them. */
export type Frame = {
  /** Local that holds the address that `slotsAt` counts from, wherever something is saved. */
  readonly base: number;
  readonly slotsAt: number;
} & (
  | {
      /** The function has a frame of its own, which becomes larger. */
      readonly kind: "extended";
      readonly replaced: ReadonlyMap<number, number[]>;
      /** Index of the last instruction of its prologue. */
      readonly enteredAt: number;
    }
  | {
      /** A frame around the function's body, or around each call that something is saved for. */
      readonly kind: "body" | "call";
      readonly enter: number[];
      readonly leave: number[];
    }
);

/** Chooses the cheapest frame that a function's slots can have. */
export function chooseFrame(
  fn: AnalysedFunction,
  own: WasmFunction,
  stackPointer: number,
  plan: SavePlan,
): Frame {
  const bytes = (slots: number) =>
    Math.ceil((slots * SLOT_BYTES) / STACK_ALIGNMENT) * STACK_ALIGNMENT;
  const size = bytes(plan.frameSlots);
  const extended = extendFrame(fn, stackPointer, plan, size);
  const calls = [...plan.needed].filter(([, values]) => values.length > 0);
  const wrapsCalls =
    plan.operands.size === 0 &&
    costOfWrapping(plan, calls) < costOfFrame(fn, plan) + (extended ? 0 : FRAME_COST);
  if (extended && !wrapsCalls) return extended;

  const base = addLocal(fn, own, ValueType.i32);
  const setStackPointer = [Op.globalSet, ...u32(stackPointer)];
  return {
    kind: wrapsCalls ? "call" : "body",
    base,
    slotsAt: 0,
    enter: [
      ...[Op.globalGet, ...u32(stackPointer), Op.i32Const, ...signed(size), Op.i32Sub],
      ...[Op.localTee, ...u32(base), ...setStackPointer],
    ],
    leave: [...get(base), Op.i32Const, ...signed(size), Op.i32Add, ...setStackPointer],
  };
}

/** What a frame around each call costs that something is saved for. */
function costOfWrapping(
  { frequencies }: SavePlan,
  calls: readonly (readonly [call: number, values: readonly number[]])[],
): number {
  return calls.reduce(
    (cost, [call, values]) => cost + (frequencies[call] as number) * (FRAME_COST + values.length),
    0,
  );
}

/** What it costs to have slots for the whole function: they are cleared, and then written. */
function costOfFrame({ code, parameterCount }: AnalysedFunction, plan: SavePlan): number {
  const { atDefinition, beforeCall, frequencies, slotCount } = plan;
  let cost = Math.ceil(slotCount / 2);
  for (const value of atDefinition) if (value < parameterCount) cost += 1;
  code.forEach((instruction, i) => {
    const often = frequencies[i] as number;
    if (defines(instruction) && atDefinition.has(instruction.immediate)) cost += often;
    cost += often * (beforeCall.get(i)?.length ?? 0);
  });
  return cost;
}

/**
 * Makes room in the frame that the compiler gave the function: at its upper end, so that all
 * addresses in it stay as they are. That takes a prologue and epilogues as LLVM writes them;
 * otherwise the answer is `null`.
 */
function extendFrame(
  fn: AnalysedFunction,
  stackPointer: number,
  plan: SavePlan,
  size: number,
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
        plan.needed.has(i) ||
        plan.operands.has(i) ||
        (defines(instruction) && plan.atDefinition.has(instruction.immediate)),
    );
  if (redefined || savesBefore || base < fn.parameterCount) return null;

  const grown = [Op.i32Const, ...signed(frameBytes + BigInt(size))];
  const replaced = new Map([[enteredAt - 3, grown]]);
  for (const set of sets.slice(1)) {
    const leaves =
      opsBefore(set, Op.localGet, Op.i32Const, Op.i32Add) &&
      localAt(set - 3) === base &&
      at(set - 2).constant === frameBytes;
    const restores = opsBefore(set, Op.localGet) && localAt(set - 1) === base;
    const allocates = opsBefore(set, Op.i32Sub, Op.localTee);
    // An inlined function brings its own frame, which ends before the function does.
    if (leaves && savesAfter(fn, plan, set)) return null;
    if (leaves) replaced.set(set - 2, grown);
    else if (!restores && !allocates) return null;
  }
  return { kind: "extended", base, slotsAt: Number(frameBytes), replaced, enteredAt };
}

/** Whether anything has to be saved for a call that may come after an instruction. */
function savesAfter({ flow }: AnalysedFunction, plan: SavePlan, index: number): boolean {
  const first = flow.blocks.findIndex(({ start, end }) => start <= index && index < end);
  const reached = new Set([first]);
  for (const block of reached) {
    for (const next of flow.blocks[block]?.successors ?? []) reached.add(next);
  }
  return [...plan.needed].some(([call, values]) => {
    const block = flow.blocks.findIndex(({ start, end }) => start <= call && call < end);
    return values.length > 0 && reached.has(block) && (block !== first || call > index);
  });
}

export function addLocal(fn: AnalysedFunction, own: WasmFunction, type: number): number {
  return fn.parameterCount + own.locals.push(type) - 1;
}

export function get(local: number): number[] {
  return [Op.localGet, ...u32(local)];
}
