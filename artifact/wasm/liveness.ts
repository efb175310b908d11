import type { Flow } from "./flow.js";
import { type Instruction, Op } from "./instructions.js";

/** A set of small numbers. */
export class BitSet {
  private readonly words: Uint32Array;

  constructor(private readonly size: number) {
    this.words = new Uint32Array((size + 31) >> 5);
  }

  static full(size: number): BitSet {
    const set = new BitSet(size);
    set.words.fill(0xffffffff);
    return set;
  }

  get isEmpty(): boolean {
    return this.words.every((word) => word === 0);
  }

  has(item: number): boolean {
    return (((this.words[item >> 5] as number) >>> (item & 31)) & 1) === 1;
  }

  add(item: number): void {
    this.words[item >> 5] = (this.words[item >> 5] as number) | (1 << (item & 31));
  }

  delete(item: number): void {
    this.words[item >> 5] = (this.words[item >> 5] as number) & ~(1 << (item & 31));
  }

  copy(): BitSet {
    const set = new BitSet(this.size);
    set.words.set(this.words);
    return set;
  }

  /** Adds all elements of another set; returns whether that changed anything. */
  addAll(other: BitSet): boolean {
    let changed = false;
    for (let i = 0; i < this.words.length; i++) {
      const before = this.words[i] as number;
      const after = (before | (other.words[i] as number)) >>> 0;
      if (after !== before) changed = true;
      this.words[i] = after;
    }
    return changed;
  }

  /** Removes all elements that another set lacks; returns whether that changed anything. */
  keepOnly(other: BitSet): boolean {
    let changed = false;
    for (let i = 0; i < this.words.length; i++) {
      const before = this.words[i] as number;
      const after = (before & (other.words[i] as number)) >>> 0;
      if (after !== before) changed = true;
      this.words[i] = after;
    }
    return changed;
  }

  *[Symbol.iterator](): Generator<number> {
    for (let item = 0; item < this.size; item++) if (this.has(item)) yield item;
  }
}

/** Whether an instruction assigns to a local. */
export function defines({ op }: Instruction): boolean {
  return op === Op.localSet || op === Op.localTee;
}

/**
 * Finds the locals whose value is still needed after each of the given instructions.
 *
 * The usual backward data-flow analysis over basic blocks.
 */
export function liveAfter(
  code: readonly Instruction[],
  flow: Flow,
  localCount: number,
  isWanted: (index: number) => boolean,
): Map<number, BitSet> {
  const liveIn = flow.blocks.map(() => new BitSet(localCount));
  const liveOut = (block: number) => {
    const live = new BitSet(localCount);
    for (const next of flow.blocks[block]?.successors ?? []) live.addAll(liveIn[next] as BitSet);
    return live;
  };
  const step = (live: BitSet, instruction: Instruction) => {
    if (defines(instruction)) live.delete(instruction.immediate);
    else if (instruction.op === Op.localGet) live.add(instruction.immediate);
  };
  for (let changed = true; changed; ) {
    changed = false;
    for (let block = flow.blocks.length - 1; block >= 0; block--) {
      const { start, end } = flow.blocks[block] as Flow["blocks"][number];
      const live = liveOut(block);
      for (let i = end - 1; i >= start; i--) step(live, code[i] as Instruction);
      if ((liveIn[block] as BitSet).addAll(live)) changed = true;
    }
  }
  const wanted = new Map<number, BitSet>();
  flow.blocks.forEach(({ start, end }, block) => {
    const live = liveOut(block);
    for (let i = end - 1; i >= start; i--) {
      if (isWanted(i)) wanted.set(i, live.copy());
      step(live, code[i] as Instruction);
    }
  });
  return wanted;
}

/**
 * Finds, for each instruction in `saves`, which of its locals are not saved yet: on some path they were
 * assigned after the last save.
 *
 * The forward counterpart of {@link liveAfter}; a local counts as saved if it is on every path.
 */
export function unsavedAt(
  code: readonly Instruction[],
  flow: Flow,
  localCount: number,
  saves: ReadonlyMap<number, BitSet>,
): Map<number, number[]> {
  const savedIn = flow.blocks.map((_, block) =>
    block === 0 ? new BitSet(localCount) : BitSet.full(localCount),
  );
  const step = (saved: BitSet, index: number) => {
    const instruction = code[index] as Instruction;
    const saving = saves.get(index);
    if (saving) saved.addAll(saving);
    if (defines(instruction)) saved.delete(instruction.immediate);
  };
  for (let changed = true; changed; ) {
    changed = false;
    flow.blocks.forEach(({ start, end, successors }, block) => {
      const saved = (savedIn[block] as BitSet).copy();
      for (let i = start; i < end; i++) step(saved, i);
      for (const next of successors) {
        if ((savedIn[next] as BitSet).keepOnly(saved)) changed = true;
      }
    });
  }
  const unsaved = new Map<number, number[]>();
  flow.blocks.forEach(({ start, end }, block) => {
    const saved = (savedIn[block] as BitSet).copy();
    for (let i = start; i < end; i++) {
      const saving = saves.get(i);
      if (saving)
        unsaved.set(
          i,
          [...saving].filter((local) => !saved.has(local)),
        );
      step(saved, i);
    }
  });
  return unsaved;
}
