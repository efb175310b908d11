import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Source } from "./fetch.js";
import { STACK_BYTES } from "./flags.js";
import type { BuildOptions } from "./options.js";
import { BuildError } from "./progress.js";
import { concat, u32 } from "./wasm/bytes.js";
import type { WasmModule } from "./wasm/module.js";

/** Name of the custom section in which the artifact says what it is. */
const SECTION = "micropython-wasm";

/**
 * Appends a section that says what the artifact is, as JSON: the boundary's number, the
 * 64 KiB pages of memory it starts with (engines do not tell that of an imported memory), how many
 * bytes of them, from the first on, are its stack, MicroPython's version, the variant, and the SHA-256 of everything before the section. The engine reads it
 * before it runs any of the module's code.
 */
export function identify(
  options: BuildOptions,
  source: Source,
  abiVersion: number,
  module: WasmModule,
  wasm: Uint8Array,
): { bytes: Uint8Array; hash: string } {
  const hash = createHash("sha256").update(wasm).digest("hex");
  const identity = {
    abi: abiVersion,
    initialPages: module.initialPages,
    stackBytes: STACK_BYTES,
    micropython: micropythonVersion(source),
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

function micropythonVersion(source: Source): string {
  const header = readFileSync(join(source.dir, "py/mpconfig.h"), "utf8");
  const part = (name: string): string => {
    const match = new RegExp(`^#define MICROPY_VERSION_${name} (\\d+)`, "m").exec(header);
    if (match === null) throw new BuildError(`py/mpconfig.h names no MICROPY_VERSION_${name}`);
    return match[1] as string;
  };
  return `${part("MAJOR")}.${part("MINOR")}.${part("MICRO")}`;
}
