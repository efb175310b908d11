import { concat, u32 } from "../wasm/bytes.js";
import { decode, EMPTY, type Instruction, Op } from "../wasm/instructions.js";
import { defines } from "../wasm/liveness.js";
import { ValueType, type WasmModule } from "../wasm/module.js";
import type { AnalysedFunction } from "../wasm/pointers.js";
import { wrapBody } from "../wasm/wrap-body.js";
import { addLocal, chooseFrame, get, SLOT_BYTES } from "./gc-roots-frame.js";
import type { Roots } from "./gc-roots-plan.js";

/** Makes a function save what it must; returns the number of store instructions. */
export function rewrite(
  module: WasmModule,
  fn: AnalysedFunction,
  stackPointer: number,
  roots: Roots,
): number {
  const own = module.ownFunction(fn.index);
  const frame = chooseFrame(fn, own, stackPointer, roots);
  const { plan } = frame;
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

  /** Without this, what earlier calls left in the slots would keep dead objects alive. */
  const clear = (): number[] => {
    const code: number[] = [];
    for (let slot = 0; slot < plan.slotCount; slot += 2) {
      const pair = slot + 1 < plan.slotCount;
      const zero = pair ? [Op.i64Const, 0, Op.i64Store] : [Op.i32Const, 0, Op.i32Store];
      code.push(...get(frame.base), ...zero, 2, ...u32(frame.slotsAt + slot * SLOT_BYTES));
    }
    return code;
  };

  const makeSlots = (): number[] => [...clear(), ...saveParameters().flat()];

  const { before, atEnd } = roots.passage;
  /** Makes the frame, if none was needed before. */
  const enterIfFirst = (i: number): number[] => {
    const passed = before.get(i) ?? "always";
    if (frame.kind !== "rest" || passed === "always") return [];
    const enter = [...frame.enter, ...makeSlots()];
    return passed === "never"
      ? enter
      : [...get(frame.base), Op.i32Eqz, Op.if, EMPTY, ...enter, Op.end];
  };

  const bytes = ({ start, end }: Instruction) => own.code.subarray(start, end);
  const pieces: (Uint8Array | number[])[] = [];
  fn.code.forEach((instruction, i) => {
    const needed = [...(roots.needed.get(i) ?? [])];
    const isWrapped = frame.kind === "call" && needed.length > 0;
    if (needed.length > 0) pieces.push(isWrapped ? frame.enter : enterIfFirst(i));
    if (isWrapped) pieces.push(...needed.map((value, at) => save(value, at)));
    else if (frame.kind !== "call") {
      pieces.push(...(plan.beforeCall.get(i) ?? []).map((value) => save(value)));
    }
    if (frame.kind === "extended") pieces.push(frame.replaced.get(i) ?? bytes(instruction));
    else pieces.push(bytes(instruction));
    if (isWrapped) pieces.push(frame.leave);
    if (
      frame.kind !== "call" &&
      defines(instruction) &&
      plan.atDefinition.has(instruction.immediate)
    ) {
      pieces.push(save(instruction.immediate));
    }
    if (frame.kind === "extended" && i === frame.enteredAt) pieces.push(makeSlots());
    const operand = roots.operands.get(i);
    if (operand) {
      const copy = addLocal(fn, own, operand.type);
      pieces.push([Op.localSet, ...u32(copy)]);
      // Not before the instruction, which may be the end of a block and the target of branches.
      if (needed.length === 0) pieces.push(enterIfFirst(i));
      pieces.push(store(copy, operand.type, plan.operandSlots.get(i) as number), get(copy));
    }
  });
  own.code = concat(pieces);
  if (frame.kind === "body" || frame.kind === "rest") {
    const isBody = frame.kind === "body";
    const { results } = module.typeOf(fn.index);
    own.code = wrapBody(own.code, decode(own.code), results, {
      enter: isBody ? [...frame.enter, ...makeSlots()] : [],
      leave:
        isBody || atEnd === "always"
          ? frame.leave
          : [...get(frame.base), Op.if, EMPTY, ...frame.leave, Op.end],
    });
  }
  return stores;
}
