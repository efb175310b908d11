import type { LoadOptions } from "../../session/load.js";

/**
 * Where a bundle has the files of CPython, for `load`. A bundle contains them only if it imports this.
 *
 * @example
 * ```ts
 * import { load, run } from "micropython-wasm";
 * import { cpython } from "micropython-wasm/cpython";
 *
 * await load(cpython);
 * await run("import decimal; print(decimal.Decimal(1) / 3)", { python: "cpython" });
 * ```
 */
export const cpython = {
  python: "cpython",
  wasm: new URL("./cpython-wasi.wasm", import.meta.url),
  image: new URL("./cpython-wasi.image", import.meta.url),
  library: new URL("./cpython-wasi.lib", import.meta.url),
} as const satisfies LoadOptions;
