import type { Platform } from "../base/platform.js";
import { PYTHONS, type PythonName } from "../base/pythons.js";
import type { WasmSource } from "../base/wasm.js";
import { ArchiveStore } from "../files/archive-store.js";
import type { MountedStore } from "../files/mount-table.js";
import { type Artifact, compileArtifact, compileArtifactSync } from "./artifact.js";
import { decodeImage } from "./image-file.js";
import { InstancePool } from "./pool.js";

/** The pools of all artifacts in use. Each packaged artifact is loaded and compiled once. */
export class InstancePools {
  readonly platform: Platform;
  readonly #pools = new WeakMap<Artifact, InstancePool>();
  readonly #packaged = new Map<PythonName, InstancePool>();
  readonly #loading = new Map<PythonName, Promise<InstancePool>>();
  readonly #libraries = new Map<PythonName, readonly MountedStore[]>();

  constructor(platform: Platform) {
    this.platform = platform;
  }

  /** The pool of a packaged artifact. @throws MicroPythonWasmError if it cannot be loaded */
  async packaged(python: PythonName): Promise<InstancePool> {
    const known = this.#packaged.get(python);
    if (known !== undefined) return known;
    // Concurrent calls share the work.
    let loading = this.#loading.get(python);
    if (loading === undefined) {
      loading = this.#loadPackaged(python).finally(() => this.#loading.delete(python));
      this.#loading.set(python, loading);
    }
    const pool = await loading;
    this.#packaged.set(python, pool);
    return pool;
  }

  /** The synchronous twin of `packaged`. */
  packagedSync(python: PythonName): InstancePool {
    let pool = this.#packaged.get(python);
    if (pool === undefined) {
      const { artifact, image } = this.platform.packaged[python];
      pool = this.loadSync(artifact);
      if (image !== null) {
        pool.useImage(decodeImage(this.platform.loadArtifactSync(image), pool.artifact));
      }
      this.#packaged.set(python, pool);
    }
    return pool;
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

  /** The mounts that every program of a Python has: its library, which is loaded on first use. */
  libraryOf(python: PythonName): readonly MountedStore[] {
    let mounts = this.#libraries.get(python);
    if (mounts === undefined) {
      const path = PYTHONS[python].libraryPath;
      const { library } = this.platform.packaged[python];
      mounts =
        path === null || library === null
          ? []
          : [{ path, store: new ArchiveStore(() => this.platform.loadArtifactSync(library)) }];
      this.#libraries.set(python, mounts);
    }
    return mounts;
  }

  async #loadPackaged(python: PythonName): Promise<InstancePool> {
    const { artifact, image } = this.platform.packaged[python];
    const [pool, file] = await Promise.all([
      this.load(artifact),
      image === null ? null : this.platform.loadArtifact(image),
    ]);
    if (file !== null) pool.useImage(decodeImage(file, pool.artifact));
    return pool;
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
      pool = new InstancePool(artifact, this.platform, this.libraryOf(artifact.python));
      this.#pools.set(artifact, pool);
    }
    return pool;
  }
}

function isLocation(wasm: WasmSource): wasm is string | URL {
  return typeof wasm === "string" || wasm instanceof URL;
}
