import { createRequire } from "node:module";

/** Flags of V8 for compiling the package's artifacts, and what they are otherwise. */
const VALIDATE_LATER = ["--wasm-lazy-validation", "--no-wasm-lazy-validation"] as const;

/** Bytes that run before V8 optimises a function: in Node.js 20, as many as in later versions. */
const OPTIMISE_LATER = ["--wasm-tiering-budget=13000000", "--wasm-tiering-budget=1800000"] as const;

/** The flags by the version of V8; V8 complains about flags that it does not know. */
const FLAGS: Readonly<Record<string, readonly (readonly [string, string])[]>> = {
  11: [VALIDATE_LATER, OPTIMISE_LATER],
  12: [VALIDATE_LATER],
  13: [VALIDATE_LATER],
};

/**
 * Compiles an artifact of this package. V8 validates its functions when they are first called, instead of all
 * of them now: most programs need few, and a process starts that much sooner.
 */
export function compileQuickly(bytes: BufferSource): WebAssembly.Module {
  const flags = knownFlags();
  if (flags.length === 0) return new WebAssembly.Module(bytes);
  const { setFlagsFromString }: typeof import("node:v8") = createRequire(import.meta.url)(
    "node:v8",
  );
  for (const [during] of flags) setFlagsFromString(during);
  try {
    return new WebAssembly.Module(bytes);
  } finally {
    for (const [, otherwise] of flags) setFlagsFromString(otherwise);
  }
}

/** Bun and Deno pretend to be Node.js. */
function knownFlags() {
  if ("Bun" in globalThis || "Deno" in globalThis) return [];
  return FLAGS[Number.parseInt(process.versions.v8, 10)] ?? [];
}
