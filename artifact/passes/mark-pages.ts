import { BuildError } from "../progress.js";
import { Assembler } from "../wasm/assembler.js";
import { concat, signed, u32 } from "../wasm/bytes.js";
import { decode, type Instruction, MEMORY_COPY, MEMORY_FILL, Op } from "../wasm/instructions.js";
import { ValueType, type WasmFunction, type WasmModule } from "../wasm/module.js";
import { walkOperands } from "../wasm/operand-stack.js";
import { shiftAddresses } from "./shift-addresses.js";
import { takeExport } from "./take-export.js";

/** Size of a marked page, as a power of two. */
export const MARKED_PAGE_LOG2 = 12;
const PAGE_BYTES = 1 << MARKED_PAGE_LOG2;

/** Size of the table of marks, in bytes: one for each page of a memory of 4 GiB. */
export const MARK_TABLE_BYTES = 2 ** (32 - MARKED_PAGE_LOG2);

/**
 * A page's mark also stands for this many bytes of the next page. Most stores then need only one mark
 * although they might cross a page's end, and stores to the fields of a struct share one.
 */
export const MARKED_SPILL_BYTES = 128;

/** The function that returns the address of the table of marks: one byte for each page of memory. */
const MARKS = "sandbox_page_marks";

/** The function that marks all pages of an area. */
const MARK_AREA = "sandbox_mark_area";

/** Frames up to this size are marked as a whole when they are set up. */
const MAX_FRAME_BYTES = 8 * PAGE_BYTES;

/** Bytes that each store writes, by opcode. */
const STORE_BYTES: Readonly<Record<number, number>> = {
  54: 4,
  55: 8,
  56: 4,
  57: 8,
  58: 1,
  59: 2,
  60: 1,
  61: 2,
  62: 4,
};

/** Where the marks are, and how to mark an area. */
interface Marks {
  /** Address of the table of marks, in memory as it is. */
  readonly table: number;
  /** How much further on in memory everything is than the module's addresses say. */
  readonly shift: number;
  /** The function that marks an area; without one, the code does it itself. */
  readonly markArea: number | null;
}

/** What the pass did, for the build's log. */
export interface MarkReport {
  /** Address of the table, as the module's addresses go. */
  readonly at: number;
  /** Store instructions in the module. */
  readonly stores: number;
  /** Marks that were added. */
  readonly marks: number;
}

/**
 * Makes the module record which pages of its memory it writes to, so that the time to restore or copy a
 * state is proportional to what was written. The table is an array of the module's C.
 *
 * A mark follows its store, with no call or branch in between. So a program that manages to write to the
 * table of marks itself always leaves a mark of the table's own page, or of the page before it, and the host
 * then restores everything.
 *
 * @param stackPointer index of the global that points into the C stack.
 * @throws BuildError if the module lacks the table of marks.
 */
export function markPages(module: WasmModule, stackPointer: number): MarkReport {
  const table = returnedAddress(module, takeExport(module, MARKS));
  const markArea = takeExport(module, MARK_AREA);
  return { at: table, ...addMarks(module, stackPointer, { table, shift: 0, markArea }) };
}

/**
 * The same for a module that knows nothing of it: the table is before its memory, where its code cannot
 * write. Its addresses, its data and what it computes stay as they are.
 */
export function markPagesOutside(module: WasmModule, stackPointer: number): MarkReport {
  shiftAddresses(module, MARK_TABLE_BYTES);
  const marks = { table: 0, shift: MARK_TABLE_BYTES, markArea: null };
  return { at: -MARK_TABLE_BYTES, ...addMarks(module, stackPointer, marks) };
}

function addMarks(module: WasmModule, stackPointer: number, known: Marks): Omit<MarkReport, "at"> {
  let stores = 0;
  let marks = 0;
  module.functions.forEach((own, i) => {
    const index = module.functionImports.length + i;
    if (index === known.markArea) return;
    const report = new FunctionMarker(module, own, index, stackPointer, known).write();
    stores += report.stores;
    marks += report.marks;
  });
  return { stores, marks };
}

/** The address that a function without parameters returns: its whole code. */
function returnedAddress(module: WasmModule, functionIndex: number): number {
  const [first, last] = decode(module.ownFunction(functionIndex).code);
  if (first?.op !== Op.i32Const || last?.op !== Op.end) {
    throw new BuildError(`${module.nameOf(functionIndex)} returns no constant`);
  }
  return Number(BigInt.asUintN(32, first.constant));
}

/** Where a store's address comes from. */
type Address =
  | { readonly kind: "constant"; readonly at: number }
  /** A variable that still holds it when the store is done. */
  | { readonly kind: "local"; readonly local: number }
  /** A value that must be kept in a variable for the mark. */
  | { readonly kind: "value"; readonly producer: number };

/** A function's frame in the C stack. */
interface StackFrame {
  readonly local: number;
  readonly bytes: number;
}

/** Bytes that were written through one local variable, whose marks are still to be added. */
interface Pending {
  readonly base: number;
  /** First byte, and the last, relative to the variable. */
  first: number;
  last: number;
}

/** Adds marks to one function. */
class FunctionMarker {
  readonly #code: readonly Instruction[];
  readonly #pieces: (Uint8Array | readonly number[])[] = [];
  /** Variables added for addresses that do not come from one; these are free. */
  readonly #free: number[] = [];
  readonly #taken = new Set<number>();
  #pending: Pending[] = [];
  /** Pages at fixed addresses. */
  #pendingPages = new Set<number>();
  #marks = 0;

  constructor(
    private readonly module: WasmModule,
    private readonly own: WasmFunction,
    private readonly index: number,
    private readonly stackPointer: number,
    private readonly known: Marks,
  ) {
    this.#code = decode(own.code);
  }

  write(): Omit<MarkReport, "at"> {
    const addresses = this.#findAddresses();
    const frames = this.#findFrames();
    const toKeep = new Set(
      [...addresses.values()].flatMap((address) =>
        address.kind === "value" ? [address.producer] : [],
      ),
    );
    const kept = new Map<number, number>();
    this.#code.forEach((instruction, at) => {
      const { op, immediate, start, end } = instruction;
      if (interrupts(op)) this.#flush();
      if (op === Op.localSet || op === Op.localTee) this.#flush(immediate);
      if (this.#isBulk(instruction)) this.#moveAndMark(instruction);
      else this.#pieces.push(this.own.code.subarray(start, end));
      const frame = frames.get(at);
      if (frame !== undefined) this.#markFrame(frame);
      if (toKeep.has(at)) {
        const local = this.#takeLocal();
        kept.set(at, local);
        this.#pieces.push([Op.localTee, ...u32(local)]);
      }
      const address = addresses.get(at);
      if (address?.kind === "constant") this.#addConstant(instruction, address.at);
      else if (address?.kind === "local") this.#add(instruction, address.local, frames);
      else if (address?.kind === "value") {
        this.#add(instruction, kept.get(address.producer) as number, frames);
      }
    });
    if (this.#marks > 0) this.own.code = concat(this.#pieces);
    return { stores: addresses.size, marks: this.#marks };
  }

  /** Where each store's address comes from, by the store's index. */
  #findAddresses(): Map<number, Address> {
    const addresses = new Map<number, Address>();
    const type = this.module.typeOf(this.index);
    walkOperands(this.#code, {
      module: this.module,
      type,
      localTypes: [...type.params, ...this.own.locals],
      stackPointer: this.stackPointer,
      heapStart: 0,
      localMayPoint: () => false,
      resultMayPoint: () => false,
      visit: (at, { op }, stack) => {
        if (STORE_BYTES[op] === undefined) return;
        addresses.set(at, this.#addressOf(stack.at(-2)?.producer as number, at));
      },
    });
    return addresses;
  }

  #addressOf(producer: number, store: number): Address {
    const pushed = this.#code[producer] as Instruction;
    if (pushed.op === Op.i32Const) {
      return { kind: "constant", at: Number(BigInt.asUintN(32, pushed.constant)) };
    }
    const isLocal = pushed.op === Op.localGet || pushed.op === Op.localTee;
    const isChanged = this.#code
      .slice(producer + 1, store)
      .some(
        ({ op, immediate }) =>
          (op === Op.localSet || op === Op.localTee) && immediate === pushed.immediate,
      );
    return isLocal && !isChanged
      ? { kind: "local", local: pushed.immediate }
      : { kind: "value", producer };
  }

  /**
   * Variables that point to the function's frame in the C stack, by the index of the only instruction that
   * sets them: it subtracts a constant from the stack pointer.
   */
  #findFrames(): Map<number, StackFrame> {
    const sets = new Map<number, number>();
    for (const { op, immediate } of this.#code) {
      if (op === Op.localSet || op === Op.localTee)
        sets.set(immediate, (sets.get(immediate) ?? 0) + 1);
    }
    const parameters = this.module.typeOf(this.index).params.length;
    const frames = new Map<number, StackFrame>();
    this.#code.forEach(({ op, immediate }, at) => {
      if (op !== Op.localSet && op !== Op.localTee) return;
      const [pointer, size, subtract] = this.#code.slice(Math.max(0, at - 3), at);
      const bytes = Number(size?.constant ?? 0);
      const isFrame =
        pointer?.op === Op.globalGet &&
        pointer.immediate === this.stackPointer &&
        size?.op === Op.i32Const &&
        subtract?.op === Op.i32Sub &&
        sets.get(immediate) === 1 &&
        immediate >= parameters &&
        bytes > 0 &&
        bytes <= MAX_FRAME_BYTES;
      if (isFrame) frames.set(at, { local: immediate, bytes });
    });
    return frames;
  }

  #markFrame({ local, bytes }: StackFrame): void {
    for (let at = 0; at < bytes - 1; at += PAGE_BYTES) this.#markByte(local, at);
    this.#markByte(local, bytes - 1);
  }

  #addConstant({ op, immediate: offset }: Instruction, address: number): void {
    const at = address + offset - this.known.shift;
    this.#pendingPages.add(Math.floor(at / PAGE_BYTES));
    this.#pendingPages.add(Math.floor((at + (STORE_BYTES[op] as number) - 1) / PAGE_BYTES));
  }

  /** Records a store; its mark is added before anything can come in between. */
  #add(
    { op, immediate: offset }: Instruction,
    base: number,
    frames: ReadonlyMap<number, StackFrame>,
  ): void {
    const first = offset - this.known.shift;
    const last = first + (STORE_BYTES[op] as number) - 1;
    for (const { local, bytes } of frames.values()) if (local === base && last < bytes) return;
    const near = this.#pending.find(
      (pending) =>
        pending.base === base &&
        Math.max(pending.last, last) - Math.min(pending.first, first) < PAGE_BYTES,
    );
    if (near === undefined) this.#pending.push({ base, first, last });
    else {
      near.first = Math.min(near.first, first);
      near.last = Math.max(near.last, last);
    }
  }

  /** Adds the marks that are due: all, or those of one variable that is about to change. */
  #flush(changing?: number): void {
    const isDue = ({ base }: Pending) => changing === undefined || base === changing;
    for (const { base, first, last } of this.#pending.filter(isDue)) {
      const start = last < MARKED_SPILL_BYTES ? 0 : first;
      this.#markByte(base, start);
      if (last - start >= MARKED_SPILL_BYTES) this.#markByte(base, last);
      if (this.#taken.delete(base)) this.#free.push(base);
    }
    this.#pending = this.#pending.filter((pending) => !isDue(pending));
    if (changing !== undefined) return;
    for (const page of this.#pendingPages) {
      this.#marks += 1;
      this.#pieces.push([
        ...[Op.i32Const, 0, Op.i32Const, 1],
        ...[Op.i32Store8, 0, ...u32(this.known.table + page)],
      ]);
    }
    this.#pendingPages.clear();
  }

  /** Marks the page of one byte. */
  #markByte(base: number, offset: number): void {
    this.#marks += 1;
    const add = offset === 0 ? [] : [Op.i32Const, ...signed(offset | 0), Op.i32Add];
    this.#pieces.push([
      ...[Op.localGet, ...u32(base), ...add, Op.i32Const, MARKED_PAGE_LOG2, Op.i32ShrU],
      ...[Op.i32Const, 1, Op.i32Store8, 0, ...u32(this.known.table)],
    ]);
  }

  #isBulk({ op, immediate }: Instruction): boolean {
    if (op !== Op.prefixFC || immediate < 8) return false;
    if (immediate === MEMORY_COPY || immediate === MEMORY_FILL) return true;
    throw new BuildError(
      `${this.module.nameOf(this.index)} writes to memory in a way unknown here`,
    );
  }

  /** Copies or fills memory, and marks what was written. */
  #moveAndMark({ start, end }: Instruction): void {
    const [to, second, size] = [this.#takeLocal(), this.#takeLocal(), this.#takeLocal()];
    this.#marks += 1;
    this.#pieces.push(
      [Op.localSet, ...u32(size), Op.localSet, ...u32(second), Op.localTee, ...u32(to)],
      [Op.localGet, ...u32(second), Op.localGet, ...u32(size)],
      this.own.code.subarray(start, end),
      this.#areaMarks(to, size),
    );
    for (const local of [to, second, size]) {
      this.#taken.delete(local);
      this.#free.push(local);
    }
  }

  /** Code that marks the pages of an area that was written to, whose address is that in memory as it is. */
  #areaMarks(to: number, size: number): Uint8Array {
    const { markArea, table, shift } = this.known;
    const code = new Assembler();
    if (markArea !== null) return code.getLocal(to).getLocal(size).call(markArea).code;
    const pageOf = (address: Assembler) =>
      address.i32(shift).op(Op.i32Sub).i32(MARKED_PAGE_LOG2).op(Op.i32ShrU).code;
    const first = pageOf(new Assembler().getLocal(to));
    const last = pageOf(
      new Assembler().getLocal(to).getLocal(size).op(Op.i32Add).i32(1).op(Op.i32Sub),
    );
    code.getLocal(size).if().append(first).i32(table).op(Op.i32Add).i32(1);
    code.append(last, first).op(Op.i32Sub).i32(1).op(Op.i32Add).op(Op.prefixFC, MEMORY_FILL, 0);
    return code.end().code;
  }

  #takeLocal(): number {
    const parameters = this.module.typeOf(this.index).params.length;
    const local = this.#free.pop() ?? parameters + this.own.locals.push(ValueType.i32) - 1;
    this.#taken.add(local);
    return local;
  }
}

/** Whether other code may run between an instruction and the one before it, or nothing more runs. */
function interrupts(op: number): boolean {
  return op <= Op.callIndirect || op === Op.delegate || op === Op.catchAll || op === Op.prefixFC;
}
