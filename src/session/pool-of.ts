import type { RunSettings } from "../base/options.js";
import type { WasmSource } from "../base/wasm.js";
import type { InstancePool } from "../engine/pool.js";
import { checkPython, type InstancePools } from "../engine/pools.js";

/** The pool of the image that a program starts from, if any. */
export function imagePool({ image }: RunSettings): InstancePool | null {
  return image === null ? null : (image.pool as InstancePool);
}

/** The pool that interpreters come from. @throws TypeError if the artifact contains another Python */
export async function poolOf(
  pools: InstancePools,
  settings: RunSettings,
  wasm: WasmSource | null,
): Promise<InstancePool> {
  const own = imagePool(settings);
  if (own !== null) return own;
  const { python } = settings;
  const pool = await (wasm === null ? pools.packaged(python) : pools.load(wasm));
  checkPython(pool.artifact, python);
  return pool;
}

/** The synchronous twin of `poolOf`. */
export function poolSync(
  pools: InstancePools,
  settings: RunSettings,
  wasm: WasmSource | null,
): InstancePool {
  const own = imagePool(settings);
  if (own !== null) return own;
  const { python } = settings;
  const pool = wasm === null ? pools.packagedSync(python) : pools.loadSync(wasm);
  checkPython(pool.artifact, python);
  return pool;
}
