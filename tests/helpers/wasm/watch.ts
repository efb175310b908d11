import { STACK_BYTES } from "../../../artifact/micropython/flags.js";
import { exposeGcRoots, type GcRootsReport } from "../../../artifact/passes/gc-roots.js";
import type { WasmModule } from "../../../artifact/wasm/module.js";
import { assemble, exported, instantiate, STACK_POINTER, transformed } from "./assemble.js";
import { objectAddress } from "./outcome.js";
import { HEAP_START, policyFor } from "./policy.js";

/**
 * A collector that the host watches, a host object, and functions to use: `$touch` needs an object without
 * collecting, `$allocate` returns one after collecting.
 */
export const RUNTIME = `
  (import "host" "collecting" (func $collecting))
  (import "host" "fresh" (func $fresh (result i32)))
  (import "host" "touch" (func $touch (param i32)))
  (memory (export "memory") 8)
  (tag $thrown)
  ${STACK_POINTER}
  (export "sp" (global $__stack_pointer))
  (func $gc_collect (call $collecting))
  (func $allocate (result i32) (call $gc_collect) (call $fresh))`;

export const FIRST = objectAddress(0);
export const SECOND = objectAddress(1);

/** All 32-bit words of the C stack, from its pointer up. */
export function stackWords(exports: WebAssembly.Exports): Int32Array {
  const { value } = exports.sp as WebAssembly.Global;
  return new Int32Array(
    (exports.memory as WebAssembly.Memory).buffer,
    value,
    (STACK_BYTES - value) / 4,
  );
}

export interface Watched {
  readonly answer: unknown;
  /** What each collection saw in the C stack: objects, sorted by address. */
  readonly seen: readonly (readonly number[])[];
  readonly stackPointer: number;
}

/** Exposes the roots of a test's module. The caller of `$run_bytecode` keeps the first parameter. */
export function exposeRoots(module: WasmModule): GcRootsReport {
  const policy = policyFor(module, {
    run_bytecode: { keptByCallers: { parameters: [0], deep: true } },
  });
  return exposeGcRoots(module, policy, HEAP_START);
}

/** Runs `run` in a module that the pass has changed. */
export function watch(code: string, ...args: unknown[]): Watched {
  const seen: number[][] = [];
  let objects = 0;
  const exports = instantiate(transformed(assemble(RUNTIME + code), exposeRoots), {
    collecting: () => {
      seen.push(
        [...new Set(stackWords(exports).filter((word) => word >= objectAddress(0)))].sort(),
      );
    },
    fresh: () => objectAddress(objects++),
    touch: () => {},
  });
  const answer = exported(exports, "run")(...args);
  return { answer, seen, stackPointer: (exports.sp as WebAssembly.Global).value };
}
