import { createHash } from "node:crypto";
import type { Source } from "./fetch.js";
import type { BuildOptions } from "./options.js";
import type { Python } from "./python.js";
import { concat, u32 } from "./wasm/bytes.js";

/** Name of the custom section that identifies the artifact. */
const SECTION = "micropython-wasm";

/** What the section says of a module besides its origin. */
interface About {
  /** The version of the boundary. */
  readonly abi: number;
  /** Pages of 64 KiB that its memory starts with, without a table of page marks before them. */
  readonly initialPages: number;
  /** Address of its table of page marks: negative if it is before its memory, `null` if there is none. */
  readonly pageMarksAt: number | null;
}

/**
 * Appends a section that says what the artifact is, as JSON: the version of the boundary, the 64 KiB
 * pages of memory that it starts with (engines do not reveal this for an imported memory), the size of
 * its stack at the start of memory, the Python's release, the variant, and the SHA-256 of everything
 * before the section. The engine reads it before it runs any of the module's code.
 *
 * @param hash the hash of another artifact whose states the module continues, instead of its own.
 */
export function identify(
  python: Python,
  options: BuildOptions,
  source: Source,
  wasm: Uint8Array,
  { abi, initialPages, pageMarksAt }: About,
  hash = createHash("sha256").update(wasm).digest("hex"),
): { bytes: Uint8Array; hash: string } {
  const identity = {
    abi,
    initialPages,
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
