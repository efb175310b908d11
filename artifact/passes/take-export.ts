import { BuildError } from "../progress.js";
import type { WasmModule } from "../wasm/module.js";

/**
 * Removes an export that only a pass uses; returns the index of its function.
 *
 * @throws BuildError if there is no such export.
 */
export function takeExport(module: WasmModule, name: string): number {
  const at = module.exports.findIndex((candidate) => candidate.name === name);
  const [taken] = module.exports.splice(at, at < 0 ? 0 : 1);
  if (taken === undefined) throw new BuildError(`the module does not export ${name}`);
  return taken.index;
}
