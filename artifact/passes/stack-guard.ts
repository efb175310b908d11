import { Assembler } from "../wasm/assembler.js";
import { decode, type Instruction, Op } from "../wasm/instructions.js";
import { ExportKind, ValueType, type WasmFunction, type WasmModule } from "../wasm/module.js";
import { type Wrapping, wrapBody } from "../wasm/wrap-body.js";
import { findStackPointer } from "./gc-roots.js";
import type { ResolvedPolicy } from "./policy.js";
import { takeExport } from "./take-export.js";

/** The function that raises when the stack is used up; see port/common/passes.h. */
const STACK_FULL = "sandbox_stack_full";

/** The exported global with the lowest address that the stack may reach. */
const LIMIT = "sandbox_stack_limit";

/**
 * Makes recursive functions check the C stack when they are entered, and raise Python's RuntimeError when
 * it is used up.
 *
 * All of them may raise exceptions anyway, so they are also good places to end a run that the host has
 * stopped: the host sets the limit above every address, and each of them finds the stack used up.
 *
 * @param stackLimit the lowest address that the C stack may reach.
 * @returns how many functions were guarded.
 */
export function guardStack(module: WasmModule, policy: ResolvedPolicy, stackLimit: number): number {
  const stackPointer = findStackPointer(module);
  const stackFull = takeExport(module, STACK_FULL);
  const limit = module.addGlobal({
    type: ValueType.i32,
    mutable: true,
    start: BigInt(stackLimit),
  });
  module.exports.push({ name: LIMIT, kind: ExportKind.global, index: limit });
  const extra = module.addGlobal({ type: ValueType.i32, mutable: true, start: 0n });
  module.functions.forEach((own) => {
    restoreWhereCaught(own, module.types[own.typeIndex]?.params.length ?? 0, extra);
  });
  const guarded = [...policy.functions].flatMap(([index, { guardBytes }]) =>
    guardBytes === undefined ? [] : [{ index, guardBytes }],
  );
  for (const { index, guardBytes } of guarded) {
    const check = new Assembler()
      .getGlobal(stackPointer)
      .getGlobal(extra)
      .op(Op.i32Sub)
      .getGlobal(limit)
      .op(Op.i32LtU)
      .if()
      .call(stackFull)
      .end();
    const own = module.ownFunction(index);
    const counting = guardBytes > 0 ? countExtra(module, index, extra, guardBytes) : own.code;
    own.code = check.append(counting).code;
  }
  return guarded.length;
}

/** The code of a function that counts extra bytes while it runs. */
function countExtra(module: WasmModule, index: number, extra: number, bytes: number): Uint8Array {
  const own = module.ownFunction(index);
  const add = (count: number) =>
    new Assembler().getGlobal(extra).i32(count).op(Op.i32Add).setGlobal(extra).code;
  const wrapping: Wrapping = { enter: add(bytes), leave: add(-bytes) };
  return wrapBody(own.code, decode(own.code), module.typeOf(index).results, wrapping);
}

/** If a function catches an exception, restores the count that the ended calls had changed. */
function restoreWhereCaught(own: WasmFunction, parameterCount: number, extra: number): void {
  const code = decode(own.code);
  const catches = ({ op }: Instruction) => op === Op.catch || op === Op.catchAll;
  if (!code.some(catches)) return;
  const before = parameterCount + own.locals.push(ValueType.i32) - 1;
  const out = new Assembler().getGlobal(extra).setLocal(before);
  for (const instruction of code) {
    out.append(own.code.subarray(instruction.start, instruction.end));
    if (catches(instruction)) out.getLocal(before).setGlobal(extra);
  }
  own.code = out.code;
}
