import { createHash } from "node:crypto";
import type { Source } from "./fetch.js";
import type { BuildOptions } from "./options.js";
import type { Python } from "./python.js";
import { concat, u32 } from "./wasm/bytes.js";
import type { WasmModule } from "./wasm/module.js";

/** Name of the custom section that identifies the artifact. */
const SECTION = "micropython-wasm";

/**
 * Appends a section that says what the artifact is, as JSON: the version of the boundary, the 64 KiB
 * pages of memory that it starts with (engines do not reveal this for an imported memory), the size of
 * its stack at the start of memory, the Python's release, the variant, and the SHA-256 of everything
 * before the section. The engine reads it before it runs any of the module's code.
 */
export function identify(
  python: Python,
  options: BuildOptions,
  source: Source,
  abiVersion: number,
  module: WasmModule,
  wasm: Uint8Array,
  pageMarksAt: number | null,
): { bytes: Uint8Array; hash: string } {
  const hash = createHash("sha256").update(wasm).digest("hex");
  const identity = {
    abi: abiVersion,
    initialPages: module.initialPages,
    stackBytes: python.stackBytes,
    python: python.name,
    version: python.version(source),
    pageMarksAt,
    variant: options.variant,
    hash,
  };
  const name = new TextEncoder().encode(SECTION);
  const content = concat([
    u32(name.length),
    name,
    new TextEncoder().encode(JSON.stringify(identity)),
  ]);
  return { bytes: concat([wasm, [0], u32(content.length), content]), hash };
}
