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
 * Finds a set of functions that every endless chain of calls keeps entering: those in the table,
 * which any indirect call may go to, and those that reach themselves by direct calls alone.
 */
export function recursiveFunctions(module: WasmModule): Set<number> {
  const imported = module.functionImports.length;
  const inTable = new Set(module.tableFunctions);
  const callees = new Map(
    module.functions.map(({ code }, i) => {
      const direct = decode(code)
        .filter(({ op, immediate }) => op === Op.call && immediate >= imported)
        .map(({ immediate }) => immediate)
        .filter((callee) => !inTable.has(callee));
      return [imported + i, new Set(direct)] as const;
    }),
  );
  const reachesItself = (start: number): boolean => {
    const reached = new Set(callees.get(start));
    for (const index of reached) for (const next of callees.get(index) ?? []) reached.add(next);
    return reached.has(start);
  };
  return new Set([...callees.keys()].filter((index) => inTable.has(index) || reachesItself(index)));
}
