import { STACK_BYTES } from "./flags.js";
import { BuildError } from "./progress.js";
import { concat, signed, u32 } from "./wasm/bytes.js";
import { reachability } from "./wasm/call-graph.js";
import { controlFlow, type Flow } from "./wasm/flow.js";
import { type Instruction, Op } from "./wasm/instructions.js";
import { BitSet, defines, liveAfter, unsavedAt } from "./wasm/liveness.js";
import { ValueType, WasmModule } from "./wasm/module.js";
import type { Operand } from "./wasm/operand-stack.js";
import { type AnalysedFunction, analysePointers } from "./wasm/pointers.js";

/** The function that scans the C stack; the port keeps it from being inlined. */
const COLLECTOR = "gc_collect";

const SLOT_BYTES = 4;
const STACK_ALIGNMENT = 16;

/** What the pass did, for the build's log and for tests. */
export interface GcRootsReport {
  /** Functions that save pointers, and those that hold some where a collection can happen. */
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
  const collector = [...module.functionNames].find(([, name]) => name === COLLECTOR)?.[0];
  if (collector === undefined) throw new BuildError(`the module has no function named ${COLLECTOR}`);
  const stackPointer = module.globals.findIndex(({ mutable, start }) => mutable && start === BigInt(STACK_BYTES));
  if (stackPointer < 0) throw new BuildError("the module has no stack pointer");

  const analysis = analysePointers(module, stackPointer);
  const reaches = reachability(module, analysis.functions, collector);
  const canCollect = ({ op, immediate }: Instruction) =>
    (op === Op.call && reaches.direct(immediate)) || (op === Op.callIndirect && reaches.indirect(immediate));

  let functions = 0;
  let stores = 0;
  for (const fn of analysis.functions) {
    if (!fn.code.some(canCollect)) continue;
    const below = operandsBelowCalls(module, fn, canCollect, analysis.walk);
    const saves = chooseSaves(fn, module.typeOf(fn.index).params.length, canCollect);
    if (saves.slots.size === 0 && below.size === 0) continue;
    functions += 1;
    stores += rewrite(module, fn, stackPointer, saves, below);
  }
  return { module, report: { functions, stores } };
}

/** Operands that lie under the arguments of a collecting call, by the instruction that pushed them. */
function operandsBelowCalls(
  module: WasmModule,
  fn: AnalysedFunction,
  canCollect: (instruction: Instruction) => boolean,
  walk: ReturnType<typeof analysePointers>["walk"],
): Map<number, Operand> {
  const below = new Map<number, Operand>();
  walk(fn, (_, instruction, stack) => {
    if (!canCollect(instruction)) return;
    const { op, immediate } = instruction;
    const params = op === Op.call ? module.typeOf(immediate).params.length : (module.types[immediate]?.params.length ?? 0) + 1;
    for (const operand of stack.slice(0, stack.length - params)) {
      if (operand.maybePointer) below.set(operand.producer, operand);
    }
  });
  return below;
}

/** Where a function saves which of its locals. */
interface Saves {
  /** Slot number of each local that is saved anywhere. */
  readonly slots: ReadonlyMap<number, number>;
  /** Locals saved whenever they get a value. */
  readonly atDefinition: ReadonlySet<number>;
  /** Parameters among those: they have their value from the start. */
  readonly atEntry: readonly number[];
  /** Locals saved right before a call, by the call's index. */
  readonly beforeCall: ReadonlyMap<number, readonly number[]>;
}

/**
 * Saves each local where that takes fewer stores, as far as loops tell: where it gets its value, or
 * before those collecting calls that it is needed after and not saved for yet.
 */
function chooseSaves(
  fn: AnalysedFunction,
  paramCount: number,
  canCollect: (instruction: Instruction) => boolean,
): Saves {
  const { code, localMayPoint } = fn;
  const flow = controlFlow(code);
  const needed = liveAfter(code, flow, localMayPoint.length, (i) => canCollect(code[i] as Instruction));
  const pointers = new BitSet(localMayPoint.length);
  localMayPoint.forEach((may, local) => may && pointers.add(local));
  for (const live of needed.values()) live.keepOnly(pointers);
  const beforeCall = unsavedAt(code, flow, localMayPoint.length, needed);

  const cost = { calls: new Map<number, number>(), definitions: new Map<number, number>() };
  const add = (costs: Map<number, number>, local: number, amount: number) =>
    costs.set(local, (costs.get(local) ?? 0) + amount);
  for (const [call, locals] of beforeCall) {
    for (const local of locals) add(cost.calls, local, frequency(flow, call));
  }
  code.forEach((instruction, i) => {
    if (defines(instruction)) add(cost.definitions, instruction.immediate, frequency(flow, i));
  });

  const saved = [...cost.calls.keys()].sort((a, b) => a - b);
  const definitionCost = (local: number) => (cost.definitions.get(local) ?? 0) + (local < paramCount ? 1 : 0);
  const atDefinition = new Set(saved.filter((local) => definitionCost(local) <= (cost.calls.get(local) ?? 0)));
  return {
    slots: new Map(saved.map((local, slot) => [local, slot])),
    atDefinition,
    atEntry: [...atDefinition].filter((local) => local < paramCount),
    beforeCall: new Map([...beforeCall].map(([call, locals]) => [call, locals.filter((local) => !atDefinition.has(local))])),
  };
}

/** A guess of how often an instruction runs: each loop around it turns some times. */
function frequency(flow: Flow, index: number): number {
  const turns = 8;
  return turns ** Math.min(flow.loopDepth[index] as number, 6);
}

/** Adds the frame, the saves and the frame's release to a function; answers how many stores. */
function rewrite(
  module: WasmModule,
  fn: AnalysedFunction,
  stackPointer: number,
  saves: Saves,
  below: ReadonlyMap<number, Operand>,
): number {
  const own = module.functions[fn.index - module.functionImports.length];
  if (own === undefined) throw new BuildError("cannot rewrite an imported function");
  const type = module.typeOf(fn.index);
  const frame = addLocal(fn, own.locals, ValueType.i32);
  const frameBytes = Math.ceil(((saves.slots.size + below.size) * SLOT_BYTES) / STACK_ALIGNMENT) * STACK_ALIGNMENT;
  let stores = 0;

  const store = (local: number, slot: number): number[] => {
    stores += 1;
    // The address of a NaN-boxed object is the low half of its 64 bits.
    const op = fn.localTypes[local] === ValueType.i64 ? Op.i64Store32 : Op.i32Store;
    return [...get(frame), ...get(local), op, 2, ...u32(slot * SLOT_BYTES)];
  };
  const storeLocal = (local: number) => store(local, saves.slots.get(local) as number);
  const operandSlots = new Map([...below.keys()].map((producer, i) => [producer, saves.slots.size + i]));

  const pieces: (Uint8Array | number[])[] = [
    [Op.globalGet, ...u32(stackPointer), Op.i32Const, ...signed(frameBytes), Op.i32Sub],
    [Op.localTee, ...u32(frame), Op.globalSet, ...u32(stackPointer)],
    ...saves.atEntry.map(storeLocal),
    // The old body becomes a block: whatever left the function now leaves the block.
    [Op.block, ...blockType(type.results)],
  ];
  let depth = 0;
  fn.code.forEach((instruction, i) => {
    const { op, immediate, start, end } = instruction;
    for (const local of saves.beforeCall.get(i) ?? []) pieces.push(storeLocal(local));
    if (op === Op.return) pieces.push([Op.br, ...u32(depth)]);
    else pieces.push(own.code.subarray(start, end));
    if (defines(instruction) && saves.atDefinition.has(immediate)) pieces.push(storeLocal(immediate));
    const operand = below.get(i);
    if (operand) {
      const copy = addLocal(fn, own.locals, operand.type);
      pieces.push([Op.localSet, ...u32(copy)], store(copy, operandSlots.get(i) as number), get(copy));
    }
    if (op === Op.block || op === Op.loop || op === Op.if || op === Op.try) depth += 1;
    else if (op === Op.end || op === Op.delegate) depth -= 1;
  });
  pieces.push([...get(frame), Op.i32Const, ...signed(frameBytes), Op.i32Add, Op.globalSet, ...u32(stackPointer)]);
  pieces.push([Op.end]);
  own.code = concat(pieces);
  return stores;
}

function addLocal(fn: AnalysedFunction, locals: number[], type: number): number {
  locals.push(type);
  return (fn.localTypes as number[]).push(type) - 1;
}

function get(local: number): number[] {
  return [Op.localGet, ...u32(local)];
}

function blockType(results: readonly number[]): number[] {
  if (results.length > 1) throw new BuildError("functions with several results are not supported");
  return [results[0] ?? 0x40];
}
