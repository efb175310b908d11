import { ByteReader } from "./bytes.js";

/** Opcodes that the passes tell apart, as the binary format numbers them. */
export const Op = {
  unreachable: 0x00,
  block: 0x02,
  loop: 0x03,
  if: 0x04,
  else: 0x05,
  try: 0x06,
  catch: 0x07,
  throw: 0x08,
  rethrow: 0x09,
  end: 0x0b,
  br: 0x0c,
  brIf: 0x0d,
  brTable: 0x0e,
  return: 0x0f,
  call: 0x10,
  callIndirect: 0x11,
  delegate: 0x18,
  catchAll: 0x19,
  drop: 0x1a,
  select: 0x1b,
  localGet: 0x20,
  localSet: 0x21,
  localTee: 0x22,
  globalGet: 0x23,
  globalSet: 0x24,
  i32Load: 0x28,
  i64Load: 0x29,
  f64Load: 0x2b,
  i32Load8S: 0x2c,
  i32Store: 0x36,
  i64Store: 0x37,
  i32Store8: 0x3a,
  i64Store32: 0x3e,
  memorySize: 0x3f,
  memoryGrow: 0x40,
  i32Const: 0x41,
  i64Const: 0x42,
  f32Const: 0x43,
  f64Const: 0x44,
  i32Eqz: 0x45,
  i32Ne: 0x47,
  i32LtS: 0x48,
  i32LtU: 0x49,
  i32GeU: 0x4f,
  i32Add: 0x6a,
  i32Sub: 0x6b,
  i32Mul: 0x6c,
  i32And: 0x71,
  i32Or: 0x72,
  i32Xor: 0x73,
  i32Shl: 0x74,
  i32ShrU: 0x76,
  i64Add: 0x7c,
  i64Sub: 0x7d,
  i64And: 0x83,
  i64Or: 0x84,
  i64Xor: 0x85,
  i64Shl: 0x86,
  i64ShrU: 0x88,
  i32WrapI64: 0xa7,
  i64ExtendI32S: 0xac,
  i64ExtendI32U: 0xad,
  prefixFC: 0xfc,
} as const;

/** Sub-opcodes of `prefixFC`. */
export const MEMORY_COPY = 10;
export const MEMORY_FILL = 11;

/** One decoded instruction. */
export interface Instruction {
  readonly op: number;
  /** Where its bytes are in the function's code. */
  readonly start: number;
  readonly end: number;
  /** First immediate: label depth, local, global, function, type or tag index, or sub-opcode. */
  readonly immediate: number;
  /** All label depths of a `br_table`, its default last. */
  readonly labels: readonly number[];
  /** Value of an `i32.const` or `i64.const`. */
  readonly constant: bigint;
  /** Type of a block: a value type, a type index, or nothing. */
  readonly blockType: BlockType;
}

export type BlockType = { readonly value: number } | { readonly typeIndex: number } | null;

const NO_LABELS: readonly number[] = [];

/** Block type of a block that takes and leaves nothing. */
export const EMPTY = 0x40;

/** Whether an instruction begins a block that an `end` or `delegate` ends. */
export function opensBlock(op: number): boolean {
  return op === Op.block || op === Op.loop || op === Op.if || op === Op.try;
}

/** Decodes a function's code. */
export function decode(code: Uint8Array): Instruction[] {
  const reader = new ByteReader(code);
  const instructions: Instruction[] = [];
  while (!reader.done) instructions.push(decodeOne(reader));
  return instructions;
}

function decodeOne(reader: ByteReader): Instruction {
  const start = reader.position;
  const op = reader.byte();
  let immediate = 0;
  let labels = NO_LABELS;
  let constant = 0n;
  let blockType: BlockType = null;
  if (op === Op.block || op === Op.loop || op === Op.if || op === Op.try)
    blockType = readBlockType(reader);
  else if (takesIndex(op)) immediate = reader.u32();
  else if (op === Op.brTable) labels = Array.from({ length: reader.u32() + 1 }, () => reader.u32());
  else if (op === Op.callIndirect) {
    immediate = reader.u32();
    reader.u32();
  } else if (op >= Op.i32Load && op <= Op.i64Store32) {
    reader.u32();
    immediate = reader.u32();
  } else if (op === Op.memorySize || op === Op.memoryGrow) reader.byte();
  else if (op === Op.i32Const || op === Op.i64Const) constant = reader.signed();
  else if (op === Op.f32Const) reader.take(4);
  else if (op === Op.f64Const) reader.take(8);
  else if (op === Op.prefixFC) {
    immediate = reader.u32();
    skipBulkOperands(reader, immediate);
  } else if (!hasNoImmediate(op)) throw new Error(`unsupported instruction 0x${op.toString(16)}`);
  return { op, start, end: reader.position, immediate, labels, constant, blockType };
}

function readBlockType(reader: ByteReader): BlockType {
  const value = Number(reader.signed());
  if (value >= 0) return { typeIndex: value };
  return value === -64 ? null : { value: value + 0x80 };
}

function takesIndex(op: number): boolean {
  return (
    op === Op.br ||
    op === Op.brIf ||
    op === Op.call ||
    op === Op.catch ||
    op === Op.throw ||
    op === Op.rethrow ||
    op === Op.delegate ||
    (op >= Op.localGet && op <= Op.globalSet)
  );
}

/** Immediates after the sub-opcodes of 0xfc: `memory.init`, `data.drop`, `memory.copy`, `memory.fill`. */
const BULK_IMMEDIATES: Readonly<Record<number, number>> = { 8: 2, 9: 1, 10: 2, 11: 1 };

function skipBulkOperands(reader: ByteReader, subOpcode: number): void {
  const isTruncation = subOpcode < 8;
  const count = isTruncation ? 0 : BULK_IMMEDIATES[subOpcode];
  if (count === undefined) throw new Error(`unsupported instruction 0xfc ${subOpcode}`);
  for (let i = 0; i < count; i++) reader.u32();
}

function hasNoImmediate(op: number): boolean {
  return (
    op <= 0x01 ||
    op === Op.else ||
    op === Op.end ||
    op === Op.return ||
    op === Op.catchAll ||
    op === Op.drop ||
    op === Op.select ||
    (op >= 0x45 && op <= 0xc4)
  );
}
