import { isWayOut } from "./flow.js";
import { decode, type Instruction, Op } from "./instructions.js";
import type { WasmModule } from "./module.js";
import type { AnalysedFunction } from "./pointers.js";

/** Whether a call may reach a target, and its caller may continue afterwards. */
export type Reaches = (fn: AnalysedFunction, index: number) => boolean;

/**
 * Finds all calls that may reach `target` and return to the calling function, or throw something that it
 * catches. Calls that reach the target only while raising an error do not count, unless the caller catches
 * the error.
 *
 * An indirect call may go to any function in the table with the call's type. The host never calls back
 * into the guest.
 */
export function callsThatReach(
  module: WasmModule,
  functions: readonly AnalysedFunction[],
  target: number,
): Reaches {
  const all = functions.map((fn) => ({ fn, calls: findCalls(fn) }));
  const inTable = new Set(module.tableFunctions);
  /** Whether a call may go to a function in a set. */
  const goesTo = (members: { functions: Set<number>; types: Set<number> }) => {
    return ({ op, immediate }: Instruction) =>
      op === Op.call ? members.functions.has(immediate) : members.types.has(immediate);
  };
  /** The smallest set that contains the target and every function that one of its calls adds. */
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
      // After a call, only an exception transfers control elsewhere.
      const isInTry = start + i === end - 1 && successors.length > 1;
      return [{ at: start + i, instruction, isInTry, hasWayOut: hasWayOut[index] as boolean }];
    }),
  );
}

/**
 * Finds a set of functions that every endless chain of calls keeps entering: without them the call graph has
 * no cycle, where an indirect call may go to any function in the table with its type.
 *
 * There are many such sets. This one omits the spared functions if possible, and then as many of the others
 * as possible, the smallest first.
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

/** What each function may call; one extra node per type leads to the functions in the table. */
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
