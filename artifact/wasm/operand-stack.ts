import { type BlockType, type Instruction, Op, opensBlock } from "./instructions.js";
import { type FunctionType, ValueType, type WasmModule } from "./module.js";

/** A value on the operand stack. */
export interface Operand {
  /** Index of the instruction that pushed it. */
  readonly producer: number;
  readonly type: number;
  /** Whether it may be, or lead to, the address of an object on the Python heap. */
  readonly maybePointer: boolean;
}

/** What a walk over a function's code needs to know, and its callback. */
export interface Walk {
  readonly module: WasmModule;
  readonly type: FunctionType;
  /** Types of all locals, parameters first. */
  readonly localTypes: readonly number[];
  /** Index of the global that points into the C stack. */
  readonly stackPointer: number;
  /** The lowest address that the heap can have: a smaller number is no pointer. */
  readonly heapStart: number;
  /** Whether a local may hold a pointer. */
  localMayPoint(local: number): boolean;
  /** Whether the result of a direct call may be a pointer. */
  resultMayPoint(functionIndex: number): boolean;
  /** Called for every reachable instruction and every end of a block. */
  readonly visit: Visit;
}

/**
 * @param stack the operand stack as it is before the instruction.
 * @param carried for the end of a block, all operands that may become its result.
 */
export type Visit = (
  index: number,
  instruction: Instruction,
  stack: readonly Operand[],
  carried: readonly Operand[],
) => void;

interface Frame {
  readonly height: number;
  readonly results: readonly number[];
  readonly params: readonly number[];
  reachable: boolean;
  /** Operands that may become the block's result, by a branch to its end or by falling through. */
  readonly carried: Operand[];
}

const NOTHING: readonly Operand[] = [];

/** Walks a function's code, keeping the operand stack as validation would. */
export function walkOperands(code: readonly Instruction[], walk: Walk): void {
  const stack: Operand[] = [];
  const frames: Frame[] = [
    { height: 0, params: [], results: walk.type.results, reachable: true, carried: [] },
  ];
  // Blocks opened in unreachable code; they are skipped whole.
  let skipped = 0;

  const blockSignature = (blockType: BlockType): FunctionType => {
    if (blockType === null) return { params: [], results: [] };
    if ("value" in blockType) return { params: [], results: [blockType.value] };
    return walk.module.types[blockType.typeIndex] as FunctionType;
  };
  const push = (producer: number, type: number, maybePointer: boolean) => {
    stack.push({ producer, type, maybePointer: maybePointer && isWord(type) });
  };
  const pushAll = (producer: number, types: readonly number[], maybePointer: boolean) => {
    for (const type of types) push(producer, type, maybePointer);
  };

  code.forEach((instruction, index) => {
    const { op, immediate } = instruction;
    const top = frames.at(-1) as Frame;
    if (!top.reachable) {
      if (opensBlock(op)) skipped += 1;
      else if (skipped > 0) {
        if (op === Op.end || op === Op.delegate) skipped -= 1;
      } else if (isClauseOrEnd(op)) {
        stack.length = top.height;
        if (op === Op.end) walk.visit(index, instruction, stack, top.carried);
        leaveOrSwitch(index, instruction, top);
      }
      return;
    }
    if (isClauseOrEnd(op)) carry(top);
    walk.visit(index, instruction, stack, op === Op.end ? top.carried : NOTHING);
    for (const label of branches(instruction)) {
      const target = frames.at(-1 - label);
      // A condition or index is on top of what is carried.
      if (target !== undefined) carry(target, op === Op.br ? 0 : 1);
    }
    if (opensBlock(op)) {
      if (op === Op.if) stack.pop();
      const { params, results } = blockSignature(instruction.blockType);
      const height = stack.length - params.length;
      frames.push({ height, params, results, reachable: true, carried: [] });
    } else if (isClauseOrEnd(op)) {
      stack.length = top.height;
      leaveOrSwitch(index, instruction, top);
    } else if (
      op === Op.br ||
      op === Op.brTable ||
      op === Op.return ||
      op === Op.unreachable ||
      op === Op.throw ||
      op === Op.rethrow
    ) {
      top.reachable = false;
      stack.length = top.height;
    } else if (op === Op.call || op === Op.callIndirect) {
      const type =
        op === Op.call
          ? walk.module.typeOf(immediate)
          : (walk.module.types[immediate] as FunctionType);
      stack.length -= type.params.length + (op === Op.callIndirect ? 1 : 0);
      pushAll(index, type.results, op === Op.callIndirect || walk.resultMayPoint(immediate));
    } else {
      step(index, instruction);
    }
  });

  function leaveOrSwitch(index: number, { op }: Instruction, frame: Frame): void {
    if (op === Op.end || op === Op.delegate) {
      frames.pop();
      const maybePointer = frame.carried.some((operand) => operand.maybePointer);
      pushAll(index, frame.results, op === Op.delegate || maybePointer);
      return;
    }
    frame.reachable = true;
    if (op === Op.else) pushAll(index, frame.params, true);
    // The only exception in our modules is C's longjmp, which carries one pointer.
    else if (op === Op.catch) push(index, ValueType.i32, true);
  }

  /** Branches to a loop go to its start and carry no result; counting them is merely conservative. */
  function carry(frame: Frame, above = 0): void {
    const end = stack.length - above;
    frame.carried.push(...stack.slice(end - frame.results.length, end));
  }

  function step(index: number, { op, immediate }: Instruction): void {
    const pop = (): Operand => {
      const operand = stack.pop();
      if (operand === undefined) throw new Error(`operand stack underflow at instruction ${index}`);
      return operand;
    };
    switch (op) {
      case Op.brIf:
      case Op.drop:
      case Op.localSet:
      case Op.globalSet:
        pop();
        return;
      case Op.select: {
        pop();
        const b = pop();
        const a = pop();
        push(index, a.type, a.maybePointer || b.maybePointer);
        return;
      }
      case Op.localGet:
        push(index, walk.localTypes[immediate] as number, walk.localMayPoint(immediate));
        return;
      case Op.localTee: {
        const value = pop();
        push(index, value.type, value.maybePointer);
        return;
      }
      case Op.globalGet:
        push(index, ValueType.i32, immediate !== walk.stackPointer);
        return;
      case Op.memorySize:
        push(index, ValueType.i32, false);
        return;
      case Op.prefixFC:
        if (immediate < 8) {
          pop();
          push(index, immediate < 4 ? ValueType.i32 : ValueType.i64, false);
        } else if (immediate !== 9) stack.length -= 3;
        return;
    }
    if (op <= 0x01) return; // unreachable is handled above, nop does nothing
    const effect = plainEffect(op);
    const operands = Array.from({ length: effect.pops }, pop).reverse();
    if (effect.result !== null)
      push(index, effect.result, mayPoint(op, operands, code, walk.heapStart));
  }
}

/** The labels that an instruction may branch to; 0 is the innermost. */
function branches({ op, immediate, labels }: Instruction): readonly number[] {
  if (op === Op.br || op === Op.brIf) return [immediate];
  return op === Op.brTable ? labels : [];
}

function isClauseOrEnd(op: number): boolean {
  return (
    op === Op.else || op === Op.catch || op === Op.catchAll || op === Op.end || op === Op.delegate
  );
}

function isWord(type: number): boolean {
  return type === ValueType.i32 || type === ValueType.i64;
}

/** Whether the result of a plain instruction may be a pointer, given its operands. */
function mayPoint(
  op: number,
  operands: readonly Operand[],
  code: readonly Instruction[],
  heapStart: number,
): boolean {
  const any = operands.some(({ maybePointer }) => maybePointer);
  const constantOperand = operands
    .map(({ producer }) => code[producer] as Instruction)
    .find(
      ({ op: producerOp }) => producerOp === Op.i32Const || producerOp === Op.i64Const,
    )?.constant;
  const isBelowHeap = (largest: bigint | undefined) =>
    largest !== undefined && largest >= 0n && largest < BigInt(heapStart);
  switch (op) {
    case Op.i32Load:
    case Op.i64Load:
      return true;
    case Op.i32And:
    case Op.i64And:
      return any && !isBelowHeap(constantOperand);
    case Op.i32ShrU:
      return (
        any &&
        !isBelowHeap(
          constantOperand === undefined ? undefined : 0xffff_ffffn >> (constantOperand & 31n),
        )
      );
    case Op.i32Add:
    case Op.i32Sub:
    case Op.i32Or:
    case Op.i32Xor:
    case Op.i64Add:
    case Op.i64Sub:
    case Op.i64Or:
    case Op.i64Xor:
    case Op.i32Shl:
    case Op.i64Shl:
    case Op.i64ShrU:
    case Op.i32WrapI64:
    case Op.i64ExtendI32S:
    case Op.i64ExtendI32U:
      return any;
    default:
      // Comparisons, products, quotients, counts, narrow loads and converted floats.
      return false;
  }
}

interface Effect {
  readonly pops: number;
  readonly result: number | null;
}

const { i32, i64, f32, f64 } = ValueType;

/** Ranges of opcodes with the same effect on the operand stack, by their first opcode. */
const PLAIN_EFFECTS: readonly (readonly [first: number, pops: number, result: number | null])[] = [
  [0x28, 1, i32],
  [0x29, 1, i64],
  [0x2a, 1, f32],
  [0x2b, 1, f64],
  [0x2c, 1, i32],
  [0x30, 1, i64],
  [0x36, 2, null],
  [0x40, 1, i32],
  [0x41, 0, i32],
  [0x42, 0, i64],
  [0x43, 0, f32],
  [0x44, 0, f64],
  [0x45, 1, i32],
  [0x46, 2, i32],
  [0x50, 1, i32],
  [0x51, 2, i32],
  [0x67, 1, i32],
  [0x6a, 2, i32],
  [0x79, 1, i64],
  [0x7c, 2, i64],
  [0x8b, 1, f32],
  [0x92, 2, f32],
  [0x99, 1, f64],
  [0xa0, 2, f64],
  [0xa7, 1, i32],
  [0xac, 1, i64],
  [0xb2, 1, f32],
  [0xb7, 1, f64],
  [0xbc, 1, i32],
  [0xbd, 1, i64],
  [0xbe, 1, f32],
  [0xbf, 1, f64],
  [0xc0, 1, i32],
  [0xc2, 1, i64],
];

const EFFECT_OF: readonly (Effect | undefined)[] = Array.from({ length: 0xc5 }, (_, op) => {
  const range = PLAIN_EFFECTS.filter(([first]) => first <= op).at(-1);
  return range && { pops: range[1], result: range[2] };
});

function plainEffect(op: number): Effect {
  const effect = EFFECT_OF[op];
  if (effect === undefined) throw new Error(`unsupported instruction 0x${op.toString(16)}`);
  return effect;
}
