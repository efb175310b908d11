import { describe, expect, it } from "vitest";
import { assemble } from "../../tests/helpers/wasm/assemble.js";
import { BuildError } from "../progress.js";
import { WasmModule } from "../wasm/module.js";
import { type FunctionPolicy, functionsKeptApart, type Policy, resolvePolicy } from "./policy.js";

const MODULE = new WasmModule(
  assemble(`
    (import "host" "imported" (func $imported))
    (func $collect)
    (func $interpret (param i32 i64) (result i32) (i32.const 0))
    (func $allocate (param i32) (result i32) (i32.const 0))`),
);

function policyWith(functions: Readonly<Record<string, FunctionPolicy>>): Policy {
  return {
    collector: "collect",
    interpreter: "interpret",
    functions: {
      collect: { type: "()" },
      interpret: { type: "(i32, i64) -> i32" },
      ...functions,
    },
  };
}

/** The build's message for a policy with one more function. */
function problemWith(name: string, facts: FunctionPolicy): string {
  try {
    resolvePolicy(MODULE, policyWith({ [name]: facts }));
  } catch (error) {
    expect(error).toBeInstanceOf(BuildError);
    return (error as Error).message.split("\n").slice(1).join("\n");
  }
  return "";
}

describe("the policy of the passes", () => {
  it("finds its functions by name", () => {
    const allocate = { type: "(i32) -> i32", numbers: [0] };
    expect(resolvePolicy(MODULE, policyWith({ allocate }))).toEqual({
      collector: 1,
      interpreter: 2,
      functions: new Map<number, FunctionPolicy>([
        [1, { type: "()" }],
        [2, { type: "(i32, i64) -> i32" }],
        [3, allocate],
      ]),
    });
  });

  it("refuses a function that the module lacks", () => {
    expect(problemWith("renamed", { type: "()" })).toBe("renamed is missing");
  });

  it("refuses a function whose parameters or results have changed", () => {
    expect(problemWith("allocate", { type: "(i32, i32) -> i32" })).toBe(
      "allocate has the type (i32) -> i32, not (i32, i32) -> i32",
    );
  });

  it("refuses a fact about a parameter that does not exist", () => {
    expect(problemWith("allocate", { type: "(i32) -> i32", numbers: [0, 1] })).toBe(
      "allocate has no parameter 1",
    );
  });

  it("refuses a name that several functions have", () => {
    const module = new WasmModule(assemble("(func $collect) (func $interpret) (func $other)"));
    module.functionNames.set(2, "collect");
    const policy = { ...policyWith({}), collector: null, functions: { collect: { type: "()" } } };
    expect(() => resolvePolicy(module, policy)).toThrow("2 functions are named collect");
  });

  it("refuses a collector or interpreter without an entry", () => {
    expect(() => resolvePolicy(MODULE, { ...policyWith({}), collector: "toString" })).toThrow(
      "toString has no entry in the policy or is missing",
    );
  });

  it("lists all problems at once", () => {
    const policy = policyWith({ one: { type: "()" }, two: { type: "()" } });
    expect(() => resolvePolicy(MODULE, policy)).toThrow(
      new BuildError(
        "the policy of the passes does not fit the module:\none is missing\ntwo is missing",
      ),
    );
  });

  it("keeps apart only the functions whose code a pass changes", () => {
    const policy = policyWith({
      guarded: { type: "()", guardBytes: 0 },
      paying: { type: "()", loopsPay: "seldom" },
      known: { type: "(i32)", numbers: [0] },
    });
    expect(functionsKeptApart(policy)).toEqual(["collect", "interpret", "guarded", "paying"]);
  });
});
