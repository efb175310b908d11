import binaryen from "binaryen";
import type { BuildOptions } from "./options.js";

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

/** Optimises a linked module; see docs/decisions/0002-pipeline.md for the gain. */
export function optimise(options: BuildOptions, wasm: Uint8Array): Uint8Array {
  const module = readBinary(wasm, FEATURES);
  try {
    binaryen.setOptimizeLevel(3);
    binaryen.setShrinkLevel(0);
    binaryen.setDebugInfo(options.variant === "debug");
    module.optimize();
    return module.emitBinary();
  } finally {
    module.dispose();
  }
}

/**
 * Makes every pointer that C code holds visible to the garbage collector, by keeping it in the
 * stack of linear memory across calls; see docs/decisions/0004-gc-roots.md.
 */
export function exposeGcRoots(options: BuildOptions, wasm: Uint8Array): Uint8Array {
  const module = readBinary(wasm, FEATURES);
  try {
    binaryen.setDebugInfo(options.variant === "debug");
    module.runPasses(["spill-pointers"]);
    return module.emitBinary();
  } finally {
    module.dispose();
  }
}
