import { BuildError } from "../progress.js";
import { Assembler } from "../wasm/assembler.js";
import { u32 } from "../wasm/bytes.js";
import { decode, type Instruction, MEMORY_COPY, MEMORY_FILL, Op } from "../wasm/instructions.js";
import { ValueType, type WasmFunction, type WasmModule } from "../wasm/module.js";

/** Size of a page of WebAssembly, as a power of two. */
const WASM_PAGE_LOG2 = 16;

/**
 * Makes every address in the module mean the byte that is `bytes` further on in memory. The module does not
 * notice: its data, its addresses and the size that it sees stay as they are. But no instruction of it can
 * reach the first `bytes` of memory, whatever address it uses.
 *
 * @param bytes whole pages of 64 KiB.
 */
export function shiftAddresses(module: WasmModule, bytes: number): void {
  for (const own of module.functions) shiftFunction(module, own, bytes);
  for (const segment of module.dataSegments) segment.at += bytes;
}

function shiftFunction(module: WasmModule, own: WasmFunction, bytes: number): void {
  const out = new Assembler();
  const parameters = module.types[own.typeIndex]?.params.length ?? 0;
  const locals: number[] = [];
  const local = (i: number) => {
    locals[i] ??= parameters + own.locals.push(ValueType.i32) - 1;
    return locals[i];
  };
  for (const instruction of decode(own.code)) {
    const { op, immediate, start, end } = instruction;
    const code = own.code.subarray(start, end);
    if (accessesMemory(op)) {
      if (immediate + bytes >= 2 ** 32) throw unknownAccess();
      // The alignment is one byte.
      out.append(code.subarray(0, 2), u32(immediate + bytes));
    } else if (isBulk(instruction)) {
      out.setLocal(local(2)).setLocal(local(1)).setLocal(local(0));
      shiftedAddress(out, local(0), bytes);
      if (immediate === MEMORY_COPY) shiftedAddress(out, local(1), bytes);
      else out.getLocal(local(1));
      out.getLocal(local(2)).append(code);
    } else if (op === Op.memorySize) {
      out
        .append(code)
        .i32(bytes >> WASM_PAGE_LOG2)
        .op(Op.i32Sub);
    } else if (op === Op.memoryGrow) {
      // The size before, or -1.
      out.append(code).teeLocal(local(0)).getLocal(local(0)).i32(-1).op(Op.i32Ne);
      out
        .i32(bytes >> WASM_PAGE_LOG2)
        .op(Op.i32Mul)
        .op(Op.i32Sub);
    } else out.append(code);
  }
  own.code = out.code;
}

/** Pushes the address that a variable means. One so high that it would wrap round is outside of memory. */
function shiftedAddress(out: Assembler, local: number, bytes: number): void {
  out.getLocal(local).i32(-bytes).op(Op.i32GeU).if().op(Op.unreachable).end();
  out.getLocal(local).i32(bytes).op(Op.i32Add);
}

function accessesMemory(op: number): boolean {
  return op >= Op.i32Load && op <= Op.i64Store32;
}

function isBulk({ op, immediate }: Instruction): boolean {
  if (op !== Op.prefixFC || immediate < 8) return false;
  if (immediate === MEMORY_COPY || immediate === MEMORY_FILL) return true;
  throw unknownAccess();
}

function unknownAccess(): BuildError {
  return new BuildError("the module accesses memory in a way unknown here");
}
