import { putFile, runLLVMTool, type Tree } from "./clang.js";
import type { CompiledObject } from "./compile.js";
import { type Linking, linkerArguments } from "./flags.js";
import { BuildError } from "./progress.js";
import { WasmModule } from "./wasm/module.js";

/** The linker's name for the lowest address after the stack and static data. */
const HEAP_BASE = "__heap_base";

/** A linked module. */
export interface Linked {
  readonly wasm: Uint8Array;
  /** The lowest address of the heap. */
  readonly heapStart: number;
}

/**
 * Links the objects with the C library into one WebAssembly module.
 *
 * @throws BuildError with the linker's messages.
 */
export async function link(objects: readonly CompiledObject[], linking: Linking): Promise<Linked> {
  const files: Tree = {};
  const names = objects.map(({ path, bytes }) => {
    const name = path.replace(/\.c$/, ".o");
    putFile(files, name, bytes);
    return name;
  });
  const args = [...names, ...linkerArguments(linking), "-o", "linked.wasm"];
  const result = await runLLVMTool("wasm-ld", args, files);
  if (!result.ok) throw new BuildError(`linking failed:\n${result.messages}`);
  const module = new WasmModule(result.files["linked.wasm"] as Uint8Array);
  const heapBase = takeGlobal(module, HEAP_BASE);
  return { wasm: module.emit({ names: true }), heapStart: Number(heapBase) };
}

/** Removes the export of a global; returns the global's value. */
function takeGlobal(module: WasmModule, name: string): bigint {
  const at = module.exports.findIndex((candidate) => candidate.name === name);
  const [taken] = module.exports.splice(at, at < 0 ? 0 : 1);
  const value = module.globals[taken?.index ?? -1]?.start;
  if (value === undefined || value === null)
    throw new BuildError(`the linker does not export ${name}`);
  return value;
}
