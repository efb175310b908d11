// Flags of V8 with which a process that runs one program starts sooner. Only the command line sets them: its process
// is its own, while a library's flags would hold for all of an application.
import { setFlagsFromString } from "node:v8";

/** V8 validates functions when they are first called, instead of all at once: most programs need few. */
const VALIDATE_LATER = "--wasm-lazy-validation";

/** Bytes that run before V8 optimises a function: in Node.js 20, as many as in later versions. */
const OPTIMISE_LATER = "--wasm-tiering-budget=13000000";

/** The flags by the version of V8, which complains about flags that it does not know. */
const FLAGS: Readonly<Record<string, readonly string[]>> = {
  11: [VALIDATE_LATER, OPTIMISE_LATER],
  12: [VALIDATE_LATER],
  13: [VALIDATE_LATER],
};

/** Sets the flags, where they are known; Bun and Deno pretend to be Node.js. */
export function setEngineFlags(): void {
  if ("Bun" in globalThis || "Deno" in globalThis) return;
  for (const flag of FLAGS[Number.parseInt(process.versions.v8, 10)] ?? []) {
    setFlagsFromString(flag);
  }
}
