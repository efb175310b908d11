import { BuildError } from "../progress.js";
import { callsThatReach } from "../wasm/call-graph.js";
import type { WasmModule } from "../wasm/module.js";
import { analysePointers } from "../wasm/pointers.js";
import { findRoots } from "./gc-roots-plan.js";
import { rewrite } from "./gc-roots-rewrite.js";
import type { ResolvedPolicy } from "./policy.js";

/** The linker's name for the global that points into the C stack. */
const STACK_POINTER = "__stack_pointer";

/** What the pass did, for the build's log. */
export interface GcRootsReport {
  /** Functions that save pointers. */
  readonly functions: number;
  /** Store instructions that were added. */
  readonly stores: number;
}

/**
 * Makes every pointer that C code holds visible to the garbage collector.
 *
 * MicroPython's collector finds its roots by scanning the C stack in linear memory, but WebAssembly
 * keeps C's variables in locals and on the operand stack, where nothing can scan them. For every
 * call that can reach a collection this pass finds the values that are still needed after it and
 * that may be pointers, and keeps a copy of each in the function's frame on the C stack. See
 * docs/decisions/0004-gc-roots.md.
 *
 * @param module a module with its name section; its functions are changed.
 * @param heapStart the lowest address of the heap.
 * @throws BuildError if the module is not as the pass expects.
 */
export function exposeGcRoots(
  module: WasmModule,
  policy: ResolvedPolicy,
  heapStart: number,
): GcRootsReport {
  if (policy.collector === null) return { functions: 0, stores: 0 };
  const stackPointer = findStackPointer(module);
  const analysis = analysePointers(module, {
    stackPointer,
    heapStart,
    isNumber: (index, at) => policy.functions.get(index)?.numbers?.includes(at) ?? false,
  });
  const collects = callsThatReach(module, analysis.functions, policy.collector);
  let functions = 0;
  let stores = 0;
  for (const fn of analysis.functions) {
    const roots = findRoots(module, fn, analysis, { collects, policy });
    if (roots === null) continue;
    functions += 1;
    stores += rewrite(module, fn, stackPointer, roots);
  }
  return { functions, stores };
}

/** Index of the global that points into the C stack. */
export function findStackPointer(module: WasmModule): number {
  for (const [index, name] of module.globalNames) if (name === STACK_POINTER) return index;
  throw new BuildError(`the module has no global named ${STACK_POINTER}`);
}
