import binaryen from "binaryen";
import { functionsKeptApart, type Policy } from "./passes/policy.js";

/**
 * Every feature the module uses, and no other: with more, Binaryen writes encodings that Node 20
 * refuses.
 */
const FEATURES =
  binaryen.Features.MutableGlobals |
  binaryen.Features.BulkMemory |
  binaryen.Features.BulkMemoryOpt |
  binaryen.Features.SignExt |
  binaryen.Features.NontrappingFPToInt |
  binaryen.Features.ExceptionHandling;

/** binaryen.js's own types still name a second function for what takes a second argument now. */
const readBinary = binaryen.readBinary as (
  wasm: Uint8Array,
  features: binaryen.Features,
) => binaryen.Module;

/** The question whose calls metering replaces; the optimiser must not inline it. */
const OUT_OF_FUEL = "sandbox_out_of_fuel";

/** Optimises a linked module; see docs/decisions/0002-pipeline.md for the gain. */
export function optimise(wasm: Uint8Array, policy: Policy): Uint8Array {
  const module = readBinary(wasm, FEATURES);
  try {
    binaryen.setOptimizeLevel(3);
    binaryen.setShrinkLevel(0);
    // The passes that follow find functions by their names.
    binaryen.setDebugInfo(true);
    for (const name of [OUT_OF_FUEL, ...functionsKeptApart(policy)]) {
      binaryen.setPassArgument("no-inline", name);
      module.runPasses(["no-inline"]);
    }
    module.optimize();
    return module.emitBinary();
  } finally {
    module.dispose();
  }
}
