import { decode, Op } from "./instructions.js";
import type { WasmModule } from "./module.js";
import type { AnalysedFunction } from "./pointers.js";

/** Says whether a call can end up in a given function. */
export interface Reachability {
  /** Whether calling the function may reach the target. */
  direct(functionIndex: number): boolean;
  /** Whether an indirect call with this type may. */
  indirect(typeIndex: number): boolean;
}

/**
 * Finds all calls that may reach `target`. An indirect call may go to any function in the table
 * that has the call's type; the host calls nothing while the guest waits for it.
 */
export function reachability(
  module: WasmModule,
  functions: readonly AnalysedFunction[],
  target: number,
): Reachability {
  const reaching = new Set([target]);
  const reachingTypes = new Set<number>();
  const calls = functions.map(({ index, code }) => ({
    index,
    direct: new Set(code.filter(({ op }) => op === Op.call).map(({ immediate }) => immediate)),
    indirect: new Set(
      code.filter(({ op }) => op === Op.callIndirect).map(({ immediate }) => immediate),
    ),
  }));
  const inTable = new Set(module.tableFunctions);
  for (let before = -1; before !== reaching.size; ) {
    before = reaching.size;
    for (const { index, direct, indirect } of calls) {
      const reaches =
        reaching.has(index) ||
        [...direct].some((callee) => reaching.has(callee)) ||
        [...indirect].some((type) => reachingTypes.has(type));
      if (!reaches) continue;
      reaching.add(index);
      if (inTable.has(index)) reachingTypes.add(module.ownFunction(index).typeIndex);
    }
  }
  return {
    direct: (index) => reaching.has(index),
    indirect: (typeIndex) => reachingTypes.has(typeIndex),
  };
}

/**
 * Finds a set of functions that every endless chain of calls keeps entering: without them no chain of
 * calls, direct ones or such that may go to any function of a type in the table, comes back to where
 * it was.
 *
 * There are many such sets. This one leaves out what it can of the functions with given names, and
 * then of the others, the smallest first, which have least to do.
 */
export function recursiveFunctions(module: WasmModule, spared: ReadonlySet<string>): Set<number> {
  const successors = callGraph(module);
  const size = (index: number) => {
    const isSpared = spared.has(module.functionNames.get(index) ?? "");
    return isSpared ? 0 : module.ownFunction(index).code.length;
  };
  const own = module.functions.map((_, at) => module.functionImports.length + at);
  const entered = new Set(own.sort((a, b) => size(a) - size(b) || a - b));
  const comesBack = (start: number): boolean => {
    const reached = new Set<number>();
    const open = [start];
    for (let node = open.pop(); node !== undefined; node = open.pop()) {
      for (const next of successors.get(node) ?? []) {
        if (next === start) return true;
        if (entered.has(next) || reached.has(next)) continue;
        reached.add(next);
        open.push(next);
      }
    }
    return false;
  };
  for (const index of [...entered]) {
    entered.delete(index);
    if (comesBack(index)) entered.add(index);
  }
  return entered;
}

/** What each function may call; the functions of a type in the table follow a node of their own. */
function callGraph(module: WasmModule): Map<number, Set<number>> {
  const imported = module.functionImports.length;
  const ofType = (typeIndex: number) => -1 - typeIndex;
  const successors = new Map(
    module.functions.map(({ code }, own) => {
      const callees = decode(code).flatMap(({ op, immediate }) => {
        if (op === Op.callIndirect) return [ofType(immediate)];
        return op === Op.call && immediate >= imported ? [immediate] : [];
      });
      return [imported + own, new Set(callees)] as const;
    }),
  );
  for (const index of module.tableFunctions) {
    if (index < imported) continue;
    const node = ofType(module.ownFunction(index).typeIndex);
    successors.set(node, (successors.get(node) ?? new Set()).add(index));
  }
  return successors;
}
