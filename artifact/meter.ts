import { BuildError } from "./progress.js";
import { concat, signed, u32 } from "./wasm/bytes.js";
import { decode, type Instruction, Op } from "./wasm/instructions.js";
import { ExportKind, ValueType, type WasmModule } from "./wasm/module.js";

/** The exported global that counts the units left of a slice; port/sandbox.h describes it. */
const FUEL = "sandbox_fuel";

/** The function that is called when they are used up. */
const REFUEL = "sandbox_refuel";

/**
 * Most units that one turn of a loop or one call costs: what one turn of the interpreter's loop
 * costs, so that one bytecode instruction is one unit of fuel. Code between two charges is never
 * much longer in practice than what they paid for.
 */
const MOST_UNITS = 16;

/** Bytes that `memory.copy` and `memory.fill` move for one unit, as a power of two. */
const BYTES_PER_UNIT_LOG2 = 4;

/** What the pass did, for the build's log. */
export interface MeterReport {
  /** Places where units are paid. */
  readonly places: number;
}

/**
 * Makes everything the guest does cost fuel: every call pays when its function is entered, every
 * loop when a turn begins, and every copy or fill of memory by its length. What is paid depends on
 * the code alone, so the same program uses the same fuel everywhere; docs/limits.md tells how the
 * units are calibrated.
 *
 * A function that calls nothing and has no loop does not pay when entered: it is over in no time,
 * and whoever called it has paid.
 *
 * @param options `charge`: whether anything is paid at all; the counter is there in any case.
 * @throws BuildError where the module is not as the pass expects it.
 */
export function meter(module: WasmModule, options: { charge: boolean }): MeterReport {
  const refuel = module.exports.findIndex(({ name }) => name === REFUEL);
  const target = module.exports[refuel]?.index;
  if (target === undefined) throw new BuildError(`the module does not export ${REFUEL}`);
  module.exports.splice(refuel, 1);
  // Code runs while the module is instantiated, when the host cannot set the counter yet.
  const plenty = 0x7fffffffn;
  const fuel = module.globals.push({ type: ValueType.i32, mutable: true, start: plenty }) - 1;
  module.exports.push({ name: FUEL, kind: ExportKind.global, index: fuel });

  if (!options.charge) return { places: 0 };

  let places = 0;
  module.functions.forEach((_, i) => {
    const index = module.functionImports.length + i;
    if (index !== target) places += charge(module, index, { fuel, refuel: target });
  });
  return { places };
}

/** Adds the charges to one function; answers how many. */
function charge(
  module: WasmModule,
  index: number,
  { fuel, refuel }: { fuel: number; refuel: number },
): number {
  const fn = module.ownFunction(index);
  const code = decode(fn.code);
  const params = module.typeOf(index).params.length;
  const addLocal = () => params + fn.locals.push(ValueType.i32) - 1;
  const costs = turnCosts(code);
  const pieces: (Uint8Array | number[])[] = [];
  let left: number | null = null;
  let length: number | null = null;
  let places = 0;
  const pay = (amount: number[]) => {
    places += 1;
    left ??= addLocal();
    pieces.push([
      ...[Op.globalGet, ...u32(fuel), ...amount, Op.i32Sub, Op.localTee, ...u32(left)],
      ...[Op.globalSet, ...u32(fuel), Op.localGet, ...u32(left), Op.i32Const, 0, Op.i32LtS],
      ...[Op.if, 0x40, Op.call, ...u32(refuel), Op.end],
    ]);
  };
  const units = (count: number) => [Op.i32Const, ...signed(count)];

  const isLeaf = !code.some(({ op }) => op === Op.call || op === Op.callIndirect || op === Op.loop);
  if (!isLeaf) pay(units(costs.get(-1) ?? 1));
  code.forEach((instruction, at) => {
    if (instruction.op === Op.prefixFC && movesMemory(instruction)) {
      length ??= addLocal();
      pieces.push([Op.localTee, ...u32(length)]);
      pay([Op.localGet, ...u32(length), ...units(BYTES_PER_UNIT_LOG2), Op.i32ShrU]);
    }
    pieces.push(fn.code.subarray(instruction.start, instruction.end));
    if (instruction.op === Op.loop) pay(units(costs.get(at) ?? 1));
  });
  fn.code = concat(pieces);
  return places;
}

function movesMemory({ immediate }: Instruction): boolean {
  return immediate === 10 || immediate === 11;
}

/**
 * What one turn of each loop costs, by the index of its instruction, and what a call costs, at -1:
 * the number of instructions that belong to it and to no inner loop, up to a limit.
 */
function turnCosts(code: readonly Instruction[]): Map<number, number> {
  const own = new Map<number, number>([[-1, 0]]);
  const open: { index: number; isLoop: boolean }[] = [];
  const loops = [-1];
  code.forEach(({ op }, index) => {
    const loop = loops.at(-1) as number;
    own.set(loop, (own.get(loop) as number) + 1);
    if (op === Op.block || op === Op.loop || op === Op.if || op === Op.try) {
      open.push({ index, isLoop: op === Op.loop });
      if (op === Op.loop) {
        loops.push(index);
        own.set(index, 0);
      }
    } else if (op === Op.end || op === Op.delegate) {
      if (open.pop()?.isLoop) loops.pop();
    }
  });
  return new Map([...own].map(([at, count]) => [at, Math.max(1, Math.min(count, MOST_UNITS))]));
}
