import { platform } from "#platform";
import { MicroPythonWasmError } from "../base/errors.js";
import type { PythonName } from "../base/pythons.js";
import { type LoadOptions, normaliseLoadOptions } from "../session/load.js";
import { pools } from "./shared.js";

/**
 * Loads a Python before it is first used, or from somewhere else than the package.
 *
 * `run` and the asynchronous sessions load what they need by themselves. In pages and web workers, the
 * synchronous interface works only after this.
 *
 * @param options which Python, where its files are, and who is told how much has been loaded. By default
 * the packaged MicroPython.
 * @throws TypeError, RangeError if an option is invalid.
 * @throws MicroPythonArtifactNotFoundError if there is no such file.
 * @throws MicroPythonInvalidArtifactError if it is not an artifact of this package's version.
 * @throws MicroPythonWasmError (`code: "not-loaded"`) if the runtime may not compile WebAssembly.
 * @example
 * ```ts
 * await load({ python: "cpython" });
 * runSync("import this", { python: "cpython" }).stdout.length; // 857
 * ```
 */
export async function load(options?: LoadOptions): Promise<void> {
  const { python, onProgress, ...sources } = normaliseLoadOptions(options);
  const onLoaded =
    onProgress === null
      ? undefined
      : (loadedBytes: number, totalBytes: number | null) => onProgress({ loadedBytes, totalBytes });
  const isGiven = Object.values(sources).some((source) => source !== null);
  if (isGiven) await pools.provide(python, sources, onLoaded);
  else await pools.packaged(python, onLoaded);
}

/**
 * Returns where an artifact of the package is, whether or not it has been built: a path, or in pages and
 * web workers a URL.
 *
 * @param python the Python that it contains.
 * @throws MicroPythonWasmError (`code: "not-loaded"`) where artifacts are imported as modules: in workerd.
 * @example
 * ```ts
 * const { size } = await stat(defaultWasmPath());
 * ```
 */
export function defaultWasmPath(python: PythonName = "micropython"): string {
  const { artifact } = platform.packaged[python];
  if (typeof artifact === "string" || artifact instanceof URL) return String(artifact);
  throw new MicroPythonWasmError("not-loaded", "artifacts are modules in this runtime");
}

/** What a packaged artifact contains. */
export interface ArtifactInfo {
  /** Which Python it is. */
  readonly python: PythonName;
  /** The Python's version, such as `1.25.0`. */
  readonly version: string;
  /** SHA-256 of the artifact's code and data, in hexadecimal: the same for the same source. */
  readonly hash: string;
}

/**
 * Describes a packaged artifact.
 *
 * @param python the Python that it contains.
 * @throws MicroPythonArtifactNotFoundError if the artifact has not been built.
 * @throws MicroPythonInvalidArtifactError if it is not an artifact of this package's version.
 * @example
 * ```ts
 * artifactInfo().version; // "1.25.0"
 * ```
 */
export function artifactInfo(python: PythonName = "micropython"): ArtifactInfo {
  const { version, hash } = pools.packagedSync(python).artifact;
  return Object.freeze({ python, version, hash });
}
