import type { Platform } from "../base/platform.js";
import { type Artifact, compileArtifact, compileArtifactSync } from "./artifact.js";
import { InstancePool } from "./pool.js";

/** Gives interpreters of any artifact; loads and compiles the packaged one once. */
export class InstancePools {
  readonly platform: Platform;
  readonly #pools = new WeakMap<Artifact, InstancePool>();
  #packaged: InstancePool | null = null;
  #loading: Promise<InstancePool> | null = null;

  constructor(platform: Platform) {
    this.platform = platform;
  }

  /** Those of the packaged artifact. @throws MicroPythonWasmError where there is no such artifact */
  async packaged(): Promise<InstancePool> {
    if (this.#packaged !== null) return this.#packaged;
    // Calls that come meanwhile share the work.
    this.#loading ??= this.platform
      .loadArtifact(this.platform.packagedArtifact)
      .then(compileArtifact)
      .then((artifact) => this.of(artifact))
      .finally(() => {
        this.#loading = null;
      });
    this.#packaged = await this.#loading;
    return this.#packaged;
  }

  /** The synchronous twin of `packaged`. */
  packagedSync(): InstancePool {
    if (this.#packaged === null) {
      const { packagedArtifact } = this.platform;
      this.#packaged = this.of(
        compileArtifactSync(this.platform.loadArtifactSync(packagedArtifact)),
      );
    }
    return this.#packaged;
  }

  /** Those of an artifact. */
  of(artifact: Artifact): InstancePool {
    let pool = this.#pools.get(artifact);
    if (pool === undefined) {
      pool = new InstancePool(artifact, this.platform);
      this.#pools.set(artifact, pool);
    }
    return pool;
  }
}
