import { describe, expect, it } from "vitest";
import { assemble, exported, instantiate, transformed } from "../../tests/helpers/wasm/assemble.js";
import { shiftAddresses } from "./shift-addresses.js";

const SHIFT = 2 * 65_536;
const PAGES = 6;
/** The size of memory that the module sees, in bytes. */
const SIZE = PAGES * 65_536 - SHIFT;

function shifted(text: string) {
  const memory = `(memory (export "memory") ${PAGES}) (data (i32.const 16) "data")`;
  const bytes = transformed(assemble(memory + text), (module) => shiftAddresses(module, SHIFT));
  const exports = instantiate(bytes);
  const { buffer } = exports.memory as WebAssembly.Memory;
  return {
    run: (...args: unknown[]) => exported(exports, "run")(...args),
    /** What no address of the module means. */
    before: new Uint8Array(buffer, 0, SHIFT),
    memory: new Uint8Array(buffer, SHIFT),
  };
}

const TRAP = WebAssembly.RuntimeError;

describe("shifting addresses", () => {
  it("moves data, and what loads and stores access", () => {
    const { run, memory, before } = shifted(`(func (export "run") (result i32)
      (i32.store8 (i32.const 1000) (i32.const 7))
      (i64.store offset=20 (i32.const 2000) (i64.const -1))
      (i32.load offset=6 (i32.const 10)))`);
    expect(run()).toBe(new DataView(new TextEncoder().encode("data").buffer).getInt32(0, true));
    expect(memory[1000]).toBe(7);
    expect([...memory.subarray(2019, 2029)]).toEqual([0, ...Array(8).fill(255), 0]);
    expect(before.every((byte) => byte === 0)).toBe(true);
  });

  it("moves copies and fills", () => {
    const { run, memory } = shifted(`(func (export "run")
      (memory.fill (i32.const 100) (i32.const 5) (i32.const 10))
      (memory.copy (i32.const 108) (i32.const 16) (i32.const 4)))`);
    run();
    expect(memory.subarray(99, 113)).toEqual(
      new Uint8Array([0, 5, 5, 5, 5, 5, 5, 5, 5, ...new TextEncoder().encode("data"), 0]),
    );
  });

  it("hides what is before from the memory's size, also when it grows", () => {
    const { run } = shifted(`(func (export "run") (param $pages i32) (result i32)
      (i32.add (i32.mul (memory.size) (i32.const 100)) (memory.grow (local.get $pages))))`);
    expect(run(1)).toBe(404);
    expect(run(0)).toBe(505);
    expect(run(100_000)).toBe(499);
  });

  it.each([
    ["a store", "(i64.store (local.get $at) (i64.const -1))", 8],
    [
      "a store far from its base",
      "(i32.store offset=4000000000 (local.get $at) (i32.const -1))",
      4,
    ],
    ["a fill", "(memory.fill (local.get $at) (i32.const 255) (i32.const 8))", 8],
    ["a copy", "(memory.copy (local.get $at) (i32.const 16) (i32.const 4))", 4],
    ["a copy from there", "(memory.copy (i32.const 64) (local.get $at) (i32.const 4))", 4],
  ])("lets %s reach nothing outside of memory, whatever the address", (_, code, size) => {
    const { run, before } = shifted(`(func (export "run") (param $at i32) ${code})`);
    const far = code.includes("offset=") ? 4_000_000_000 : 0;
    if (far === 0) expect(() => run(SIZE - size)).not.toThrow();
    const outside = [SIZE - size + 1, SIZE, 2 ** 31, 2 ** 32 - SHIFT - size, 2 ** 32 - SHIFT];
    for (const at of [
      ...outside,
      2 ** 32 - SHIFT + 1,
      2 ** 32 - 65_536,
      2 ** 32 - size,
      2 ** 32 - 1,
    ]) {
      expect(() => run(at), `at ${at}`).toThrow(TRAP);
    }
    expect(before.every((byte) => byte === 0)).toBe(true);
  });

  it.each([
    "(memory.init $passive (i32.const 0) (i32.const 0) (i32.const 1))",
    "(i32.store offset=4294967295 (i32.const 0) (i32.const 0))",
  ])("refuses a module that accesses memory in other ways: %s", (code) => {
    const passive = code.includes("$passive") ? '(data $passive "x")' : "";
    const text = `(memory 1) ${passive} (func (export "run") ${code})`;
    expect(() => transformed(assemble(text), (module) => shiftAddresses(module, SHIFT))).toThrow(
      /only active data segments|in a way unknown here/,
    );
  });
});
