import { describe, expect, it } from "vitest";
import { objectAddress } from "../../tests/helpers/wasm/outcome.js";
import { FIRST, SECOND, watch } from "../../tests/helpers/wasm/watch.js";
import { STACK_BYTES } from "../micropython/flags.js";

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
  ])("is restored when a function %s", (_, body) => {
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
  ])("is restored after an exception leaves a function with a frame around %s", (_, body) => {
    const { seen, stackPointer } = watch(`
      (func $failing (call $gc_collect) (if (global.get $__stack_pointer) (then (throw $thrown))))
      (func $thrower (local $object i32)
        (local.set $object (call $fresh)) ${body} (call $touch (local.get $object)))
      (func (export "run") (local $object i32) (local $base i32)
        (local.set $base (global.get $__stack_pointer))
        (local.set $object (call $fresh))
        (try
          (do (call $thrower))
          (catch_all (global.set $__stack_pointer (local.get $base))))
        (call $gc_collect)
        (call $touch (local.get $object)))`);
    expect(seen.at(-1)).toEqual([FIRST]);
    expect(seen[0]).toEqual([FIRST, SECOND]);
    expect(stackPointer).toBe(STACK_BYTES);
  });
});

describe("a frame that is made on first use", () => {
  const KEPT = "(call $gc_collect) (call $touch (local.get $object))";
  const run = (body: string, way: number) =>
    watch(
      `(func (export "run") (param $way i32) (result i32) (local $object i32)
        (local.set $object (call $fresh)) ${body} (local.get $object))`,
      way,
    );

  it("is not made on paths that need none", () => {
    const body = `(if (local.get $way) (then ${KEPT} ${KEPT}))`;
    expect(run(body, 0)).toEqual({ answer: FIRST, seen: [], stackPointer: STACK_BYTES });
    expect(run(body, 1)).toEqual({
      ...{ answer: FIRST, stackPointer: STACK_BYTES },
      seen: [[FIRST], [FIRST]],
    });
  });

  it("is made once if only one of two joining paths needed it before", () => {
    const isOdd = "(i32.and (local.get $way) (i32.const 1))";
    const isHigh = "(i32.and (local.get $way) (i32.const 2))";
    const body = [isOdd, isHigh].map((is) => `(if ${is} (then ${KEPT}))`).join(" ");
    for (const [way, times] of [0, 1, 1, 2].entries()) {
      expect(run(body, way)).toEqual({
        ...{ answer: FIRST, stackPointer: STACK_BYTES },
        seen: Array(times).fill([FIRST]),
      });
    }
  });

  it("holds an argument that never changes, and values computed in a loop", () => {
    const { seen, stackPointer } = watch(`
      (func $loop (param $held i32) (local $object i32) (local $turns i32)
        (loop $again
          (local.set $turns (i32.add (local.get $turns) (i32.const 1)))
          (br_if $again (i32.lt_u (local.get $turns) (i32.const 2)))
          (local.set $object (call $fresh))
          (call $gc_collect)
          (call $touch (local.get $object))
          (br_if $again (i32.lt_u (local.get $turns) (i32.const 3))))
        (call $touch (local.get $held)))
      (func (export "run") (call $loop (call $fresh)))`);
    expect(seen).toEqual([
      [FIRST, SECOND],
      [FIRST, objectAddress(2)],
    ]);
    expect(stackPointer).toBe(STACK_BYTES);
  });
});

describe("a frame from the compiler", () => {
  const enter = (bytes: number, base = "base") =>
    `(global.set $__stack_pointer (local.tee $${base} (i32.sub (global.get $__stack_pointer) (i32.const ${bytes}))))`;
  const leave = (bytes: number, base = "base") =>
    `(global.set $__stack_pointer (i32.add (local.get $${base}) (i32.const ${bytes})))`;

  it("keeps its content, and grows for saved values", () => {
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

  it("is released on every path out of the function", () => {
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

  it("can belong to an inlined function, and end before the function does", () => {
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

  it("can contain another one", () => {
    const { answer, seen, stackPointer } = watch(`
      (func (export "run") (result i32) (local $object i32) (local $base i32) (local $inner i32)
        ${enter(16)}
        (local.set $object (call $fresh))
        (global.set $__stack_pointer (local.tee $inner (i32.sub (local.get $base) (i32.const 64))))
        (i32.store offset=60 (local.get $inner) (i32.const 7))
        (call $gc_collect)
        (i32.store offset=12 (local.get $base) (i32.load offset=60 (local.get $inner)))
        (global.set $__stack_pointer (local.get $base))
        (call $gc_collect)
        (call $touch (local.get $object))
        (local.set $object (i32.load offset=12 (local.get $base)))
        ${leave(16)}
        (local.get $object))`);
    expect(seen).toEqual([[FIRST], [FIRST]]);
    expect({ answer, stackPointer }).toEqual({ answer: 7, stackPointer: STACK_BYTES });
  });
});
