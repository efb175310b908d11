import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { assemble, exported, instantiate } from "../../tests/helpers/wasm/assemble.js";
import { decode, Op } from "./instructions.js";
import { ExportKind, ValueType, WasmModule } from "./module.js";

const shipped = readFileSync(new URL("../../dist/micropython-wasi.wasm", import.meta.url));

const SMALL = `
  (import "host" "log" (func $log (param i32)))
  (memory 1)
  (table 14 funcref) (elem (i32.const 11) $double $main)
  (global $count (mut i32) (i32.const -5))
  (global $wide i64 (i64.const 1099511627776))
  (func $double (param i32) (result i32) (local i64 i64 f64 i32)
    (i32.mul (local.get 0) (i32.const 2)))
  (func $main (export "main") (result i32) (call $double (global.get $count)))
  (export "count" (global $count))
  (data (i32.const 16) "some data")`;

describe("a parsed module", () => {
  it("is written as it was: the shipped artifact, byte for byte", () => {
    const emitted = new WasmModule(shipped).emit({ names: true });
    expect(Buffer.compare(emitted, shipped)).toBe(0);
  });

  it("is written as it was: a small module with names", () => {
    const bytes = assemble(SMALL);
    expect(new WasmModule(bytes).emit({ names: true })).toEqual(bytes);
  });

  it("is still valid, and smaller, without names", () => {
    const bytes = assemble(SMALL);
    const emitted = new WasmModule(bytes).emit({ names: false });
    expect(emitted.length).toBeLessThan(bytes.length);
    expect(exported(instantiate(emitted, { log: () => {} }), "main")()).toBe(-10);
    expect(new WasmModule(emitted).functionNames.size).toBe(0);
  });

  it("refuses additions that have no section", () => {
    const [bare, exporting] = ["(func)", '(func (export "run"))'].map(
      (text) => new WasmModule(assemble(text)),
    );
    bare?.exports.push({ name: "run", kind: ExportKind.function, index: 0 });
    expect(() => bare?.emit({ names: false })).toThrow("a module without exports cannot get any");
    exporting?.addGlobal({ type: ValueType.i32, mutable: true, start: 0n });
    expect(() => exporting?.emit({ names: false })).toThrow(
      "a module without global variables cannot get any",
    );
  });

  it("exposes its parts", () => {
    const module = new WasmModule(assemble(SMALL));
    expect(module.functionImports.map(({ module, name }) => [module, name])).toEqual([
      ["host", "log"],
    ]);
    expect(Object.fromEntries(module.functionNames)).toEqual({ 0: "log", 1: "double", 2: "main" });
    expect(module.tableFunctions).toEqual([1, 2]);
    expect(module.globals).toEqual([
      { type: ValueType.i32, mutable: true, start: -5n },
      { type: ValueType.i64, mutable: false, start: 1n << 40n },
    ]);
    expect(module.exports).toEqual([
      { name: "main", kind: ExportKind.function, index: 2 },
      { name: "count", kind: ExportKind.global, index: 0 },
    ]);
    expect(module.typeOf(0)).toEqual({ params: [ValueType.i32], results: [] });
    expect(module.typeOf(1)).toEqual({ params: [ValueType.i32], results: [ValueType.i32] });
    const { i64, f64, i32 } = ValueType;
    expect(module.ownFunction(1).locals).toEqual([i64, i64, f64, i32]);
  });

  it("knows how large an imported memory must be", () => {
    expect(new WasmModule(assemble(`(import "host" "memory" (memory 9 20))`)).initialPages).toBe(9);
  });

  it("finds functions by name, and names by function", () => {
    const module = new WasmModule(assemble(SMALL));
    expect(module.functionNamed("double")).toBe(1);
    expect(module.nameOf(2)).toBe("main");
    expect(module.nameOf(77)).toBe("function 77");
    expect(() => module.functionNamed("triple")).toThrow("the module has no function named triple");
    expect(() => module.ownFunction(0)).toThrow("function 0 is imported");
  });

  it("includes changes to functions, globals and exports", () => {
    const module = new WasmModule(assemble(SMALL));
    const added = module.addGlobal({ type: ValueType.i32, mutable: true, start: 1_000_000n });
    module.exports.push({ name: "added", kind: ExportKind.global, index: added });
    const main = module.ownFunction(module.functionNamed("main"));
    const local = main.locals.push(ValueType.i32) - 1;
    main.code = Uint8Array.of(Op.globalGet, added, Op.localTee, local, Op.end);
    const exports = instantiate(module.emit({ names: false }), { log: () => {} });
    expect(exported(exports, "main")()).toBe(1_000_000);
    expect((exports.added as WebAssembly.Global).value).toBe(1_000_000);
  });
});

describe("decoding", () => {
  it("covers every instruction of every function of the shipped artifact", () => {
    const module = new WasmModule(shipped);
    expect(module.functions.length).toBeGreaterThan(500);
    for (const { code } of module.functions) {
      const instructions = decode(code);
      let position = 0;
      for (const { start, end } of instructions) {
        if (start !== position) throw new Error(`a gap before byte ${start}`);
        position = end;
      }
      if (position !== code.length || instructions.at(-1)?.op !== Op.end)
        throw new Error("a function does not end with its code");
    }
  });

  it("reads immediates", () => {
    const module = new WasmModule(
      assemble(`(memory 1) (type $t (func (param i32))) (table 1 funcref)
        (func (param i32)
          (block $a (block $b (br_table $a $b $a (local.get 0))))
          (i64.store offset=8 (local.get 0) (i64.const -77))
          (call_indirect (type $t) (i32.const 5) (i32.const 0))
          (memory.fill (i32.const 0) (i32.const 0) (i32.const 300)))`),
    );
    const code = decode((module.functions[0] as { code: Uint8Array }).code);
    const one = (op: number) => code.find((instruction) => instruction.op === op);
    expect(one(Op.brTable)?.labels).toEqual([1, 0, 1]);
    expect(one(Op.i64Store)?.immediate).toBe(8);
    expect(one(Op.i64Const)?.constant).toBe(-77n);
    expect(one(Op.callIndirect)?.immediate).toBe(0);
    expect(one(Op.prefixFC)?.immediate).toBe(11);
  });

  it.each([
    ["SIMD", Uint8Array.of(0xfd, 0x0c)],
    ["threads", Uint8Array.of(0xfe, 0x00)],
    ["the newer encoding of exceptions", Uint8Array.of(0x1f, 0x40, 0x00)],
    ["tail calls", Uint8Array.of(0x12, 0x00)],
    ["references", Uint8Array.of(0xd0, 0x70)],
    ["table instructions", Uint8Array.of(0xfc, 0x0c)],
  ])("refuses %s", (_, code) => {
    expect(() => decode(code)).toThrow(/^unsupported instruction 0x/);
  });
});
