import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  assemble,
  exported,
  instantiate,
  STACK_POINTER,
  transformed,
} from "../../tests/helpers/wasm/assemble.js";
import { outcomeOf } from "../../tests/helpers/wasm/outcome.js";
import { policyFor } from "../../tests/helpers/wasm/policy.js";
import { randomProgram } from "../../tests/helpers/wasm/random-program.js";
import { STACK_BYTES, STACK_LIMIT } from "../micropython/flags.js";
import { WasmModule } from "../wasm/module.js";
import { guardStack } from "./stack-guard.js";

const HOOKS = `
  (import "host" "stack_full" (func $stack_full))
  (func $sandbox_stack_full (export "sandbox_stack_full") (call $stack_full))`;

/** Guards some functions; one of them only gets the check of the stack. */
function guard(module: WasmModule): number {
  const policy = policyFor(module, {
    callee: { guardBytes: 192 },
    first: { guardBytes: 64 },
    second: { guardBytes: 0 },
  });
  return guardStack(module, policy, STACK_LIMIT);
}

class StackFull extends Error {}

const host = {
  stack_full: () => {
    throw new StackFull();
  },
};

/** A guarded function that calls itself `depth` times, and then may throw. */
const RECURSIVE = `${HOOKS} ${STACK_POINTER} (export "sp" (global $__stack_pointer))
  (tag $thrown)
  (func $callee (export "run") (param $depth i32) (param $throws i32)
    (if (local.get $depth)
      (then (call $callee (i32.sub (local.get $depth) (i32.const 1)) (local.get $throws)))
      (else (if (local.get $throws) (then (throw $thrown))))))
  (func (export "catch") (param $depth i32)
    (try
      (do (call $callee (local.get $depth) (i32.const 1)))
      (catch_all)))`;

/** More nested calls of it do not fit. */
const MOST_CALLS = Math.ceil((STACK_BYTES - STACK_LIMIT) / 192);

function startRecursive() {
  const exports = instantiate(transformed(assemble(RECURSIVE), guard), host);
  return { run: exported(exports, "run"), throwAndCatch: exported(exports, "catch") };
}

describe("guarding the stack", () => {
  it("lets a function recurse while there is room, and releases the room", () => {
    const { run } = startRecursive();
    for (let i = 0; i < 3; i++) expect(() => run(MOST_CALLS - 1, 0)).not.toThrow();
  });

  it("stops recursion that would exceed the C stack", () => {
    const { run } = startRecursive();
    expect(() => run(MOST_CALLS + 1, 0)).toThrow(StackFull);
  });

  it("releases the room of calls that an exception ended", () => {
    const { run, throwAndCatch } = startRecursive();
    for (let i = 0; i < 3; i++) throwAndCatch(MOST_CALLS - 1);
    expect(() => run(MOST_CALLS - 1, 0)).not.toThrow();
  });

  it("replaces its export with the limit", () => {
    const exports = instantiate(transformed(assemble(RECURSIVE), guard), host);
    expect(Object.keys(exports).sort()).toEqual([...["catch", "run", "sandbox_stack_limit", "sp"]]);
    expect((exports.sandbox_stack_limit as WebAssembly.Global).value).toBe(STACK_LIMIT);
  });

  it("finds the stack used up at any depth once the host has set the limit above it", () => {
    const exports = instantiate(transformed(assemble(RECURSIVE), guard), host);
    (exports.sandbox_stack_limit as WebAssembly.Global).value = -1;
    expect(() => exported(exports, "run")(0, 0)).toThrow(StackFull);
  });

  it("reports how many functions it guarded", () => {
    expect(guard(new WasmModule(assemble(RECURSIVE)))).toBe(1);
  });

  it("does not change what a program does while there is room", () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 20, maxLength: 300, size: "max" }), (choices) => {
        const original = assemble(randomProgram(choices, HOOKS));
        expect(outcomeOf(transformed(original, guard))).toEqual(outcomeOf(original));
      }),
      { numRuns: 50 },
    );
  });
});
