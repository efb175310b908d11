import { describe, expect, it } from "vitest";
import { assemble, STACK_POINTER } from "../../tests/helpers/wasm/assemble.js";
import { STACK_BYTES } from "../micropython/flags.js";
import { callsThatReach, recursiveFunctions } from "./call-graph.js";
import { controlFlow } from "./flow.js";
import { decode, type Instruction, Op } from "./instructions.js";
import { liveAfter } from "./liveness.js";
import { WasmModule } from "./module.js";
import { analysePointers, type PointerFacts } from "./pointers.js";
import { splitLocals } from "./split-locals.js";

/** `$mark` is a call that the tests examine; `$use` needs a value; `$make` returns one. */
const HEAD = `
  (import "host" "mark" (func $mark))
  (import "host" "use" (func $use (param i32)))
  (import "host" "make" (func $make (result i32)))
  (memory 1)
  (tag $thrown)
  (type $action (func))
  ${STACK_POINTER}`;

/** The heap begins where the stack ends, and parameters may be pointers. */
const FACTS: PointerFacts = {
  stackPointer: 0,
  heapStart: STACK_BYTES,
  isNumber: () => false,
};

const LOCALS = ["a", "b", "c"];
const MARK = 0;

/** Decodes a function with the locals $a, $b and $c and this body. */
function bodyOf(body: string): Instruction[] {
  const locals = LOCALS.map((name) => `(local $${name} i32)`).join(" ");
  const module = new WasmModule(assemble(`${HEAD} (func $f ${locals} ${body})`));
  return decode(module.ownFunction(module.functionNamed("f")).code);
}

const isMark = (instruction: Instruction | undefined) =>
  instruction?.op === Op.call && instruction.immediate === MARK;

/** Names of the locals that are needed after each `$mark`. */
function liveAtMarks(body: string): string[] {
  const code = bodyOf(body);
  const live = liveAfter(code, controlFlow(code), LOCALS.length, (i) => isMark(code[i]));
  return [...live]
    .sort(([a], [b]) => a - b)
    .map(([, locals]) => [...locals].map((local) => LOCALS[local]).join(""));
}

describe("liveness", () => {
  it("includes what is read later and not written before", () => {
    expect(
      liveAtMarks(`(call $mark) (local.set $a (call $make)) (call $mark)
        (call $use (local.get $a)) (call $mark) (call $use (local.get $b))`),
    ).toEqual(["b", "ab", "b"]);
  });

  it("goes around loops", () => {
    expect(
      liveAtMarks(`(loop $again
        (call $use (local.get $a))
        (call $mark)
        (br_if $again (call $make)))`),
    ).toEqual(["a"]);
  });

  it("ends at a write that begins every turn of a loop", () => {
    expect(
      liveAtMarks(`(loop $again
        (local.set $a (call $make))
        (call $use (local.get $a))
        (call $mark)
        (br_if $again (call $make)))`),
    ).toEqual([""]);
  });

  it("includes both sides of a condition", () => {
    expect(
      liveAtMarks(`(call $mark)
        (if (call $make)
          (then (call $use (local.get $a)))
          (else (call $mark) (call $use (local.get $b))))`),
    ).toEqual(["ab", "b"]);
  });

  it("follows branches to their targets, and not beyond", () => {
    expect(
      liveAtMarks(`
        (block $out
          (block $skip
            (call $mark)
            (br_table $skip $out $skip (call $make)))
          (call $use (local.get $a))
          (return))
        (call $use (local.get $b))`),
    ).toEqual(["ab"]);
  });

  it("ends with the function", () => {
    expect(
      liveAtMarks(`(if (call $make) (then (call $mark) (return))) (call $use (local.get $a))`),
    ).toEqual([""]);
  });

  it("includes what the handlers of a call's exceptions read", () => {
    expect(
      liveAtMarks(`
        (try
          (do (try (do (call $mark)) (catch $thrown (call $use (local.get $a)))))
          (catch_all (call $use (local.get $b))))
        (call $use (local.get $c))`),
    ).toEqual(["abc"]);
  });

  it("does not apply a handler to code in the handler itself", () => {
    expect(
      liveAtMarks(`
        (try
          (do (call $use (call $make)))
          (catch_all (call $use (local.get $a)) (call $mark)))`),
    ).toEqual([""]);
  });

  it("follows a rethrow to the enclosing handlers", () => {
    expect(
      liveAtMarks(`
        (try
          (do (try $inner
            (do (call $use (call $make)))
            (catch_all (nop) (call $mark) (rethrow $inner))))
          (catch_all (call $use (local.get $b))))`),
    ).toEqual(["b"]);
  });
});

describe("loop depth", () => {
  it("is the number of enclosing loops", () => {
    const code = bodyOf(
      `(call $mark) (loop (call $mark) (block (loop (call $mark))) (call $mark))`,
    );
    const { loopDepth } = controlFlow(code);
    expect(code.flatMap((instruction, i) => (isMark(instruction) ? [loopDepth[i]] : []))).toEqual([
      0, 1, 2, 1,
    ]);
  });
});

describe("splitting locals", () => {
  /** The values that the writes and reads of $a refer to. */
  function valuesOf(body: string): {
    writes: number[];
    reads: number[];
    localOf: readonly number[];
  } {
    const code = bodyOf(body);
    const split = splitLocals(code, controlFlow(code), LOCALS.length);
    const isA = ({ immediate }: Instruction) => split.localOf[immediate] === 0;
    const values = (op: number) =>
      split.code.filter((i) => i.op === op && isA(i)).map(({ immediate }) => immediate);
    return { writes: values(Op.localSet), reads: values(Op.localGet), localOf: split.localOf };
  }

  it("separates unrelated uses of one local", () => {
    const { writes, reads, localOf } = valuesOf(`
      (local.set $a (call $make)) (call $use (local.get $a))
      (local.set $a (call $make)) (call $use (local.get $a))`);
    expect(reads).toEqual(writes);
    expect(new Set(writes).size).toBe(2);
    expect(writes.map((value) => localOf[value])).toEqual([0, 0]);
  });

  it("joins definitions that reach the same use", () => {
    const { writes, reads } = valuesOf(`
      (if (call $make)
        (then (local.set $a (call $make)))
        (else (local.set $a (i32.const 5))))
      (call $use (local.get $a))`);
    expect(new Set([...writes, ...reads]).size).toBe(1);
  });

  it("joins definitions across the turns of a loop", () => {
    const { writes, reads } = valuesOf(`
      (local.set $a (call $make))
      (loop $again
        (call $use (local.get $a))
        (local.set $a (call $make))
        (br_if $again (call $make)))`);
    expect(new Set([...writes, ...reads]).size).toBe(1);
  });

  it("joins definitions that a handler may see", () => {
    const { writes, reads } = valuesOf(`
      (local.set $a (call $make))
      (try
        (do (call $mark) (local.set $a (call $make)) (call $mark))
        (catch_all (call $use (local.get $a))))`);
    expect(new Set([...writes, ...reads]).size).toBe(1);
  });

  it("begins with the initial value of every local", () => {
    const { reads, localOf } = valuesOf(`(call $use (local.get $a)) (local.set $a (call $make))`);
    expect(reads).toEqual([0]);
    expect(localOf.slice(0, 3)).toEqual([0, 1, 2]);
  });
});

describe("pointer analysis", () => {
  /** Whether the argument of `$watched` may be a pointer, by the code that computes it. */
  function mayPoint(code: string, type = "i32", more = ""): boolean {
    const module = new WasmModule(
      assemble(`${HEAD} ${more}
        (func $watched (param ${type}) (nop))
        (func $f (param $unknown i32) (local $x i32) (call $watched ${code}))`),
    );
    const analysis = analysePointers(module, FACTS);
    const index = module.functionNamed("watched");
    return analysis.functions.find((fn) => fn.index === index)?.mayPoint[0] as boolean;
  }

  it.each([
    ["a loaded word", "(i32.load (i32.const 8))"],
    ["what the host answers", "(call $make)"],
    ["an address near one", "(i32.add (call $make) (i32.const 8))"],
    ["an address with its tag removed", "(i32.and (call $make) (i32.const -4))"],
    ["one of two", "(select (call $make) (i32.const 0) (call $make))"],
    [
      "the result of a block",
      "(block $b (result i32) (drop (br_if $b (call $make) (i32.const 0))) (i32.const 1))",
    ],
    ["a local that holds one", "(block (result i32) (local.set $x (call $make)) (local.get $x))"],
  ])("knows that %s may be a pointer", (_, code) => {
    expect(mayPoint(code)).toBe(true);
  });

  it.each([
    ["a constant", "(i32.const 400000)"],
    ["a product", "(i32.mul (call $make) (call $make))"],
    ["a comparison", "(i32.eq (call $make) (call $make))"],
    ["a loaded byte", "(i32.load8_u (call $make))"],
    ["the low bits of one", "(i32.and (call $make) (i32.const 255))"],
    ["the high bits of one", "(i32.shr_u (call $make) (i32.const 24))"],
    ["an address in the C stack", "(i32.sub (global.get $__stack_pointer) (i32.const 16))"],
    ["what a condition is", "(block $b (result i32) (br_if $b (i32.const 0) (call $make)))"],
    ["the result of a block that is a number", "(block (result i32) (i32.const 1))"],
    ["an argument that nobody passes a pointer in", "(local.get $unknown)"],
  ])("knows that %s is not a pointer", (_, code) => {
    expect(mayPoint(code)).toBe(false);
  });

  it("follows results and arguments through calls", () => {
    const more = `
      (func $load (result i32) (i32.load (i32.const 8)))
      (func $same (param i32) (result i32) (local.get 0))
      (func $size (param i32) (result i32) (i32.load8_u (local.get 0)))`;
    expect(mayPoint("(call $same (call $load))", "i32", more)).toBe(true);
    expect(mayPoint("(call $same (i32.const 3))", "i32", more)).toBe(false);
    expect(mayPoint("(call $size (call $load))", "i32", more)).toBe(false);
  });

  it("assumes that every argument of a function in the table is a pointer", () => {
    const more = "(table 1 funcref) (elem (i32.const 0) $watched)";
    expect(mayPoint("(i32.const 3)", "i32", more)).toBe(true);
    expect(mayPoint("(f64.const 3)", "f64", more)).toBe(false);
  });
});

describe("the call graph", () => {
  const module = new WasmModule(
    assemble(`${HEAD}
      (type $number (func (param i32)))
      (table 3 funcref) (elem (i32.const 0) $in_table $other_in_table)
      (func $target (nop))
      (func $direct (call $target))
      (func $through (call $direct))
      (func $unrelated (call $mark))
      (func $in_table (call $through))
      (func $other_in_table (param i32) (nop))
      (func $by_type (call_indirect (type $action) (i32.const 0)))
      (func $by_other_type (call_indirect (type $number) (i32.const 1) (i32.const 1)))
      (func $outside_table (param i32) (call $target))
      (func $itself (call $itself))
      (func $ping (call $pong))
      (func $pong (call $ping))
      (func $into_cycle (call $ping))
      (func $raising (call $target) (throw $thrown))
      (func $calls_raising (call $raising))
      (func $catching (try (do (call $raising)) (catch_all)))`),
  );
  const named = (indices: Iterable<number>) => [...indices].map((index) => module.nameOf(index));

  const { functions } = analysePointers(module, FACTS);
  const reaches = callsThatReach(module, functions, module.functionNamed("target"));
  /** Functions with a call that may reach the target and return. */
  const reaching = () =>
    functions.filter((fn) => fn.code.some((_, index) => reaches(fn, index))).map((fn) => fn.index);

  it("finds calls that may reach a function, directly, through others, or by type", () => {
    expect(named(reaching())).toEqual([
      ...["direct", "through", "in_table", "by_type", "outside_table", "raising", "catching"],
    ]);
  });

  it("omits calls that never return, unless what they throw is caught", () => {
    const calls = (name: string) => {
      const fn = functions.find(({ index }) => module.nameOf(index) === name);
      return fn?.code.flatMap(({ op, immediate }, index) =>
        op === Op.call && reaches(fn, index) ? [module.nameOf(immediate)] : [],
      );
    };
    expect(calls("raising")).toEqual(["target"]);
    expect(calls("calls_raising")).toEqual([]);
    expect(calls("catching")).toEqual(["raising"]);
  });

  it("finds the functions that every endless recursion enters", () => {
    expect(named(recursiveFunctions(module, new Set()))).toEqual(["itself", "pong"]);
  });

  it("breaks recursion through the table at the largest function that is not spared", () => {
    const round = new WasmModule(
      assemble(`
        (type $action (func))
        (table 2 funcref) (elem (i32.const 0) $dispatched $bystander)
        (func $dispatched (call $dispatcher))
        (func $dispatcher (nop) (nop) (nop) (call_indirect (type $action) (i32.const 0)))
        (func $bystander (nop))`),
    );
    const names = (spared: string[]) =>
      [...recursiveFunctions(round, new Set(spared.map((name) => round.functionNamed(name))))].map(
        (index) => round.nameOf(index),
      );
    expect(names([])).toEqual(["dispatcher"]);
    expect(names(["dispatcher"])).toEqual(["dispatched"]);
  });
});
