import type { Platform } from "../base/platform.js";
import type { WasmSource } from "../base/wasm.js";
import { type Artifact, compileArtifact, compileArtifactSync } from "./artifact.js";
import { InstancePool } from "./pool.js";

/** The pools of all artifacts in use. The packaged artifact is loaded and compiled once. */
export class InstancePools {
  readonly platform: Platform;
  readonly #pools = new WeakMap<Artifact, InstancePool>();
  #packaged: InstancePool | null = null;
  #loading: Promise<InstancePool> | null = null;

  constructor(platform: Platform) {
    this.platform = platform;
  }

  /** The packaged artifact's pool. @throws MicroPythonWasmError if it cannot be loaded */
  async packaged(): Promise<InstancePool> {
    if (this.#packaged !== null) return this.#packaged;
    // Concurrent calls share the work.
    this.#loading ??= this.load(this.platform.packagedArtifact).finally(() => {
      this.#loading = null;
    });
    this.#packaged = await this.#loading;
    return this.#packaged;
  }

  /** The synchronous twin of `packaged`. */
  packagedSync(): InstancePool {
    this.#packaged ??= this.loadSync(this.platform.packagedArtifact);
    return this.#packaged;
  }

  /**
   * The pool of any artifact.
   *
   * @throws MicroPythonWasmError if it cannot be loaded or is not an artifact of this package.
   */
  async load(wasm: WasmSource): Promise<InstancePool> {
    return this.#of(await compileArtifact(await this.#read(wasm)));
  }

  /** The synchronous twin of `load`. */
  loadSync(wasm: WasmSource): InstancePool {
    return this.#of(compileArtifactSync(this.#readSync(wasm)));
  }

  #read(wasm: WasmSource) {
    return isLocation(wasm) ? this.platform.loadArtifact(wasm) : wasm;
  }

  #readSync(wasm: WasmSource) {
    return isLocation(wasm) ? this.platform.loadArtifactSync(wasm) : wasm;
  }

  #of(artifact: Artifact): InstancePool {
    let pool = this.#pools.get(artifact);
    if (pool === undefined) {
      pool = new InstancePool(artifact, this.platform);
      this.#pools.set(artifact, pool);
    }
    return pool;
  }
}

function isLocation(wasm: WasmSource): wasm is string | URL {
  return typeof wasm === "string" || wasm instanceof URL;
}
