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
import { BuildError } from "../progress.js";
import { WasmModule } from "../wasm/module.js";
import { meter } from "./meter.js";
import type { FunctionPolicy } from "./policy.js";

/** What the pass looks for: the function that is called when a slice is used up, and the question. */
const HOOKS = `
  (import "host" "slice_ended" (func $slice_ended))
  (func $sandbox_refuel (export "sandbox_refuel") (call $slice_ended))
  (func $sandbox_out_of_fuel (export "sandbox_out_of_fuel") (result i32) (i32.const 0))`;

/** Two more functions that it looks for, which move and fill memory. */
const moves = (copy: string, fill: string) => `
  (func $sandbox_move (export "sandbox_move") (param $to i32) (param $from i32) (param $size i32)
    ${copy})
  (func $sandbox_fill (export "sandbox_fill") (param $to i32) (param $value i32) (param $size i32)
    ${fill})`;
const MOVES = moves(
  "(memory.copy (local.get $to) (local.get $from) (local.get $size))",
  "(memory.fill (local.get $to) (local.get $value) (local.get $size))",
);
const NO_MOVES = moves("", "");

/** The loops of two functions pay in unusual ways; those of the interpreter as a test says. */
const payments = (module: WasmModule, interpreter: Omit<FunctionPolicy, "type"> = {}) =>
  policyFor(module, {
    gc_collect: { loopsPay: "on leaving" },
    gc_alloc: { loopsPay: "seldom" },
    run_bytecode: interpreter,
  });

const PLENTY = 1_000_000_000;

class OutOfFuel extends Error {}

function metered(
  text: string,
  options = { charge: true },
  interpreter: Omit<FunctionPolicy, "type"> = {},
): Uint8Array {
  const known = HOOKS + STACK_POINTER + (text.includes("(memory ") ? MOVES : NO_MOVES);
  return transformed(assemble(known + text), (module) =>
    meter(module, payments(module, interpreter), options),
  );
}

/** Starts a metered module with some fuel; the host stops it when the fuel is used up. */
function start(bytes: Uint8Array, fuel: number, host: WebAssembly.ModuleImports = {}) {
  const exports = instantiate(bytes, {
    slice_ended: () => {
      throw new OutOfFuel();
    },
    ...host,
  });
  const counter = exports.sandbox_units as WebAssembly.Global;
  counter.value = fuel;
  return {
    counter,
    /** Calls `run`; returns its result and its cost. */
    run: (...args: unknown[]) => {
      const before = counter.value as number;
      const answer = exported(exports, "run")(...args);
      return { answer, cost: before - (counter.value as number) };
    },
  };
}

const costOf = (text: string, ...args: unknown[]) => start(metered(text), PLENTY).run(...args).cost;

const COUNTING_LOOP = `
  (func (export "run") (param $turns i32) (result i32) (local $i i32)
    (loop $again
      (local.set $i (i32.add (local.get $i) (i32.const 1)))
      (br_if $again (i32.lt_u (local.get $i) (local.get $turns))))
    (local.get $i))`;

describe("metering", () => {
  it("replaces its exports with the counter", () => {
    const names = Object.keys(instantiate(metered(COUNTING_LOOP), { slice_ended: () => {} }));
    expect(names.sort()).toEqual(["run", "sandbox_units"]);
  });

  it("refuses a module without these exports", () => {
    const module = new WasmModule(assemble(STACK_POINTER + COUNTING_LOOP));
    expect(() => meter(module, payments(module), { charge: true })).toThrow(
      new BuildError("the module does not export sandbox_refuel"),
    );
  });

  it("costs nothing without charges, but still counts the guest's requests", () => {
    const module = start(metered(COUNTING_LOOP, { charge: false }), 7);
    expect(module.run(1000)).toEqual({ answer: 1000, cost: 0 });
  });

  it("makes a loop pay for its turns", () => {
    const [few, many] = [costOf(COUNTING_LOOP, 1_000), costOf(COUNTING_LOOP, 10_000)];
    expect(few).toBeGreaterThanOrEqual(1_000);
    expect(many / few).toBeCloseTo(10, 0);
  });

  it("stops an endless loop", () => {
    const endless = `(func (export "run") (loop $again (br $again)))`;
    expect(() => start(metered(endless), 10_000).run()).toThrow(OutOfFuel);
  });

  it.each([
    ["a loop in an endless loop", "(loop $a (loop $b (br_if $b (i32.const 0))) (br $a))"],
    ["a loop that goes on from its handler", "(loop $a (try (do (throw $t)) (catch $t (br $a))))"],
    ["a loop that goes on by br_table", "(loop $a (loop $b (br_table $a $b (i32.const 1))))"],
    [
      "a loop with a result",
      "(drop (loop $a (result i32) (br_if $a (i32.const 1)) (i32.const 1)))",
    ],
  ])("stops %s", (_, code) => {
    const endless = metered(`(tag $t) (func (export "run") ${code})`);
    expect(() => start(endless, 10_000).run()).toThrow(OutOfFuel);
  });

  it.each([
    ["itself", '(func $run (export "run") (param i32) (call $run (local.get 0)))'],
    [
      "itself through another function",
      `(func $run (export "run") (param i32) (call $other (local.get 0)))
       (func $other (param i32) (call $run (local.get 0)))`,
    ],
    [
      "itself through the table",
      `(type $t (func (param i32))) (table 1 funcref) (elem (i32.const 0) $run)
       (func $run (export "run") (param i32)
         (call_indirect (type $t) (local.get 0) (i32.const 0)))`,
    ],
  ])("stops a function that calls %s", (_, text) => {
    expect(() => start(metered(text), 1_000).run(0)).toThrow(OutOfFuel);
  });

  it("makes the turns of the interpreter's loop pay, without a call", () => {
    const places = Array.from({ length: 80 }, () => "$next").join(" ");
    const text = `(func $run_bytecode (export "run") (param $turns i32)
      (loop $dispatch
        (block $next (br_table ${places} (i32.const 0)))
        (local.set $turns (i32.sub (local.get $turns) (i32.const 1)))
        (br_if $dispatch (local.get $turns))))`;
    const module = start(metered(text), 10);
    expect(module.run(1_000).cost).toBeGreaterThanOrEqual(1_000);
    expect(module.counter.value).toBeLessThan(0);
  });

  it("lets the interpreter's loop pay where the counter is checked and when the function is left", () => {
    const places = Array.from({ length: 80 }, () => "$next").join(" ");
    const text = `(func $run_bytecode (export "run") (param $turns i32) (result i32)
      (loop $dispatch (result i32)
        (block $next (br_table ${places} (i32.const 0)))
        (call $slice_ended)
        (if (i32.eq (local.get $turns) (i32.const 500))
          (then (drop (call $sandbox_out_of_fuel)) (call $slice_ended)))
        (local.set $turns (i32.sub (local.get $turns) (i32.const 1)))
        (br_if $dispatch (local.get $turns))
        (return (i32.const 7))))`;
    const seen: number[] = [];
    const bytes = metered(text, { charge: true }, { loopsPay: "at checks" });
    const module = start(bytes, PLENTY, {
      slice_ended: () => seen.push(module.counter.value as number),
    });
    const { answer, cost } = module.run(1_000);
    expect(answer).toBe(7);
    expect(cost).toBe(start(metered(text), PLENTY, { slice_ended: () => {} }).run(1_000).cost);
    expect(new Set(seen).size).toBe(2); // before the check, and after it
  });

  it("makes a loop after a large br_table pay like any other", () => {
    const places = Array.from({ length: 80 }, () => "$next").join(" ");
    const table = `(block $next (br_table ${places} (i32.const 0)))`;
    const text = COUNTING_LOOP.replace("(loop $again", `${table} (loop $again`);
    expect(costOf(text, 100_000)).toBeGreaterThan(100_000);
  });

  it.each(["gc_collect", "gc_alloc"])(
    "makes %s pay for its loops when it is left, however it is left",
    (name) => {
      const text = (leave: string) => `
      (func $${name} (export "run") (param $turns i32) (result i32) (local $i i32)
        (loop $again
          (local.set $i (i32.add (local.get $i) (i32.const 1)))
          (br_if $again (i32.lt_u (local.get $i) (local.get $turns))))
        ${leave})`;
      for (const leave of ["(local.get $i)", "(return (local.get $i))", "(br 0 (local.get $i))"]) {
        const module = start(metered(text(leave)), PLENTY);
        const [few, many] = [module.run(1_000), module.run(10_000)];
        expect(many.answer).toBe(10_000);
        expect(few.cost).toBe(1_000);
        expect(many.cost).toBe(10 * few.cost);
      }
      expect(() => start(metered(text("(local.get $i)")), 1_000).run(1_000_000)).toThrow(OutOfFuel);
    },
  );

  it("makes functions that scan all of memory pay before they are left, too", () => {
    const endless = (name: string) => `(func $${name} (export "run") (loop $again (br $again)))`;
    expect(() => start(metered(endless("gc_alloc")), 10_000).run()).toThrow(OutOfFuel);
  });

  it("refuses an interpreter if it cannot find its loop", () => {
    const text = `(func $run_bytecode (export "run") (loop $again (br $again)))`;
    expect(() => metered(text)).toThrow(BuildError);
  });

  it("turns the question into a check of the counter", () => {
    const text = `(func (export "run") (result i32) (call $sandbox_out_of_fuel))`;
    const module = start(metered(text), 5);
    expect(module.run().answer).toBe(0);
    module.counter.value = 0;
    expect(module.run().answer).toBe(0);
    module.counter.value = -1;
    expect(module.run().answer).toBe(1);
  });

  it.each([
    ["copying", "(memory.copy (i32.const 0) (i32.const 0) (local.get 0))"],
    ["filling", "(memory.fill (i32.const 0) (i32.const 0) (local.get 0))"],
  ])("makes %s memory pay for its length", (_, code) => {
    const text = `(memory 40) (func (export "run") (param i32) ${code})`;
    const mebi = 1 << 20;
    const base = costOf(text, 0);
    expect(costOf(text, mebi) - base).toBe(mebi / 16);
    expect(costOf(text, 2 * mebi) - base).toBe(mebi / 8);
    expect(() => start(metered(text), mebi / 16 - 1).run(mebi)).toThrow(OutOfFuel);
  });

  it("routes all memory moves through the functions for that", () => {
    const marks = moves(
      "(i32.store8 (local.get $to) (i32.const 5))",
      "(i32.store8 (local.get $to) (local.get $value))",
    );
    const text = `(memory (export "memory") 1)
      (func (export "run")
        (memory.copy (i32.const 1) (i32.const 9) (i32.const 4))
        (memory.fill (i32.const 2) (i32.const 7) (i32.const 4)))`;
    const bytes = transformed(assemble(HOOKS + STACK_POINTER + marks + text), (module) =>
      meter(module, payments(module), { charge: true }),
    );
    const exports = instantiate(bytes, { slice_ended: () => {} });
    exported(exports, "run")();
    const memory = new Uint8Array((exports.memory as WebAssembly.Memory).buffer, 0, 4);
    expect([...memory]).toEqual([0, 5, 7, 0]);
  });

  it("continues where it was when there is more fuel", () => {
    let slices = 0;
    const module = start(metered(COUNTING_LOOP), 100, {
      slice_ended: () => {
        slices += 1;
        module.counter.value = 100;
      },
    });
    expect(module.run(100_000).answer).toBe(100_000);
    expect(slices).toBeGreaterThan(1_000);
  });

  it.each([
    [
      "delegate",
      `(try $outer (result i32)
        (do (try $middle (result i32)
          (do (loop $a (loop $b (try (do (throw $t)) (delegate $outer)))) (i32.const 1))
          (catch_all (i32.const 2))))
        (catch_all (i32.const 3)))`,
      3,
    ],
    [
      "rethrow",
      `(try $outer (result i32)
        (do (try $first (result i32)
          (do (throw $t))
          (catch $t (loop $a (try (do (throw $u)) (catch $u (rethrow $first)))) (i32.const 1))))
        (catch $t (i32.const 2))
        (catch $u (i32.const 3)))`,
      2,
    ],
    [
      "br_table",
      `(block $x
        (loop $a (block $y (loop $b
          (br_table $a $y $x $b (i32.const 2))))
        (return (i32.const 1))))
        (i32.const 7)`,
      7,
    ],
    ["return", "(loop $a (loop $b (return (i32.const 4)))) (i32.const 1)", 4],
  ])("preserves the meaning of %s out of loops", (_, code, expected) => {
    const text = `(tag $t) (tag $u) (func (export "run") (result i32) ${code})`;
    expect(start(metered(text), PLENTY).run().answer).toBe(expected);
  });

  it("does not change what a program does, and costs the same each time", () => {
    const bytes = fc.uint8Array({ minLength: 20, maxLength: 300, size: "max" });
    fc.assert(
      fc.property(bytes, (choices) => {
        const original = assemble(randomProgram(choices, HOOKS + MOVES));
        const changed = transformed(original, (module) =>
          meter(module, payments(module), { charge: true }),
        );
        const expected = outcomeOf(original);
        const first = outcomeOf(changed);
        expect(first).toEqual({ ...expected, cost: expect.any(Number) });
        expect(outcomeOf(changed)).toEqual(first);
      }),
      { numRuns: 100 },
    );
  });
});
