import { checkInline, type RunOptions } from "../base/options.js";
import type { WasmSource } from "../base/wasm.js";
import { poolOf, poolSync } from "../session/pool-of.js";
import type { RunResult } from "../session/result.js";
import { checkProgram, runFresh } from "../session/run.js";
import { Pool, type PoolOptions } from "../worker/pool.js";
import { pools, START, sandboxes } from "./shared.js";

/**
 * Runs a Python program in a fresh sandbox. It sees nothing of earlier runs, no network, no environment and
 * no files except mounted ones. {@link Limits} always apply, each with a default.
 *
 * @param code the program; well-formed Unicode.
 * @throws TypeError, RangeError if an argument is invalid; then nothing has run.
 * @throws MicroPythonGuestError if the program ends with an uncaught exception, or exits with a code
 * other than 0.
 * @throws MicroPythonLimitError if a limit ends it; its `code` says which.
 * @throws MicroPythonArtifactNotFoundError if the artifact has not been built.
 * @throws MicroPythonWasmError if the sandbox fails; its `code` says how.
 * @example
 * ```ts
 * const { stdout } = await run("print(sum(range(10)))");
 * console.log(stdout); // 45
 * ```
 */
export async function run(code: string, options?: RunOptions): Promise<RunResult> {
  const program = checkProgram(code, options);
  return sandboxes.run(poolOf(pools, program.settings, null), program);
}

/**
 * The synchronous twin of {@link run}.
 *
 * @param code the program; well-formed Unicode.
 * @throws what {@link run} rejects with.
 * @example
 * ```ts
 * runSync("import sys; print(sys.argv[1])", { argv: ["greet", "Ada"] }).stdout; // "Ada\n"
 * ```
 */
export function runSync(code: string, options?: RunOptions): RunResult {
  const program = checkProgram(code, options);
  checkInline(program.settings);
  return runFresh(poolSync(pools, program.settings, null), program);
}

/**
 * Runs a Python program like {@link run}, with an artifact of your choice.
 *
 * @param code the program; well-formed Unicode.
 * @param wasm the artifact: a path, a `file:` URL, its bytes, or a `WebAssembly.Module`. A module
 * is verified once; everything else is compiled again for each call.
 * @throws MicroPythonArtifactNotFoundError if there is no such file.
 * @throws MicroPythonInvalidArtifactError if it is not an artifact of this package's version; then no
 * Python has run.
 * @throws TypeError if `wasm` is not of an allowed type, and what {@link run} rejects with.
 * @example
 * ```ts
 * const bytes = await readFile(defaultWasmPath());
 * (await runMicroPythonWasi("print(1 + 1)", bytes)).stdout; // "2\n"
 * ```
 */
export async function runMicroPythonWasi(
  code: string,
  wasm: WasmSource,
  options?: RunOptions,
): Promise<RunResult> {
  const program = checkProgram(code, options);
  if (program.settings.image !== null) {
    throw new TypeError("option image is given; an image belongs to its own artifact");
  }
  return sandboxes.run(pools.load(wasm), program);
}

/**
 * Creates a pool of worker threads: for servers, which run many programs for many users.
 *
 * @param options how it works, and defaults for its runs and sessions.
 * @throws TypeError, RangeError if an option is invalid.
 * @example
 * ```ts
 * await using pool = createPool({ size: 2, wallTimeoutMs: 500 });
 * (await pool.run("print('hello')")).stdout; // "hello\n"
 * ```
 */
export function createPool(options?: PoolOptions): Pool {
  return new Pool(pools, START, options);
}
