import binaryen from "binaryen";
import { functionsKeptApart, type Policy } from "./passes/policy.js";

/**
 * Exactly the features that the module uses: with more, Binaryen emits encodings that Node 20 rejects.
 */
const FEATURES =
  binaryen.Features.MutableGlobals |
  binaryen.Features.BulkMemory |
  binaryen.Features.BulkMemoryOpt |
  binaryen.Features.SignExt |
  binaryen.Features.NontrappingFPToInt |
  binaryen.Features.ExceptionHandling;

/** binaryen.js's types lack the second argument. */
const readBinary = binaryen.readBinary as (
  wasm: Uint8Array,
  features: binaryen.Features,
) => binaryen.Module;

/** Metering replaces calls of this function, so the optimiser must not inline it. */
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
