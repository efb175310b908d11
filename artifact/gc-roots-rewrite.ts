import { addLocal, chooseFrame, get, SLOT_BYTES } from "./gc-roots-frame.js";
import type { SavePlan } from "./gc-roots-plan.js";
import { concat, u32 } from "./wasm/bytes.js";
import { decode, type Instruction, Op } from "./wasm/instructions.js";
import { defines } from "./wasm/liveness.js";
import { ValueType, type WasmModule } from "./wasm/module.js";
import type { AnalysedFunction } from "./wasm/pointers.js";
import { wrapBody } from "./wasm/wrap-body.js";

/** Adds what a plan says to a function; answers how many store instructions. */
export function rewrite(
  module: WasmModule,
  fn: AnalysedFunction,
  stackPointer: number,
  plan: SavePlan,
): number {
  const own = module.ownFunction(fn.index);
  const frame = chooseFrame(fn, own, stackPointer, plan);
  let stores = 0;

  const store = (local: number, valueType: number, slot: number): number[] => {
    stores += 1;
    // The address of a NaN-boxed object is the low half of its 64 bits.
    const op = valueType === ValueType.i64 ? Op.i64Store32 : Op.i32Store;
    const offset = frame.slotsAt + slot * SLOT_BYTES;
    return [...get(frame.base), ...get(local), op, 2, ...u32(offset)];
  };
  const save = (value: number, slot = plan.slots.get(value) as number) =>
    store(fn.localOf[value] as number, fn.types[value] as number, slot);
  const saveParameters = () =>
    [...plan.atDefinition].filter((value) => value < fn.parameterCount).map((value) => save(value));

  /** What earlier calls left in the slots would keep objects alive that nobody uses any more. */
  const clear = (): number[] => {
    const code: number[] = [];
    for (let slot = 0; slot < plan.slotCount; slot += 2) {
      const pair = slot + 1 < plan.slotCount;
      const zero = pair ? [Op.i64Const, 0, Op.i64Store] : [Op.i32Const, 0, Op.i32Store];
      code.push(...get(frame.base), ...zero, 2, ...u32(frame.slotsAt + slot * SLOT_BYTES));
    }
    return code;
  };

  const bytes = ({ start, end }: Instruction) => own.code.subarray(start, end);
  const pieces: (Uint8Array | number[])[] = [];
  fn.code.forEach((instruction, i) => {
    const saved = (frame.kind === "call" ? plan.needed : plan.beforeCall).get(i) ?? [];
    const wrapped = frame.kind === "call" && saved.length > 0;
    if (wrapped) pieces.push(frame.enter);
    pieces.push(...saved.map((value, at) => (wrapped ? save(value, at) : save(value))));
    if (frame.kind === "extended") pieces.push(frame.replaced.get(i) ?? bytes(instruction));
    else pieces.push(bytes(instruction));
    if (wrapped) pieces.push(frame.leave);
    if (
      frame.kind !== "call" &&
      defines(instruction) &&
      plan.atDefinition.has(instruction.immediate)
    ) {
      pieces.push(save(instruction.immediate));
    }
    if (frame.kind === "extended" && i === frame.enteredAt) {
      pieces.push(clear(), ...saveParameters());
    }
    const operand = plan.operands.get(i);
    if (operand) {
      const copy = addLocal(fn, own, operand.type);
      pieces.push([Op.localSet, ...u32(copy)]);
      pieces.push(store(copy, operand.type, plan.operandSlots.get(i) as number), get(copy));
    }
  });
  own.code = concat(pieces);
  if (frame.kind === "body") {
    const enter = [...frame.enter, ...clear(), ...saveParameters().flat()];
    const { results } = module.typeOf(fn.index);
    own.code = wrapBody(own.code, decode(own.code), results, { enter, leave: frame.leave });
  }
  return stores;
}
