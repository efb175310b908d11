import { concat, signed, u32 } from "./bytes.js";
import { EMPTY, Op } from "./instructions.js";

/** Code as bytes. */
export type Code = Uint8Array | readonly number[];

/**
 * Writes a function's code, one method per instruction. Branches name the block that they leave, or the
 * loop that they repeat, and the assembler counts how far out it is.
 */
export class Assembler {
  readonly #pieces: Code[] = [];
  /** Labels of the open blocks that the assembler has opened, the innermost last. */
  readonly #labels: (string | null)[] = [];

  /** What has been written so far. */
  get code(): Uint8Array {
    return concat(this.#pieces);
  }

  /** Appends code from elsewhere, in which as many blocks are opened as closed. */
  append(...pieces: Code[]): this {
    this.#pieces.push(...pieces);
    return this;
  }

  /** Appends instructions without immediates. */
  op(...ops: number[]): this {
    return this.append(ops);
  }

  i32(value: number): this {
    return this.append([Op.i32Const, ...signed(value)]);
  }

  getLocal(local: number): this {
    return this.append([Op.localGet, ...u32(local)]);
  }

  setLocal(local: number): this {
    return this.append([Op.localSet, ...u32(local)]);
  }

  teeLocal(local: number): this {
    return this.append([Op.localTee, ...u32(local)]);
  }

  getGlobal(global: number): this {
    return this.append([Op.globalGet, ...u32(global)]);
  }

  setGlobal(global: number): this {
    return this.append([Op.globalSet, ...u32(global)]);
  }

  call(functionIndex: number): this {
    return this.append([Op.call, ...u32(functionIndex)]);
  }

  /** Opens a block; branches to its label go to its end. */
  block(label: string, type: Code = [EMPTY]): this {
    return this.#open(Op.block, label, type);
  }

  /** Opens a loop; branches to its label go to its start. */
  loop(label: string, type: Code = [EMPTY]): this {
    return this.#open(Op.loop, label, type);
  }

  /** Opens code that runs if the top of the operand stack is not zero. */
  if(): this {
    return this.#open(Op.if, null, [EMPTY]);
  }

  end(): this {
    return this.closed().op(Op.end);
  }

  /** Notes that the innermost block was closed by appended code. */
  closed(): this {
    if (this.#labels.pop() === undefined) throw new Error("no block is open");
    return this;
  }

  branch(label: string): this {
    return this.append([Op.br, ...u32(this.#depthOf(label))]);
  }

  branchIf(label: string): this {
    return this.append([Op.brIf, ...u32(this.#depthOf(label))]);
  }

  #open(op: number, label: string | null, type: Code): this {
    this.#labels.push(label);
    return this.append([op], type);
  }

  #depthOf(label: string): number {
    const at = this.#labels.lastIndexOf(label);
    if (at < 0) throw new Error(`no open block is labelled ${label}`);
    return this.#labels.length - 1 - at;
  }
}
