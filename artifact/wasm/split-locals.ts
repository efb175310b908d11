import type { Flow } from "./flow.js";
import { type Instruction, Op } from "./instructions.js";
import { BitSet, defines } from "./liveness.js";

/** A function's code with unrelated uses of a local separated. */
export interface SplitLocals {
  /** The code, in which `local.get`, `set` and `tee` name values instead of locals. */
  readonly code: readonly Instruction[];
  /** The local that each value lives in. The values of parameters come first, in order. */
  readonly localOf: readonly number[];
}

/**
 * Optimisers reuse one local for unrelated values. This finds the values again: all definitions that can
 * reach a common use belong to one value (a web, in compiler terms).
 */
export function splitLocals(
  code: readonly Instruction[],
  flow: Flow,
  localCount: number,
): SplitLocals {
  // Definition n < localCount is what local n holds at the start: an argument or zero.
  const definitionAt = new Map<number, number>();
  const definedLocal = Array.from({ length: localCount }, (_, local) => local);
  code.forEach((instruction, i) => {
    if (defines(instruction)) definitionAt.set(i, definedLocal.push(instruction.immediate) - 1);
  });
  const ofLocal: number[][] = Array.from({ length: localCount }, () => []);
  definedLocal.forEach((local, definition) => {
    ofLocal[local]?.push(definition);
  });

  const webs = new UnionFind(definedLocal.length);
  const webAtUse = new Map<number, number>();
  forEachReachingSet(code, flow, definitionAt, ofLocal, (i, reaching) => {
    const { op, immediate } = code[i] as Instruction;
    if (op !== Op.localGet) return;
    const definitions = (ofLocal[immediate] as number[]).filter((definition) =>
      reaching.has(definition),
    );
    // A use in unreachable code has no definition; any will do.
    const [first = immediate, ...others] = definitions;
    for (const other of others) webs.unite(first, other);
    webAtUse.set(i, first);
  });

  const numberOfWeb = new Map<number, number>();
  const localOf: number[] = [];
  const value = (definition: number): number => {
    const web = webs.find(definition);
    let number = numberOfWeb.get(web);
    if (number === undefined) {
      number = localOf.push(definedLocal[web] as number) - 1;
      numberOfWeb.set(web, number);
    }
    return number;
  };
  for (let local = 0; local < localCount; local++) value(local);
  const renamed = code.map((instruction, i) => {
    const definition = webAtUse.get(i) ?? definitionAt.get(i);
    return definition === undefined
      ? instruction
      : { ...instruction, immediate: value(definition) };
  });
  return { code: renamed, localOf };
}

/** Calls back with the definitions that reach each instruction (forward data flow). */
function forEachReachingSet(
  code: readonly Instruction[],
  flow: Flow,
  definitionAt: ReadonlyMap<number, number>,
  ofLocal: readonly (readonly number[])[],
  visit: (index: number, reaching: BitSet) => void,
): void {
  const count = ofLocal.length + definitionAt.size;
  const step = (reaching: BitSet, i: number) => {
    const definition = definitionAt.get(i);
    if (definition === undefined) return;
    for (const other of ofLocal[(code[i] as Instruction).immediate] ?? []) reaching.delete(other);
    reaching.add(definition);
  };
  const reachingIn = flow.blocks.map(() => new BitSet(count));
  for (let local = 0; local < ofLocal.length; local++) reachingIn[0]?.add(local);
  for (let changed = true; changed; ) {
    changed = false;
    flow.blocks.forEach(({ start, end, successors }, block) => {
      const reaching = (reachingIn[block] as BitSet).copy();
      for (let i = start; i < end; i++) step(reaching, i);
      for (const next of successors) {
        if ((reachingIn[next] as BitSet).addAll(reaching)) changed = true;
      }
    });
  }
  flow.blocks.forEach(({ start, end }, block) => {
    const reaching = (reachingIn[block] as BitSet).copy();
    for (let i = start; i < end; i++) {
      visit(i, reaching);
      step(reaching, i);
    }
  });
}

/** Disjoint sets of numbers, with path halving. */
class UnionFind {
  private readonly parent: number[];

  constructor(size: number) {
    this.parent = Array.from({ length: size }, (_, i) => i);
  }

  find(item: number): number {
    let at = item;
    while (this.parent[at] !== at) {
      this.parent[at] = this.parent[this.parent[at] as number] as number;
      at = this.parent[at] as number;
    }
    return at;
  }

  /** Joins two sets; the smaller number represents them, so that parameters stay first. */
  unite(a: number, b: number): void {
    const [low, high] = [this.find(a), this.find(b)].sort((x, y) => x - y) as [number, number];
    this.parent[high] = low;
  }
}
