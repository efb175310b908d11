import { describe, type Normalisers, normalise } from "../base/check.js";
import { isArrayBuffer, isUint8Array } from "../base/kinds.js";
import { checkPythonName } from "../base/options.js";
import type { PythonName } from "../base/pythons.js";
import { isResponse } from "../base/response.js";
import type { FileSource, WasmSource } from "../base/wasm.js";
import type { PythonSources } from "../engine/pools.js";

/** How much of a Python has been loaded. */
export interface LoadProgress {
  /** What has arrived of all files. */
  readonly loadedBytes: number;
  /** The size of all files; `null` if a server does not say it, for example because it compresses them. */
  readonly totalBytes: number | null;
}

/** What to load, and from where. */
export interface LoadOptions {
  /**
   * Which Python.
   *
   * @defaultValue `"micropython"`
   */
  readonly python?: PythonName;
  /**
   * Its artifact.
   *
   * @defaultValue the packaged one, next to the package's JavaScript
   */
  readonly wasm?: WasmSource;
  /**
   * The same artifact with page marks, which makes large images fast; MicroPython only.
   *
   * @defaultValue the packaged one, which is loaded when a large image needs it
   */
  readonly marked?: WasmSource;
  /**
   * The image of a started interpreter, which belongs to the artifact; CPython only.
   *
   * @defaultValue the packaged one
   */
  readonly image?: FileSource;
  /**
   * The archive of the standard library; CPython only.
   *
   * @defaultValue the packaged one
   */
  readonly library?: FileSource;
  /** Receives the progress of all files together; it is not called if they are loaded already. */
  readonly onProgress?: (progress: LoadProgress) => void;
}

/** `LoadOptions` after checking. */
export interface LoadSettings extends PythonSources {
  readonly python: PythonName;
  readonly onProgress: ((progress: LoadProgress) => void) | null;
}

const NORMALISERS: Normalisers<LoadSettings> = {
  python: (value = "micropython") => checkPythonName(value),
  // Whether it is an artifact is checked when it is compiled.
  wasm: (value = null) => value as WasmSource | null,
  marked: (value = null) => value as WasmSource | null,
  image: (value = null) => checkFile("image", value),
  library: (value = null) => checkFile("library", value),
  onProgress: (value = null) => {
    if (value === null || typeof value === "function") return value as LoadSettings["onProgress"];
    throw new TypeError(`option onProgress is ${describe(value)}; allowed is a function`);
  },
};

/** Checks options and fills in the defaults. @throws TypeError, RangeError */
export function normaliseLoadOptions(options: LoadOptions = {}): LoadSettings {
  const settings = normalise(options, NORMALISERS);
  if (settings.python === "micropython") {
    for (const name of ["image", "library"] as const) {
      if (settings[name] !== null) throw new TypeError(`option ${name} is for CPython only`);
    }
  } else if (settings.marked !== null) {
    throw new TypeError("option marked is for MicroPython only");
  }
  return settings;
}

function checkFile(name: string, value: unknown): FileSource | null {
  if (value === null || typeof value === "string" || value instanceof URL) return value;
  if (isResponse(value) || isUint8Array(value) || isArrayBuffer(value)) return value;
  const allowed = "a path, a URL, a Response, a Uint8Array or an ArrayBuffer";
  throw new TypeError(`option ${name} is ${describe(value)}; allowed is ${allowed}`);
}
