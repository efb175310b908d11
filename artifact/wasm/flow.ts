import { type Instruction, Op, opensBlock } from "./instructions.js";

/** Instructions that control enters only at the first and leaves only after the last. */
export interface BasicBlock {
  readonly start: number;
  /** Index after the last instruction. */
  readonly end: number;
  /** Blocks that may run next, including handlers of exceptions. */
  readonly successors: readonly number[];
}

/** A function's control flow. */
export interface Flow {
  readonly blocks: readonly BasicBlock[];
  /** How many loops enclose each instruction. */
  readonly loopDepth: Uint8Array;
}

interface Frame {
  readonly op: number;
  readonly start: number;
  /** Index of the `else`, or -1. */
  elseAt: number;
  /** Indices of the `catch` and `catch_all` clauses. */
  readonly catches: number[];
  end: number;
}

/** Finds a function's basic blocks and how control moves between them. */
export function controlFlow(code: readonly Instruction[]): Flow {
  const frames = matchFrames(code);
  const { edges, loopDepth } = findEdges(code, frames);
  const starts = new Set([0]);
  for (const [from, targets] of edges) {
    starts.add(from + 1);
    for (const target of targets) starts.add(target);
  }
  const ordered = [...starts].filter((at) => at < code.length).sort((a, b) => a - b);
  const blockAt = new Map(ordered.map((at, index) => [at, index]));
  const blocks = ordered.map((start, index) => {
    const end = ordered[index + 1] ?? code.length;
    const targets = edges.get(end - 1) ?? [end];
    const successors = targets.map((at) => blockAt.get(at)).filter((at) => at !== undefined);
    return { start, end, successors: [...new Set(successors)] };
  });
  return { blocks, loopDepth };
}

/** Whether a function may return at the end of a basic block. */
export function isWayOut(code: readonly Instruction[], { end }: BasicBlock): boolean {
  return end === code.length || code[end - 1]?.op === Op.return;
}

/** Pairs each block's opening instruction with its clauses and its end. */
function matchFrames(code: readonly Instruction[]): Map<number, Frame> {
  const frames = new Map<number, Frame>();
  const body: Frame = { op: Op.block, start: -1, elseAt: -1, catches: [], end: code.length - 1 };
  const open = [body];
  code.forEach(({ op }, index) => {
    const top = open.at(-1) as Frame;
    if (opensBlock(op)) {
      const frame = { op, start: index, elseAt: -1, catches: [], end: -1 };
      frames.set(index, frame);
      open.push(frame);
    } else if (op === Op.else) top.elseAt = index;
    else if (op === Op.catch || op === Op.catchAll) top.catches.push(index);
    else if (op === Op.end || op === Op.delegate) {
      top.end = index;
      open.pop();
    }
  });
  frames.set(-1, body);
  return frames;
}

/** Lists, for every instruction that may transfer control, all its targets. */
function findEdges(code: readonly Instruction[], frames: ReadonlyMap<number, Frame>) {
  const edges = new Map<number, number[]>();
  const loopDepth = new Uint8Array(code.length);
  const open: { frame: Frame; inTryBody: boolean }[] = [];
  open.push({ frame: frames.get(-1) as Frame, inTryBody: false });
  let loops = 0;

  const label = (depth: number): number => {
    const frame = (open.at(-1 - depth) as { frame: Frame }).frame;
    return frame.op === Op.loop ? frame.start : frame.end;
  };
  // Any enclosing handler may catch it; counting outer ones, too, only makes more values live.
  const handlers = (): number[] =>
    open.flatMap(({ frame, inTryBody }) => (inTryBody ? frame.catches.map((at) => at + 1) : []));

  code.forEach(({ op, immediate, labels }, index) => {
    loopDepth[index] = loops;
    switch (op) {
      case Op.block:
      case Op.loop:
      case Op.try:
      case Op.if: {
        const frame = frames.get(index) as Frame;
        open.push({ frame, inTryBody: op === Op.try });
        if (op === Op.loop) {
          loops += 1;
          edges.set(index - 1, edges.get(index - 1) ?? [index]);
        }
        if (op === Op.if)
          edges.set(index, [index + 1, frame.elseAt < 0 ? frame.end : frame.elseAt + 1]);
        break;
      }
      case Op.else:
      case Op.catch:
      case Op.catchAll: {
        const top = open.at(-1) as { frame: Frame; inTryBody: boolean };
        top.inTryBody = false;
        edges.set(index, [top.frame.end]);
        break;
      }
      case Op.delegate:
      case Op.end:
        if (open.pop()?.frame.op === Op.loop) loops -= 1;
        break;
      case Op.br:
        edges.set(index, [label(immediate)]);
        break;
      case Op.brIf:
        edges.set(index, [label(immediate), index + 1]);
        break;
      case Op.brTable:
        edges.set(index, labels.map(label));
        break;
      case Op.return:
      case Op.unreachable:
        edges.set(index, []);
        break;
      case Op.throw:
      case Op.rethrow:
        edges.set(index, handlers());
        break;
      case Op.call:
      case Op.callIndirect: {
        const around = handlers();
        if (around.length > 0) edges.set(index, [index + 1, ...around]);
        break;
      }
    }
  });
  edges.delete(-1);
  return { edges, loopDepth };
}
