import { describe, expect, it } from "vitest";
import { assemble, exported, instantiate } from "../../tests/helpers/wasm/assemble.js";
import { Assembler } from "./assembler.js";
import { Op } from "./instructions.js";
import { ValueType, WasmModule } from "./module.js";

/** Runs code as the body of a function with one parameter, one local and a result. */
function run(code: Assembler, argument: number): unknown {
  const module = new WasmModule(
    assemble('(func $run (export "run") (param i32) (result i32) (i32.const 0))'),
  );
  const own = module.ownFunction(module.functionNamed("run"));
  own.locals = [ValueType.i32];
  own.code = code.op(Op.end).code;
  return exported(instantiate(module.emit({ names: false })), "run")(argument);
}

describe("the assembler", () => {
  it("finds the depth of the block that a branch names", () => {
    // Adds the numbers from the argument down to 1.
    const sum = new Assembler()
      .block("done")
      .loop("again")
      .getLocal(0)
      .op(Op.i32Eqz)
      .branchIf("done")
      .getLocal(1)
      .getLocal(0)
      .op(Op.i32Add)
      .setLocal(1)
      .getLocal(0)
      .i32(-1)
      .op(Op.i32Add)
      .setLocal(0)
      .branch("again")
      .end()
      .end()
      .getLocal(1);
    expect(run(sum, 4)).toBe(10);
  });

  it("accepts code from elsewhere, which may close a block", () => {
    const code = new Assembler().block("a").append([Op.end]).closed().i32(7);
    expect(run(code, 0)).toBe(7);
  });

  it("refuses labels of blocks that are not open", () => {
    expect(() => new Assembler().block("a").end().branch("a")).toThrow(
      "no open block is labelled a",
    );
    expect(() => new Assembler().end()).toThrow("no block is open");
  });
});
