import type { RunOptions } from "./base/options.js";
import type { Wasm } from "./engine/artifact.js";
import { nodePlatform } from "./platform/node/platform.js";
import type { RunResult } from "./session/result.js";
import { Runner } from "./session/run.js";

export {
  type GuestException,
  type KnownOfRun,
  type LimitCode,
  MicroPythonGuestError,
  MicroPythonLimitError,
  MicroPythonWasmArtifactNotFound,
  MicroPythonWasmError,
  type MicroPythonWasmErrorCode,
  MicroPythonWasmInvalidArtifact,
  type RunFacts,
} from "./base/errors.js";
export type { HostFunction } from "./base/host-functions.js";
export type { Limits, OutputLimitAction } from "./base/limits.js";
export type { OutputCallback, RunOptions } from "./base/options.js";
export { PythonException } from "./base/python-exception.js";
export type { Wasm } from "./engine/artifact.js";
export type { RunResult } from "./session/result.js";

const runner = new Runner(nodePlatform);

/**
 * Runs a Python program in a fresh sandbox: nothing of an earlier run is left in it, and it sees
 * no file, no network and no environment. {@link Limits} always hold, each with a default.
 *
 * @param code the program; well-formed Unicode.
 * @throws TypeError, RangeError where an argument is not allowed; then nothing has run.
 * @throws MicroPythonGuestError where the program ends with an uncaught exception, or exits with a
 * code other than 0.
 * @throws MicroPythonLimitError where a limit ends it; its `code` says which.
 * @throws MicroPythonWasmArtifactNotFound where the artifact has not been built.
 * @throws MicroPythonWasmError where the sandbox fails; its `code` says how.
 * @example
 * ```ts
 * const { stdout } = await run("print(sum(range(10)))");
 * console.log(stdout); // "45\n"
 * ```
 */
export function run(code: string, options?: RunOptions): Promise<RunResult> {
  return runner.run(code, options);
}

/**
 * The synchronous twin of {@link run}.
 *
 * @example
 * ```ts
 * runSync("import sys; print(sys.argv[1])", { argv: ["greet", "Ada"] }).stdout; // "Ada\n"
 * ```
 */
export function runSync(code: string, options?: RunOptions): RunResult {
  return runner.runSync(code, options);
}

/**
 * Runs a Python program as {@link run} does, on an artifact of your choice.
 *
 * @param wasm the artifact: a path, a `file:` URL, its bytes, or a `WebAssembly.Module`. A module
 * is verified once; everything else is compiled anew for each call.
 * @throws MicroPythonWasmArtifactNotFound where there is no file of that name.
 * @throws MicroPythonWasmInvalidArtifact where it is not an artifact of this package's version;
 * then no Python has run.
 * @example
 * ```ts
 * const module = await WebAssembly.compile(await readFile(defaultWasmPath()));
 * await runMicroPythonWasi("print(1 + 1)", module);
 * ```
 */
export function runMicroPythonWasi(
  code: string,
  wasm: string | URL | Wasm,
  options?: RunOptions,
): Promise<RunResult> {
  return runner.runMicroPythonWasi(code, wasm, options);
}

/**
 * Path of the artifact that comes with the package, whether it has been built or not.
 *
 * @example
 * ```ts
 * const { size } = await stat(defaultWasmPath());
 * ```
 */
export function defaultWasmPath(): string {
  return nodePlatform.packagedArtifact;
}
