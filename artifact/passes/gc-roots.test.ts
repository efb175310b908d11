import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { assemble, transformed } from "../../tests/helpers/wasm/assemble.js";
import { objectAddress, outcomeOf } from "../../tests/helpers/wasm/outcome.js";
import { randomProgram } from "../../tests/helpers/wasm/random-program.js";
import {
  exposeRoots,
  FIRST,
  RUNTIME,
  SECOND,
  stackWords,
  watch,
} from "../../tests/helpers/wasm/watch.js";
import { BuildError } from "../progress.js";
import { WasmModule } from "../wasm/module.js";

describe("the pass that exposes GC roots", () => {
  it("keeps a pointer in the stack during a collecting call if it is needed afterwards", () => {
    const { answer, seen } = watch(`
      (func (export "run") (result i32) (local $object i32)
        (local.set $object (call $fresh))
        (call $gc_collect)
        (local.get $object))`);
    expect(seen).toEqual([[FIRST]]);
    expect(answer).toBe(FIRST);
  });

  it("does not keep one that is no longer needed", () => {
    const { seen } = watch(`
      (func (export "run") (local $object i32)
        (call $touch (local.tee $object (call $fresh)))
        (call $gc_collect))`);
    expect(seen).toEqual([[]]);
  });

  it("does not keep numbers that cannot be pointers", () => {
    const { seen } = watch(`
      (func (export "run") (result i32) (local $number i32)
        (local.set $number (i32.mul (call $fresh) (i32.const 3)))
        (call $gc_collect)
        (local.get $number))`);
    expect(seen).toEqual([[]]);
  });

  it("keeps a local's value that waits on the operand stack while the local gets another", () => {
    const { seen } = watch(`
      (func $both (param i32 i32))
      (func (export "run") (local $object i32)
        (local.set $object (call $fresh))
        (call $both
          (local.get $object)
          (block (result i32) (local.set $object (call $fresh)) (call $gc_collect) (i32.const 0)))
        (call $both
          (local.get $object)
          (block (result i32) (call $gc_collect) (i32.const 0))))`);
    expect(seen[0]).toEqual([FIRST, SECOND]);
    expect(seen[1]).toContain(SECOND);
  });

  it("gives each waiting operand a slot that nothing else is written to", () => {
    const { seen } = watch(`
      (func $both (param i32 i32))
      (func (export "run") (local $waiting i32) (local $other i32) (local $turns i32)
        (local.set $waiting (call $fresh))
        (loop $again
          (call $both
            (local.get $waiting)
            (block (result i32)
              (local.set $other (call $fresh))
              (local.set $turns (i32.add (local.get $turns) (i32.const 1)))
              (call $gc_collect)
              (i32.const 0)))
          (br_if $again (i32.lt_u (local.get $turns) (i32.const 2))))
        (call $gc_collect)
        (call $touch (local.get $other)))`);
    expect(seen[0]).toContain(FIRST);
    expect(seen[1]).toContain(FIRST);
    expect(seen[2]).toContain(objectAddress(2));
  });

  it("keeps waiting operands", () => {
    const { answer, seen } = watch(`
      (func (export "run") (result i32)
        (i32.sub (call $fresh) (call $allocate)))`);
    expect(seen).toEqual([[FIRST]]);
    expect(answer).toBe(FIRST - SECOND);
  });

  it("keeps values loaded from memory, and arguments that callers loaded", () => {
    const { seen } = watch(`
      (func $callee (param $object i32) (call $gc_collect) (call $touch (local.get $object)))
      (func (export "run")
        (i32.store (i32.const 8) (call $fresh))
        (call $callee (i32.load (i32.const 8))))`);
    expect(seen).toEqual([[FIRST]]);
  });

  it("keeps the address in the low half of a NaN-boxed object", () => {
    const { seen } = watch(`
      (func (export "run") (local $object i64)
        (i64.store (i32.const 8) (i64.const ${(0x7ffc0000n << 32n) | BigInt(FIRST)}))
        (local.set $object (i64.load (i32.const 8)))
        (call $gc_collect)
        (call $touch (i32.wrap_i64 (local.get $object))))`);
    expect(seen).toEqual([[FIRST]]);
  });

  it("keeps the object of the current turn of a loop, not of the last one", () => {
    const { seen } = watch(`
      (func (export "run") (local $object i32) (local $i i32)
        (loop $again
          (local.set $object (call $fresh))
          (call $gc_collect)
          (call $touch (local.get $object))
          (local.set $i (i32.add (local.get $i) (i32.const 1)))
          (br_if $again (i32.lt_u (local.get $i) (i32.const 3)))))`);
    expect(seen).toEqual([0, 1, 2].map((turn) => [objectAddress(turn)]));
  });

  it("keeps values that only a handler needs", () => {
    const { seen } = watch(`
      (func $failing (call $gc_collect) (throw $thrown))
      (func (export "run") (local $object i32) (local $base i32)
        (local.set $base (global.get $__stack_pointer))
        (local.set $object (call $fresh))
        (try
          (do (call $failing))
          (catch_all
            (global.set $__stack_pointer (local.get $base))
            (call $touch (local.get $object)))))`);
    expect(seen).toEqual([[FIRST]]);
  });

  it("keeps values that are needed after an indirect call that may collect", () => {
    const { seen } = watch(`
      (type $nothing (func))
      (table 1 funcref) (elem (i32.const 0) $indirect)
      (func $indirect (call $gc_collect))
      (func (export "run") (local $object i32)
        (local.set $object (call $fresh))
        (call_indirect (type $nothing) (i32.const 0))
        (call $touch (local.get $object)))`);
    expect(seen).toEqual([[FIRST]]);
  });

  it("keeps the objects of every function on the call path", () => {
    const { seen } = watch(`
      (func $inner (result i32) (local $object i32)
        (local.set $object (call $fresh))
        (call $gc_collect)
        (local.get $object))
      (func (export "run") (local $object i32)
        (local.set $object (call $fresh))
        (call $touch (call $inner))
        (call $touch (local.get $object)))`);
    expect(seen).toEqual([[FIRST, SECOND]]);
  });

  it("skips values that the interpreter's callers already hold", () => {
    const code = (name: string) => `
      (func $${name} (param $frame i32) (result i32) (local $object i32)
        (local.set $object (i32.load (local.get $frame)))
        (call $gc_collect)
        (local.get $object))
      (func (export "run") (local $frame i32)
        (local.set $frame (i32.load (i32.const 8)))
        (i32.store (local.get $frame) (call $fresh))
        (call $touch (call $${name} (local.get $frame))))`;
    expect(watch(code("another_function")).seen).toEqual([[FIRST]]);
    expect(watch(code("run_bytecode")).seen).toEqual([[]]);
  });

  it("leaves a function alone if it cannot reach a collection", () => {
    const module = new WasmModule(
      assemble(`${RUNTIME}
        (func $harmless (result i32) (local $object i32)
          (local.set $object (call $fresh))
          (call $touch (local.get $object))
          (local.get $object))`),
    );
    const { code } = module.ownFunction(module.functionNamed("harmless"));
    expect(exposeRoots(module)).toEqual({ functions: 0, stores: 0 });
    expect(module.ownFunction(module.functionNamed("harmless")).code).toEqual(code);
  });

  it("reports what it did", () => {
    const module = new WasmModule(
      assemble(`${RUNTIME}
        (func (export "run") (result i32) (local $object i32)
          (local.set $object (call $fresh))
          (call $gc_collect)
          (local.get $object))`),
    );
    expect(exposeRoots(module)).toEqual({ functions: 1, stores: 1 });
  });

  it("refuses a module without a stack pointer", () => {
    const module = new WasmModule(assemble("(func $gc_collect)"));
    expect(() => exposeRoots(module)).toThrow(
      new BuildError("the module has no global named __stack_pointer"),
    );
  });
});

describe("random programs", () => {
  /** Really collects: objects that are not in the C stack are gone, and must not be used. */
  function usesOfFreedObjects(bytes: Uint8Array): number {
    let exports: WebAssembly.Exports | undefined;
    const living = new Set<number>();
    let objects = 0;
    let freedUses = 0;
    const use = (...used: number[]) => {
      for (const object of used) if (object >= FIRST && !living.has(object)) freedUses += 1;
    };
    outcomeOf(bytes, {
      started: (started) => {
        exports = started;
      },
      fresh: () => {
        const object = objectAddress(objects++);
        living.add(object);
        return object;
      },
      collecting: () => {
        if (exports === undefined) throw new Error("the program began before it was told of");
        const words = new Set(stackWords(exports));
        for (const object of living) if (!words.has(object)) living.delete(object);
      },
      use,
      use_both: use,
    });
    return freedUses;
  }

  const bytes = fc.uint8Array({ minLength: 20, maxLength: 300, size: "max" });

  it("behave as before, and never use a freed object", () => {
    let unsafeBefore = 0;
    fc.assert(
      fc.property(bytes, (choices) => {
        const original = assemble(randomProgram(choices));
        const changed = transformed(original, exposeRoots);
        expect(outcomeOf(changed)).toEqual(outcomeOf(original));
        expect(usesOfFreedObjects(changed)).toBe(0);
        if (usesOfFreedObjects(original) > 0) unsafeBefore += 1;
      }),
      { numRuns: 100 },
    );
    // Otherwise the programs would prove nothing.
    expect(unsafeBefore).toBeGreaterThan(0);
  });
});
