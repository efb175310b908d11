import { Assembler } from "../wasm/assembler.js";
import { u32 } from "../wasm/bytes.js";
import { decode, type Instruction, Op } from "../wasm/instructions.js";
import { defines } from "../wasm/liveness.js";
import { ValueType, type WasmModule } from "../wasm/module.js";
import type { AnalysedFunction } from "../wasm/pointers.js";
import { wrapBody } from "../wasm/wrap-body.js";
import { addLocal, chooseFrame, SLOT_BYTES } from "./gc-roots-frame.js";
import type { Roots } from "./gc-roots-plan.js";

/** Alignment that stores into slots promise, as a power of two. */
const SLOT_ALIGNMENT = 2;

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

  let out = new Assembler();
  const storeTo = (slot: number, op: number) => {
    out.append([op, SLOT_ALIGNMENT, ...u32(frame.slotsAt + slot * SLOT_BYTES)]);
  };
  const store = (local: number, valueType: number, slot: number) => {
    stores += 1;
    out.getLocal(frame.base).getLocal(local);
    // The address of a NaN-boxed object is the low half of its 64 bits.
    storeTo(slot, valueType === ValueType.i64 ? Op.i64Store32 : Op.i32Store);
  };
  const save = (value: number, slot = plan.slots.get(value) as number) =>
    store(fn.localOf[value] as number, fn.types[value] as number, slot);

  /** Otherwise, what earlier calls left in the slots would keep dead objects alive. */
  const clear = () => {
    for (let slot = 0; slot < plan.slotCount; slot += 2) {
      const isPair = slot + 1 < plan.slotCount;
      out.getLocal(frame.base).op(isPair ? Op.i64Const : Op.i32Const, 0);
      storeTo(slot, isPair ? Op.i64Store : Op.i32Store);
    }
  };

  const makeSlots = () => {
    clear();
    for (const value of plan.atDefinition) if (value < fn.parameterCount) save(value);
  };

  const { before, atEnd } = roots.passage;
  /** Makes the frame, if none was needed before. */
  const enterIfFirst = (i: number) => {
    const passed = before.get(i) ?? "always";
    if (frame.kind !== "rest" || passed === "always") return;
    if (passed === "maybe") out.getLocal(frame.base).op(Op.i32Eqz).if();
    out.append(frame.enter);
    makeSlots();
    if (passed === "maybe") out.end();
  };

  const bytes = ({ start, end }: Instruction) => own.code.subarray(start, end);
  fn.code.forEach((instruction, i) => {
    const needed = [...(roots.needed.get(i) ?? [])];
    const isWrapped = frame.kind === "call" && needed.length > 0;
    if (isWrapped) {
      out.append(frame.enter);
      for (const [at, value] of needed.entries()) save(value, at);
    } else if (needed.length > 0) enterIfFirst(i);
    if (frame.kind !== "call") for (const value of plan.beforeCall.get(i) ?? []) save(value);
    const replaced = frame.kind === "extended" ? frame.replaced.get(i) : undefined;
    out.append(replaced ?? bytes(instruction));
    if (isWrapped) out.append(frame.leave);
    if (
      frame.kind !== "call" &&
      defines(instruction) &&
      plan.atDefinition.has(instruction.immediate)
    ) {
      save(instruction.immediate);
    }
    if (frame.kind === "extended" && i === frame.enteredAt) makeSlots();
    const operand = roots.operands.get(i);
    if (operand) {
      const copy = addLocal(fn, own, operand.type);
      out.setLocal(copy);
      // Not before the instruction, which may be the end of a block and the target of branches.
      if (needed.length === 0) enterIfFirst(i);
      store(copy, operand.type, plan.operandSlots.get(i) as number);
      out.getLocal(copy);
    }
  });
  own.code = out.code;
  if (frame.kind === "body" || frame.kind === "rest") {
    const isBody = frame.kind === "body";
    out = new Assembler();
    if (isBody) {
      out.append(frame.enter);
      makeSlots();
    }
    const enter = out.code;
    const leave =
      isBody || atEnd === "always"
        ? frame.leave
        : new Assembler().getLocal(frame.base).if().append(frame.leave).end().code;
    const { results } = module.typeOf(fn.index);
    own.code = wrapBody(own.code, decode(own.code), results, { enter, leave });
  }
  return stores;
}
