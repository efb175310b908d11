import type { SandboxExports } from "../abi/boundary.js";
import { bytesBeforeMemory } from "../abi/page-marks.js";
import { MicroPythonInvalidArtifactError, MicroPythonWasmError } from "../base/errors.js";
import { MAX_PAGES, PAGE_BYTES } from "../base/limits.js";
import type { Artifact } from "./artifact.js";
import { forbiddenBy } from "./forbidden.js";
import { withSuspending } from "./suspension.js";

/**
 * Creates a memory for an instance of an artifact.
 *
 * @param maxBytes maximum size; whole pages.
 * @throws MicroPythonWasmError (`code: "memory"`) if there is no room for it.
 */
export function createMemory(
  { initialPages, pageMarksAt }: Artifact,
  maxBytes: number,
): WebAssembly.Memory {
  if (initialPages * PAGE_BYTES > maxBytes) {
    throw tooLittleMemory(initialPages * PAGE_BYTES, maxBytes);
  }
  const before = bytesBeforeMemory(pageMarksAt) / PAGE_BYTES;
  const maximum = Math.min(before + maxBytes / PAGE_BYTES, MAX_PAGES);
  return orFull(() => new WebAssembly.Memory({ initial: before + initialPages, maximum }));
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
