import { controlFlow, type Flow } from "./flow.js";
import { decode, type Instruction, Op } from "./instructions.js";
import { ValueType, type WasmModule } from "./module.js";
import { type Visit, walkOperands } from "./operand-stack.js";
import { splitLocals } from "./split-locals.js";

/** One of the module's own functions, decoded, and what is known about the values in its locals. */
export interface AnalysedFunction {
  readonly index: number;
  /** The code, in which `local` instructions name values instead of locals (see splitLocals). */
  readonly code: readonly Instruction[];
  readonly flow: Flow;
  /** The local that each value lives in, parameters first. */
  readonly localOf: readonly number[];
  readonly types: readonly number[];
  readonly parameterCount: number;
  /** Whether each value may be, or lead to, the address of an object on the Python heap. */
  readonly mayPoint: boolean[];
}

/** The functions of a module, and a way to walk over them. */
export interface PointerAnalysis {
  readonly functions: readonly AnalysedFunction[];
  /** Walks over one function's code with the results of the analysis. */
  walk(fn: AnalysedFunction, visit: Visit): void;
}

/** What the analysis must know about a module. */
export interface PointerFacts {
  /** Index of the global that points into the C stack. */
  readonly stackPointer: number;
  /** The lowest address that the heap can have. */
  readonly heapStart: number;
  /** Whether a function's parameter is a number even if the argument may come from a pointer. */
  isNumber(functionIndex: number, parameter: number): boolean;
}

/**
 * Finds the locals that may hold pointers to the Python heap.
 *
 * Starts with none and iterates: loads from memory, arguments and results may be pointers. Whatever the
 * analysis does not understand may be one.
 */
export function analysePointers(
  module: WasmModule,
  { stackPointer, heapStart, isNumber }: PointerFacts,
): PointerAnalysis {
  const imported = module.functionImports.length;
  const functions = module.functions.map(({ typeIndex, locals, code }, i): AnalysedFunction => {
    const params = module.types[typeIndex]?.params ?? [];
    const localTypes = [...params, ...locals];
    const decoded = decode(code);
    const flow = controlFlow(decoded);
    const split = splitLocals(decoded, flow, localTypes.length);
    const types = split.localOf.map((local) => localTypes[local] as number);
    const mayPoint = types.map(() => false);
    return { index: imported + i, flow, ...split, types, parameterCount: params.length, mayPoint };
  });
  const resultMayPoint = functions.map(() => false);
  // Functions in the table may get any argument.
  for (const index of module.tableFunctions) {
    const fn = functions[index - imported];
    fn?.types.slice(0, fn.parameterCount).forEach((type, at) => {
      const isWord = type === ValueType.i32 || type === ValueType.i64;
      if (isWord && !isNumber(fn.index, at)) fn.mayPoint[at] = true;
    });
  }

  let changed = true;
  const mark = (flags: boolean[], at: number) => {
    if (flags[at]) return;
    flags[at] = true;
    changed = true;
  };

  function walk(fn: AnalysedFunction, visit: Visit): void {
    walkOperands(fn.code, {
      module,
      type: module.typeOf(fn.index),
      localTypes: fn.types,
      stackPointer,
      heapStart,
      localMayPoint: (local) => fn.mayPoint[local] as boolean,
      resultMayPoint: (index) => index < imported || (resultMayPoint[index - imported] as boolean),
      visit,
    });
  }

  function learnFrom(fn: AnalysedFunction): void {
    const last = fn.code.length - 1;
    walk(fn, (index, { op, immediate }, stack) => {
      const top = stack.at(-1);
      if ((op === Op.localSet || op === Op.localTee) && top?.maybePointer)
        mark(fn.mayPoint, immediate);
      else if (op === Op.call && immediate >= imported) {
        const callee = functions[immediate - imported] as AnalysedFunction;
        const count = module.typeOf(immediate).params.length;
        stack.slice(stack.length - count).forEach((argument, at) => {
          if (argument.maybePointer && !isNumber(callee.index, at)) mark(callee.mayPoint, at);
        });
      } else if (
        op === Op.return ||
        op === Op.br ||
        op === Op.brIf ||
        op === Op.brTable ||
        index === last
      ) {
        // A branch may leave the function; assuming so only makes more results pointers.
        if (top?.maybePointer || stack.at(-2)?.maybePointer)
          mark(resultMayPoint, fn.index - imported);
      }
    });
  }

  while (changed) {
    changed = false;
    functions.forEach(learnFrom);
  }
  return { functions, walk };
}
