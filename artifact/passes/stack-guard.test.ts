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
import { FUNCTIONS, randomProgram } from "../../tests/helpers/wasm/random-program.js";
import { STACK_BYTES, STACK_LIMIT } from "../micropython/flags.js";
import { WasmModule } from "../wasm/module.js";
import { GUARDED_NAMES, guardStack } from "./stack-guard.js";

const HOOKS = `
  (import "host" "stack_full" (func $stack_full))
  (func $sandbox_stack_full (export "sandbox_stack_full") (call $stack_full))`;

/** Functions with the names that the pass looks for, but for those that the test writes itself. */
function others(...written: string[]): string {
  return GUARDED_NAMES.filter((name) => !written.includes(name))
    .map((name) => `(func $${name})`)
    .join("\n");
}

class StackFull extends Error {}

const host = {
  stack_full: () => {
    throw new StackFull();
  },
};

/** A guarded function that calls itself `depth` times, and may throw then. */
const RECURSIVE = `${HOOKS} ${STACK_POINTER} (export "sp" (global $sp))
  (tag $thrown)
  (func $compile_node (export "run") (param $depth i32) (param $throws i32)
    (if (local.get $depth)
      (then (call $compile_node (i32.sub (local.get $depth) (i32.const 1)) (local.get $throws)))
      (else (if (local.get $throws) (then (throw $thrown))))))
  (func (export "catch") (param $depth i32)
    (try
      (do (call $compile_node (local.get $depth) (i32.const 1)))
      (catch_all)))
  ${others("compile_node")}`;

/** More calls of it do not fit. */
const MOST_CALLS = Math.ceil((STACK_BYTES - STACK_LIMIT) / 192);

function startRecursive() {
  const exports = instantiate(transformed(assemble(RECURSIVE), guardStack), host);
  return { run: exported(exports, "run"), throwAndCatch: exported(exports, "catch") };
}

describe("guarding the stack", () => {
  it("lets a function recurse while there is room, and gives the room back", () => {
    const { run } = startRecursive();
    for (let i = 0; i < 3; i++) expect(() => run(MOST_CALLS - 1, 0)).not.toThrow();
  });

  it("stops a recursion that would use more than there is of the C stack", () => {
    const { run } = startRecursive();
    expect(() => run(MOST_CALLS + 1, 0)).toThrow(StackFull);
  });

  it("gives back the room of calls that an exception ended", () => {
    const { run, throwAndCatch } = startRecursive();
    for (let i = 0; i < 3; i++) throwAndCatch(MOST_CALLS - 1);
    expect(() => run(MOST_CALLS - 1, 0)).not.toThrow();
  });

  it("replaces the export that is for it by the limit", () => {
    const exports = instantiate(transformed(assemble(RECURSIVE), guardStack), host);
    expect(Object.keys(exports).sort()).toEqual([...["catch", "run", "sandbox_stack_limit", "sp"]]);
    expect((exports.sandbox_stack_limit as WebAssembly.Global).value).toBe(STACK_LIMIT);
  });

  it("finds the stack used up wherever it is, once the host has set the limit above it", () => {
    const exports = instantiate(transformed(assemble(RECURSIVE), guardStack), host);
    (exports.sandbox_stack_limit as WebAssembly.Global).value = -1;
    expect(() => exported(exports, "run")(0, 0)).toThrow(StackFull);
  });

  it("guards every function it names", () => {
    expect(guardStack(new WasmModule(assemble(RECURSIVE)))).toBe(GUARDED_NAMES.length);
  });

  it("refuses a module that lacks one of them", () => {
    const module = new WasmModule(assemble(`${HOOKS} ${STACK_POINTER} ${others("mp_unary_op")}`));
    expect(() => guardStack(module)).toThrow("the module has no function named mp_unary_op");
  });

  it("changes nothing that a program does while there is room", () => {
    // Two functions that get more of the stack, and one that gets a look at it only.
    const names = ["mp_unary_op", "mp_call_function_n_kw", "recursiveloop"];
    const rename = (text: string) =>
      FUNCTIONS.reduce((renamed, name, i) => renamed.replaceAll(`$${name}`, `$${names[i]}`), text);
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 20, maxLength: 300, size: "max" }), (choices) => {
        const text = rename(randomProgram(choices, HOOKS)) + others(...names);
        const original = assemble(text);
        expect(outcomeOf(transformed(original, guardStack))).toEqual(outcomeOf(original));
      }),
      { numRuns: 50 },
    );
  });
});
