import { isWayOut } from "./flow.js";
import { decode, type Instruction, Op } from "./instructions.js";
import type { WasmModule } from "./module.js";
import type { AnalysedFunction } from "./pointers.js";

/** Says whether a call matters: whether it may reach a target, and what it left goes on afterwards. */
export type Reaches = (fn: AnalysedFunction, index: number) => boolean;

/**
 * Finds all calls that may reach `target` and come back to the function that they are in: because
 * they return, or throw what the function catches. A call that reaches it only on its way to raise an
 * error is none, unless the error is caught there.
 *
 * An indirect call may go to any function in the table that has the call's type; the host calls
 * nothing while the guest waits for it.
 */
export function callsThatReach(
  module: WasmModule,
  functions: readonly AnalysedFunction[],
  target: number,
): Reaches {
  const all = functions.map((fn) => ({ fn, calls: findCalls(fn) }));
  const inTable = new Set(module.tableFunctions);
  /** Whether a call may go to a function of a set. */
  const goesTo = (members: { functions: Set<number>; types: Set<number> }) => {
    return ({ op, immediate }: Instruction) =>
      op === Op.call ? members.functions.has(immediate) : members.types.has(immediate);
  };
  /** All functions that some call of theirs adds to those that it adds to. */
  const closure = (adds: (call: Call, isIn: (call: Instruction) => boolean) => boolean) => {
    const members = { functions: new Set([target]), types: new Set<number>() };
    const isIn = goesTo(members);
    const add = (index: number) => {
      members.functions.add(index);
      if (inTable.has(index)) members.types.add(module.ownFunction(index).typeIndex);
    };
    add(target);
    for (let before = -1; before !== members.functions.size; ) {
      before = members.functions.size;
      for (const { fn, calls } of all) {
        if (calls.some((call) => adds(call, isIn))) add(fn.index);
      }
    }
    return isIn;
  };

  const reaches = closure(({ instruction }, isIn) => isIn(instruction));
  const comesBack = (call: Call, returns: (call: Instruction) => boolean) =>
    returns(call.instruction) || (call.isInTry && reaches(call.instruction));
  const returns = closure((call, isIn) => call.hasWayOut && comesBack(call, isIn));
  const wanted = new Map(
    all.map(({ fn, calls }) => [
      fn.index,
      new Set(calls.filter((call) => comesBack(call, returns)).map(({ at }) => at)),
    ]),
  );
  return (fn, index) => wanted.get(fn.index)?.has(index) ?? false;
}

interface Call {
  readonly at: number;
  readonly instruction: Instruction;
  /** Whether the function may catch what the call throws. */
  readonly isInTry: boolean;
  /** Whether the function may return after the call. */
  readonly hasWayOut: boolean;
}

function findCalls({ code, flow: { blocks } }: AnalysedFunction): Call[] {
  const hasWayOut = blocks.map((block) => isWayOut(code, block));
  for (let changed = true; changed; ) {
    changed = false;
    blocks.forEach(({ successors }, index) => {
      if (hasWayOut[index] || !successors.some((next) => hasWayOut[next])) return;
      hasWayOut[index] = true;
      changed = true;
    });
  }
  return blocks.flatMap(({ start, end, successors }, index) =>
    code.slice(start, end).flatMap((instruction, i) => {
      if (instruction.op !== Op.call && instruction.op !== Op.callIndirect) return [];
      // Nothing but an exception makes control go elsewhere after a call.
      const isInTry = start + i === end - 1 && successors.length > 1;
      return [{ at: start + i, instruction, isInTry, hasWayOut: hasWayOut[index] as boolean }];
    }),
  );
}

/**
 * Finds a set of functions that every endless chain of calls keeps entering: without them no chain of
 * calls, direct ones or such that may go to any function of a type in the table, comes back to where
 * it was.
 *
 * There are many such sets. This one leaves out what it can of the functions given, and
 * then of the others, the smallest first, which have least to do.
 */
export function recursiveFunctions(module: WasmModule, spared: ReadonlySet<number>): Set<number> {
  const successors = callGraph(module);
  const size = (index: number) => {
    return spared.has(index) ? 0 : module.ownFunction(index).code.length;
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
