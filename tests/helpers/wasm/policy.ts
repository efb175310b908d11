import type { FunctionPolicy, ResolvedPolicy } from "../../../artifact/passes/policy.js";
import type { WasmModule } from "../../../artifact/wasm/module.js";
import { objectAddress } from "./outcome.js";

/** The start of the test programs' heap. */
export const HEAP_START = objectAddress(-1);

/**
 * A policy for the functions that a test's module has: `$gc_collect` is the collector and `$run_bytecode`
 * the interpreter.
 *
 * @param functions facts about functions, by name.
 */
export function policyFor(
  module: WasmModule,
  functions: Readonly<Record<string, Omit<FunctionPolicy, "type">>>,
): ResolvedPolicy {
  const indices = new Map([...module.functionNames].map(([index, name]) => [name, index]));
  return {
    collector: indices.get("gc_collect") ?? null,
    interpreter: indices.get("run_bytecode") ?? -1,
    functions: new Map(
      Object.entries(functions).flatMap(([name, known]) => {
        const index = indices.get(name);
        return index === undefined ? [] : [[index, { type: "", ...known }]];
      }),
    ),
  };
}
