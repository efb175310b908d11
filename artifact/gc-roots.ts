import { STACK_BYTES } from "./flags.js";
import { BuildError } from "./progress.js";
import { concat, signed, u32 } from "./wasm/bytes.js";
import { type Reachability, reachability } from "./wasm/call-graph.js";
import { valuesReachedFrom } from "./wasm/held.js";
import { type Instruction, Op } from "./wasm/instructions.js";
import { BitSet, defines, liveAfter, unsavedAt } from "./wasm/liveness.js";
import { ValueType, WasmModule } from "./wasm/module.js";
import type { Operand } from "./wasm/operand-stack.js";
import { type AnalysedFunction, analysePointers, type PointerAnalysis } from "./wasm/pointers.js";

/** The function that scans the C stack; the optimiser is told not to inline it. */
const COLLECTOR = "gc_collect";

/**
 * Parameters that every caller keeps alive, with all they point to, while the function runs.
 *
 * `mp_execute_bytecode` gets a frame that its caller holds and reads a result from afterwards. The
 * instruction pointer, the Python stack pointer and the exception stack all point into what the
 * frame refers to.
 */
const HELD_BY_CALLERS: Readonly<Record<string, number>> = { mp_execute_bytecode: 0 };

const SLOT_BYTES = 4;
const STACK_ALIGNMENT = 16;

/** What the pass did, for the build's log. */
export interface GcRootsReport {
  /** Functions that save pointers. */
  readonly functions: number;
  /** Store instructions that were added. */
  readonly stores: number;
}

/**
 * Makes every pointer that C code holds visible to the garbage collector.
 *
 * MicroPython's collector finds its roots by scanning the C stack in linear memory, but WebAssembly
 * keeps C's variables in locals and on the operand stack, where nothing can scan them. For every
 * call that can reach a collection this pass finds the values that are still needed after it and
 * that may be pointers, and keeps a copy of each in the function's own part of the C stack. How it
 * decides, and what it costs: docs/decisions/0004-gc-roots.md.
 *
 * @param wasm a module with its name section.
 * @throws BuildError where the module is not as the pass expects it.
 */
export function exposeGcRoots(wasm: Uint8Array): { module: WasmModule; report: GcRootsReport } {
  const module = new WasmModule(wasm);
  const stackPointer = findStackPointer(module);
  const analysis = analysePointers(module, stackPointer);
  const reaches = reachability(module, analysis.functions, module.functionNamed(COLLECTOR));
  let functions = 0;
  let stores = 0;
  for (const fn of analysis.functions) {
    const plan = planSaves(module, fn, analysis, reaches);
    if (plan === null) continue;
    functions += 1;
    stores += rewrite(module, fn, stackPointer, plan);
  }
  return { module, report: { functions, stores } };
}

function findStackPointer(module: WasmModule): number {
  const index = module.globals.findIndex(
    ({ mutable, start }) => mutable && start === BigInt(STACK_BYTES),
  );
  if (index < 0) throw new BuildError("the module has no stack pointer");
  return index;
}

/** Where a function saves which of its values. */
interface Plan {
  /** Slot number of each value that is saved anywhere. */
  readonly slots: ReadonlyMap<number, number>;
  /** Values saved whenever they are computed. */
  readonly atDefinition: ReadonlySet<number>;
  /** Values saved right before a call, by the call's index. */
  readonly beforeCall: ReadonlyMap<number, readonly number[]>;
  /** Operands under the arguments of a collecting call, by the instruction that pushed them. */
  readonly operands: ReadonlyMap<number, Operand>;
}

/**
 * Decides where a function saves what, or `null` where it has nothing to save.
 *
 * Each value is saved where that takes fewer stores, as far as loops tell: where it is computed, or
 * before those collecting calls that it is needed after and not saved for yet.
 */
function planSaves(
  module: WasmModule,
  fn: AnalysedFunction,
  analysis: PointerAnalysis,
  reaches: Reachability,
): Plan | null {
  const { code, flow } = fn;
  const canCollect = ({ op, immediate }: Instruction) =>
    (op === Op.call && reaches.direct(immediate)) ||
    (op === Op.callIndirect && reaches.indirect(immediate));
  if (!code.some(canCollect)) return null;

  const needed = liveAfter(code, flow, fn.types.length, (i) => canCollect(code[i] as Instruction));
  const pointers = pointersToSave(module, fn, analysis);
  for (const live of needed.values()) live.keepOnly(pointers);
  const beforeCall = unsavedAt(code, flow, fn.types.length, needed);
  const operands = operandsBelow(module, fn, canCollect, analysis);

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
    saved.filter((value) => (definitionCost.get(value) ?? 0) <= (callCost.get(value) ?? 0)),
  );
  return {
    slots: new Map(saved.map((value, slot) => [value, slot])),
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
): Map<number, Operand> {
  const below = new Map<number, Operand>();
  walk(fn, (_, instruction, stack) => {
    if (!canCollect(instruction)) return;
    const { op, immediate } = instruction;
    const direct = op === Op.call;
    const type = direct ? module.typeOf(immediate) : module.types[immediate];
    const argumentCount = (type?.params.length ?? 0) + (direct ? 0 : 1);
    for (const operand of stack.slice(0, stack.length - argumentCount)) {
      if (operand.maybePointer) below.set(operand.producer, operand);
    }
  });
  return below;
}

/** A guess of how often an instruction runs: each loop around it turns some times. */
function frequency({ flow }: AnalysedFunction, index: number): number {
  const turns = 8;
  return turns ** Math.min(flow.loopDepth[index] as number, 6);
}

/** Adds the frame, the saves and the frame's release to a function; answers how many stores. */
function rewrite(
  module: WasmModule,
  fn: AnalysedFunction,
  stackPointer: number,
  plan: Plan,
): number {
  const own = module.ownFunction(fn.index);
  const type = module.typeOf(fn.index);
  const addLocal = (of: number) => fn.parameterCount + own.locals.push(of) - 1;
  const frame = addLocal(ValueType.i32);
  const slotCount = plan.slots.size + plan.operands.size;
  const frameBytes = Math.ceil((slotCount * SLOT_BYTES) / STACK_ALIGNMENT) * STACK_ALIGNMENT;
  let stores = 0;

  const store = (local: number, valueType: number, slot: number): number[] => {
    stores += 1;
    // The address of a NaN-boxed object is the low half of its 64 bits.
    const op = valueType === ValueType.i64 ? Op.i64Store32 : Op.i32Store;
    return [...get(frame), ...get(local), op, 2, ...u32(slot * SLOT_BYTES)];
  };
  const save = (value: number) =>
    store(fn.localOf[value] as number, fn.types[value] as number, plan.slots.get(value) as number);
  const operandSlots = new Map(
    [...plan.operands.keys()].map((producer, i) => [producer, plan.slots.size + i]),
  );

  const pieces: (Uint8Array | number[])[] = [
    [Op.globalGet, ...u32(stackPointer), Op.i32Const, ...signed(frameBytes), Op.i32Sub],
    [Op.localTee, ...u32(frame), Op.globalSet, ...u32(stackPointer)],
    ...[...plan.atDefinition].filter((value) => value < fn.parameterCount).map(save),
    // The old body becomes a block: whatever left the function now leaves the block.
    [Op.block, ...blockType(type.results)],
  ];
  let depth = 0;
  fn.code.forEach((instruction, i) => {
    const { op, immediate, start, end } = instruction;
    for (const value of plan.beforeCall.get(i) ?? []) pieces.push(save(value));
    if (op === Op.return) pieces.push([Op.br, ...u32(depth)]);
    else pieces.push(own.code.subarray(start, end));
    if (defines(instruction) && plan.atDefinition.has(immediate)) pieces.push(save(immediate));
    const operand = plan.operands.get(i);
    if (operand) {
      const copy = addLocal(operand.type);
      pieces.push([Op.localSet, ...u32(copy)]);
      pieces.push(store(copy, operand.type, operandSlots.get(i) as number), get(copy));
    }
    if (op === Op.block || op === Op.loop || op === Op.if || op === Op.try) depth += 1;
    else if (op === Op.end || op === Op.delegate) depth -= 1;
  });
  pieces.push([...get(frame), Op.i32Const, ...signed(frameBytes), Op.i32Add]);
  pieces.push([Op.globalSet, ...u32(stackPointer), Op.end]);
  own.code = concat(pieces);
  return stores;
}

function get(local: number): number[] {
  return [Op.localGet, ...u32(local)];
}

function blockType(results: readonly number[]): number[] {
  if (results.length > 1) throw new BuildError("functions with several results are not supported");
  return [results[0] ?? 0x40];
}
