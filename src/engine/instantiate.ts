import type { SandboxExports } from "../abi/boundary.js";
import { MicroPythonInvalidArtifactError, MicroPythonWasmError } from "../base/errors.js";
import { PAGE_BYTES } from "../base/limits.js";
import { forbiddenBy } from "./forbidden.js";
import { withSuspending } from "./suspension.js";

/**
 * Creates a memory of this many pages.
 *
 * @throws MicroPythonWasmError (`code: "memory"`) if there is no room for it.
 */
export function createMemory(initial: number, maximum: number): WebAssembly.Memory {
  if (initial > maximum) throw tooLittleMemory(initial * PAGE_BYTES, maximum * PAGE_BYTES);
  return orFull(() => new WebAssembly.Memory({ initial, maximum }));
}

/** Returns what `allocate` returns. @throws MicroPythonWasmError if the engine has no more memory */
export function orFull<T>(allocate: () => T): T {
  try {
    return allocate();
  } catch (cause) {
    const message = "the JavaScript engine has no memory left for another sandbox";
    throw new MicroPythonWasmError("memory", message, { cause });
  }
}

/** The error for a limit that is too low for an interpreter. */
export function tooLittleMemory(needed: number, allowed: number): MicroPythonWasmError {
  const message = `the interpreter needs ${needed} bytes of memory to start; allowed are ${allowed}`;
  return new MicroPythonWasmError("memory", message);
}

/** Creates an instance. @throws MicroPythonInvalidArtifactError if the engine cannot start it */
export function instantiate(
  module: WebAssembly.Module,
  imports: WebAssembly.Imports,
): SandboxExports {
  try {
    return new WebAssembly.Instance(module, withSuspending(imports))
      .exports as unknown as SandboxExports;
  } catch (error) {
    // The engine's stack or memory ran out.
    if (error instanceof RangeError) throw error;
    throw forbiddenBy(error) ?? new MicroPythonInvalidArtifactError("it cannot be started", error);
  }
}
