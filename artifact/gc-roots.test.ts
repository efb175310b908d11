import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  assemble,
  exported,
  instantiate,
  STACK_POINTER,
  transformed,
} from "../tests/artifact/assemble.js";
import { objectAddress, outcomeOf } from "../tests/artifact/outcome.js";
import { randomProgram } from "../tests/artifact/random-program.js";
import { STACK_BYTES } from "./flags.js";
import { exposeGcRoots } from "./gc-roots.js";
import { BuildError } from "./progress.js";
import { WasmModule } from "./wasm/module.js";

/**
 * A collector that the host watches, an object of the host's, and functions to play with: `$touch`
 * needs an object without collecting, `$allocate` answers one after collecting.
 */
const RUNTIME = `
  (import "host" "collecting" (func $collecting))
  (import "host" "fresh" (func $fresh (result i32)))
  (import "host" "touch" (func $touch (param i32)))
  (memory (export "memory") 8)
  (tag $thrown)
  ${STACK_POINTER}
  (export "sp" (global $sp))
  (func $gc_collect (call $collecting))
  (func $allocate (result i32) (call $gc_collect) (call $fresh))`;

const FIRST = objectAddress(0);
const SECOND = objectAddress(1);

/** All 32-bit words of the C stack, from its pointer up. */
function stackWords(exports: WebAssembly.Exports): Int32Array {
  const { value } = exports.sp as WebAssembly.Global;
  return new Int32Array(
    (exports.memory as WebAssembly.Memory).buffer,
    value,
    (STACK_BYTES - value) / 4,
  );
}

interface Watched {
  readonly answer: unknown;
  /** What the collector saw in the C stack each time: objects, in order of their addresses. */
  readonly seen: readonly (readonly number[])[];
  readonly stackPointer: number;
}

/** Runs `run` of a module that the pass has changed. */
function watch(code: string, ...args: unknown[]): Watched {
  const seen: number[][] = [];
  let objects = 0;
  const exports = instantiate(transformed(assemble(RUNTIME + code), exposeGcRoots), {
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

describe("the pass that exposes GC roots", () => {
  it("keeps a pointer that is needed after a collecting call in the stack during the call", () => {
    const { answer, seen } = watch(`
      (func (export "run") (result i32) (local $object i32)
        (local.set $object (call $fresh))
        (call $gc_collect)
        (local.get $object))`);
    expect(seen).toEqual([[FIRST]]);
    expect(answer).toBe(FIRST);
  });

  it("does not keep one that is not needed any more", () => {
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

  it("keeps a local's value that waits on the operand stack while the local has another", () => {
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

  it("gives what waits on the operand stack a slot that nothing else is written to", () => {
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

  it("keeps what waits on the operand stack", () => {
    const { answer, seen } = watch(`
      (func (export "run") (result i32)
        (i32.sub (call $fresh) (call $allocate)))`);
    expect(seen).toEqual([[FIRST]]);
    expect(answer).toBe(FIRST - SECOND);
  });

  it("keeps what was loaded from memory, and arguments that callers got that way", () => {
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

  it("keeps each turn's object of a loop, not the last turn's", () => {
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

  it("keeps what only a handler needs", () => {
    const { seen } = watch(`
      (func $failing (call $gc_collect) (throw $thrown))
      (func (export "run") (local $object i32) (local $base i32)
        (local.set $base (global.get $sp))
        (local.set $object (call $fresh))
        (try
          (do (call $failing))
          (catch_all
            (global.set $sp (local.get $base))
            (call $touch (local.get $object)))))`);
    expect(seen).toEqual([[FIRST]]);
  });

  it("keeps what is needed after an indirect call that may collect", () => {
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

  it("keeps the objects of every function on the way", () => {
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

  it("leaves out what the callers of the interpreter hold already", () => {
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

  it("leaves a function alone that cannot reach a collection", () => {
    const module = new WasmModule(
      assemble(`${RUNTIME}
        (func $harmless (result i32) (local $object i32)
          (local.set $object (call $fresh))
          (call $touch (local.get $object))
          (local.get $object))`),
    );
    const { code } = module.ownFunction(module.functionNamed("harmless"));
    expect(exposeGcRoots(module)).toEqual({ functions: 0, stores: 0 });
    expect(module.ownFunction(module.functionNamed("harmless")).code).toEqual(code);
  });

  it("says how much it did", () => {
    const module = new WasmModule(
      assemble(`${RUNTIME}
        (func (export "run") (result i32) (local $object i32)
          (local.set $object (call $fresh))
          (call $gc_collect)
          (local.get $object))`),
    );
    expect(exposeGcRoots(module)).toEqual({ functions: 1, stores: 1 });
  });

  it("refuses a module without a stack pointer", () => {
    const module = new WasmModule(assemble("(func $gc_collect)"));
    expect(() => exposeGcRoots(module)).toThrow(new BuildError("the module has no stack pointer"));
  });
});

describe("the stack pointer after the pass", () => {
  const KEEP_THREE = `
    (call $gc_collect) (call $touch (local.get $object))
    (call $gc_collect) (call $touch (local.get $object))
    (call $gc_collect) (call $touch (local.get $object))`;

  it.each([
    ["falls off its end", `${KEEP_THREE} (local.get $object)`],
    ["returns", `${KEEP_THREE} (return (local.get $object))`],
    ["returns from a loop", `(loop ${KEEP_THREE} (return (local.get $object))) (unreachable)`],
    ["branches to its end", `(block ${KEEP_THREE} (br 1 (local.get $object))) (unreachable)`],
    [
      "branches to its end by a table",
      `${KEEP_THREE} (br_table 0 0 (local.get $object) (i32.const 1))`,
    ],
    ["keeps something for one call only", "(call $gc_collect) (local.get $object)"],
  ])("is back where it was when a function %s", (_, body) => {
    const { answer, seen, stackPointer } = watch(`
      (func (export "run") (result i32) (local $object i32)
        (local.set $object (call $fresh)) ${body})`);
    expect(answer).toBe(FIRST);
    expect(new Set(seen.flat())).toEqual(new Set([FIRST]));
    expect(stackPointer).toBe(STACK_BYTES);
  });

  it.each([
    ["a call", "(call $gc_collect) (call $failing)"],
    ["its body", KEEP_THREE.replaceAll("$gc_collect", "$failing")],
  ])("is back after an exception left a function with a frame around %s", (_, body) => {
    const { seen, stackPointer } = watch(`
      (func $failing (call $gc_collect) (throw $thrown))
      (func $thrower (local $object i32)
        (local.set $object (call $fresh)) ${body} (call $touch (local.get $object)))
      (func (export "run") (local $object i32) (local $base i32)
        (local.set $base (global.get $sp))
        (local.set $object (call $fresh))
        (try
          (do (call $thrower))
          (catch_all (global.set $sp (local.get $base))))
        (call $gc_collect)
        (call $touch (local.get $object)))`);
    expect(seen.at(-1)).toEqual([FIRST]);
    expect(seen[0]).toEqual([FIRST, SECOND]);
    expect(stackPointer).toBe(STACK_BYTES);
  });
});

describe("a frame that the compiler made", () => {
  const enter = (bytes: number, base = "base") =>
    `(global.set $sp (local.tee $${base} (i32.sub (global.get $sp) (i32.const ${bytes}))))`;
  const leave = (bytes: number, base = "base") =>
    `(global.set $sp (i32.add (local.get $${base}) (i32.const ${bytes})))`;

  it("keeps what is in it, and grows for what is saved", () => {
    const { answer, seen, stackPointer } = watch(`
      (func (export "run") (result i32) (local $object i32) (local $base i32)
        ${enter(16)}
        (i32.store offset=12 (local.get $base) (i32.const 42))
        (local.set $object (call $fresh))
        (call $gc_collect)
        (call $touch (local.get $object))
        (local.set $object (i32.load offset=12 (local.get $base)))
        ${leave(16)}
        (local.get $object))`);
    expect({ answer, seen, stackPointer }).toEqual({
      answer: 42,
      seen: [[FIRST]],
      stackPointer: STACK_BYTES,
    });
  });

  it("is given back on each way out", () => {
    const code = `
      (func (export "run") (param $early i32) (result i32) (local $object i32) (local $base i32)
        ${enter(16)}
        (local.set $object (call $fresh))
        (call $gc_collect)
        (if (local.get $early) (then ${leave(16)} (return (local.get $object))))
        (call $gc_collect)
        ${leave(16)}
        (local.get $object))`;
    for (const early of [0, 1]) {
      const { answer, stackPointer } = watch(code, early);
      expect({ answer, stackPointer }).toEqual({ answer: FIRST, stackPointer: STACK_BYTES });
    }
  });

  it("may belong to an inlined function, and end before the function does", () => {
    const { answer, seen, stackPointer } = watch(`
      (func (export "run") (result i32) (local $object i32) (local $inlined i32)
        ${enter(32, "inlined")}
        (local.set $object (call $fresh))
        (call $gc_collect)
        ${leave(32, "inlined")}
        (call $gc_collect)
        (local.get $object))`);
    expect(seen).toEqual([[FIRST], [FIRST]]);
    expect({ answer, stackPointer }).toEqual({ answer: FIRST, stackPointer: STACK_BYTES });
  });

  it("may have another one within", () => {
    const { answer, seen, stackPointer } = watch(`
      (func (export "run") (result i32) (local $object i32) (local $base i32) (local $inner i32)
        ${enter(16)}
        (local.set $object (call $fresh))
        (global.set $sp (local.tee $inner (i32.sub (local.get $base) (i32.const 64))))
        (i32.store offset=60 (local.get $inner) (i32.const 7))
        (call $gc_collect)
        (i32.store offset=12 (local.get $base) (i32.load offset=60 (local.get $inner)))
        (global.set $sp (local.get $base))
        (call $gc_collect)
        (call $touch (local.get $object))
        (local.set $object (i32.load offset=12 (local.get $base)))
        ${leave(16)}
        (local.get $object))`);
    expect(seen).toEqual([[FIRST], [FIRST]]);
    expect({ answer, stackPointer }).toEqual({ answer: 7, stackPointer: STACK_BYTES });
  });
});

describe("random programs", () => {
  /** Collects for real: objects that are nowhere in the C stack are gone, and must not be used. */
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

  it("do the same as before, and never use an object that was freed", () => {
    let unsafeBefore = 0;
    fc.assert(
      fc.property(bytes, (choices) => {
        const original = assemble(randomProgram(choices));
        const changed = transformed(original, exposeGcRoots);
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
