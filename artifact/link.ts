import { putFile, runLLVMTool, type Tree } from "./clang.js";
import type { CompiledObject } from "./compile.js";
import { linkerArguments } from "./flags.js";
import { BuildError } from "./progress.js";

/**
 * Links the objects with the C library into one WebAssembly module.
 *
 * @throws BuildError with the linker's messages.
 */
export async function link(
  objects: readonly CompiledObject[],
  stackBytes: number,
): Promise<Uint8Array> {
  const files: Tree = {};
  const names = objects.map(({ path, bytes }) => {
    const name = path.replace(/\.c$/, ".o");
    putFile(files, name, bytes);
    return name;
  });
  const args = [...names, ...linkerArguments(stackBytes), "-o", "linked.wasm"];
  const result = await runLLVMTool("wasm-ld", args, files);
  if (!result.ok) throw new BuildError(`linking failed:\n${result.messages}`);
  return result.files["linked.wasm"] as Uint8Array;
}
