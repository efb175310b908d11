/**
 * The files of CPython, for bundles.
 *
 * @module micropython-wasm/cpython
 */

import type { LoadOptions } from "../../session/load.js";

/** `URL`, where the project has that type. */
type FileUrl = typeof globalThis extends { URL: { prototype: infer Url } } ? Url : never;

/** Where the files of CPython are, as `load` takes them. */
export interface CPythonFiles {
  /** The Python that `load` loads. */
  readonly python: "cpython";
  /** Its artifact. */
  readonly wasm: FileUrl;
  /** The image of a started interpreter. */
  readonly image: FileUrl;
  /** The archive of the standard library. */
  readonly library: FileUrl;
}

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
export const cpython: CPythonFiles = {
  python: "cpython",
  wasm: new URL("./cpython-wasi.wasm", import.meta.url),
  image: new URL("./cpython-wasi.image", import.meta.url),
  library: new URL("./cpython-wasi.lib", import.meta.url),
} satisfies LoadOptions;
