import { MicroPythonInvalidArtifactError, MicroPythonWasmError } from "../base/errors.js";
import { isUint8Array } from "../base/kinds.js";
import type { Location, OnLoaded, Platform } from "../base/platform.js";
import { PYTHONS, type PythonName } from "../base/pythons.js";
import { isResponse, readResponse } from "../base/response.js";
import type { FileSource, Wasm, WasmSource } from "../base/wasm.js";
import { ArchiveStore } from "../files/archive-store.js";
import { DEVICES_PATH, devices } from "../files/devices.js";
import { readLibrary } from "../files/library.js";
import type { MountedStore } from "../files/mount-table.js";
import { type Artifact, compileArtifact, compileArtifactSync } from "./artifact.js";
import { decodeImage } from "./image-file.js";
import { InstancePool } from "./pool.js";

/** What a Python is loaded from; `null` for what comes with the package. */
export interface PythonSources {
  readonly wasm: WasmSource | null;
  readonly marked: WasmSource | null;
  readonly image: FileSource | null;
  readonly library: FileSource | null;
}

const PACKAGED: PythonSources = { wasm: null, marked: null, image: null, library: null };

/** Up to this size, copying an image takes less time than page marks cost a program. */
const MAX_COPIED_BYTES = 1024 * 1024;

/** The pools of all artifacts in use. Each packaged artifact is loaded and compiled once. */
export class InstancePools {
  readonly platform: Platform;
  readonly #pools = new WeakMap<Artifact, InstancePool>();
  readonly #packaged = new Map<PythonName, InstancePool>();
  readonly #loading = new Map<PythonName, Promise<InstancePool>>();
  readonly #libraries = new Map<PythonName, readonly MountedStore[]>();
  /** Of the same artifacts with page marks, by the pools of those without; `null` where there are none. */
  readonly #marked = new WeakMap<InstancePool, InstancePool | null>();
  /** Those that were loaded before a program needs them. */
  readonly #archives = new Map<PythonName, Uint8Array>();

  constructor(platform: Platform) {
    this.platform = platform;
  }

  /**
   * The pool of a packaged artifact.
   *
   * @param onLoaded receives how much of its files has been loaded, unless they are loaded already.
   * @throws MicroPythonWasmError if it cannot be loaded.
   */
  async packaged(python: PythonName, onLoaded?: OnLoaded): Promise<InstancePool> {
    const known = this.#packaged.get(python);
    if (known !== undefined) return known;
    // Concurrent calls share the work.
    let loading = this.#loading.get(python);
    if (loading === undefined) {
      loading = this.#loadFrom(python, PACKAGED, onLoaded).finally(() =>
        this.#loading.delete(python),
      );
      this.#loading.set(python, loading);
    }
    const pool = await loading;
    this.#packaged.set(python, pool);
    return pool;
  }

  /** Whether a pool is that of a packaged artifact, or of an image for it. */
  isPackaged({ booted }: InstancePool): boolean {
    const packaged = [...this.#packaged.values()];
    return packaged.some((own) => own === booted || this.#marked.get(own) === booted);
  }

  /**
   * The pool that programs from an image use: it is the given one, unless that copies much memory for each
   * program, and the artifact with page marks can be loaded.
   */
  async forImage(pool: InstancePool): Promise<InstancePool> {
    if (!copiesMuch(pool)) return pool;
    const { booted } = pool;
    const location = this.#markedLocation(booted);
    if (location !== null) {
      const marked = await this.#loadMarked(location, booted).catch(unavailable);
      this.#marked.set(booted, marked);
    }
    return this.#marked.get(booted)?.startingFrom(pool.image, pool.files) ?? pool;
  }

  /** The synchronous twin of `forImage`. */
  forImageSync(pool: InstancePool): InstancePool {
    if (!copiesMuch(pool)) return pool;
    return this.markedSync(pool.booted)?.startingFrom(pool.image, pool.files) ?? pool;
  }

  /** The pool of the same artifact with page marks; `null` if it cannot be loaded. */
  markedSync(booted: InstancePool): InstancePool | null {
    const location = this.#markedLocation(booted);
    if (location !== null && this.platform.loadSync !== null) {
      this.#marked.set(booted, this.#readMarkedSync(location, booted));
    }
    return this.#marked.get(booted) ?? null;
  }

  /** Where such an artifact is that has not been looked for yet; `null` if there is none. */
  #markedLocation(booted: InstancePool): Location | null {
    if (this.#marked.has(booted) || !this.isPackaged(booted)) return null;
    return this.platform.packaged[booted.artifact.python].marked;
  }

  async #loadMarked(source: WasmSource, booted: InstancePool): Promise<InstancePool> {
    return this.#markedOf(await compileArtifact(await this.#read(source)), booted);
  }

  #readMarkedSync(location: Location, booted: InstancePool): InstancePool | null {
    try {
      return this.#markedOf(compileArtifactSync(this.#readSync(location, null)), booted);
    } catch (error) {
      return unavailable(error);
    }
  }

  /** @throws MicroPythonInvalidArtifactError if the artifact is not the same with page marks */
  #markedOf(artifact: Artifact, booted: InstancePool): InstancePool {
    const isSame = artifact.hash === booted.artifact.hash && artifact.pageMarksAt !== null;
    if (!isSame) throw new MicroPythonInvalidArtifactError("it is not the same with page marks");
    const marked = this.#of(artifact);
    marked.useImage(booted.image);
    return marked;
  }

  /** The synchronous twin of `packaged`. */
  packagedSync(python: PythonName): InstancePool {
    let pool = this.#packaged.get(python);
    if (pool === undefined) {
      const { artifact, image } = this.platform.packaged[python];
      if (artifact === null) throw notLoaded(python);
      pool = this.#of(compileArtifactSync(this.#readSync(artifact, python)));
      if (image !== null) {
        const file = this.#readSync(image, python) as Uint8Array;
        pool.useImage(decodeImage(file, pool.artifact));
      }
      this.#packaged.set(python, pool);
    }
    return pool;
  }

  /**
   * Loads a Python, to be used instead of the packaged one from now on.
   *
   * @param onLoaded receives how much of all its files has been loaded.
   * @throws MicroPythonWasmError if it cannot be loaded.
   * @throws TypeError if the artifact contains another Python.
   */
  async provide(python: PythonName, sources: PythonSources, onLoaded?: OnLoaded): Promise<void> {
    const { wasm, marked } = sources;
    const pool = await this.#loadFrom(python, sources, onLoaded);
    if (marked !== null) this.#marked.set(pool, await this.#loadMarked(marked, pool));
    else if (wasm !== null) this.#marked.set(pool, null);
    this.#packaged.set(python, pool);
  }

  /**
   * The pool of any artifact.
   *
   * @throws MicroPythonWasmError if it cannot be loaded or is not an artifact of this package.
   */
  async load(wasm: WasmSource): Promise<InstancePool> {
    const artifact = await compileArtifact(await this.#read(wasm));
    await this.#loadArchive(artifact.python, null);
    return this.#of(artifact);
  }

  /** The synchronous twin of `load`. */
  loadSync(wasm: WasmSource): InstancePool {
    return this.#of(compileArtifactSync(this.#readSync(wasm, null)));
  }

  /** The mounts that every program of a Python has: devices, and its library, which is loaded on first use. */
  libraryOf(python: PythonName): readonly MountedStore[] {
    let mounts = this.#libraries.get(python);
    if (mounts === undefined) {
      const path = PYTHONS[python].libraryPath;
      const { library } = this.platform.packaged[python];
      mounts =
        path === null || library === null
          ? []
          : [
              { path, store: new ArchiveStore(() => readLibrary(this.#archiveOf(python))) },
              { path: DEVICES_PATH, store: devices },
            ];
      this.#libraries.set(python, mounts);
    }
    return mounts;
  }

  /** Uses an archive of a library that was loaded elsewhere. */
  useArchive(python: PythonName, archive: Uint8Array): void {
    this.#archives.set(python, archive);
  }

  async #loadFrom(
    python: PythonName,
    sources: PythonSources,
    onLoaded?: OnLoaded,
  ): Promise<InstancePool> {
    const packaged = this.platform.packaged[python];
    const wasm = sources.wasm ?? packaged.artifact;
    const image = sources.image ?? packaged.image;
    if (wasm === null) throw notLoaded(python);
    const progress = new Progress(onLoaded);
    const [artifact, file] = await Promise.all([
      this.#read(wasm, progress.ofFile()).then(compileArtifact),
      image === null ? null : this.#readFile(image, progress.ofFile()),
      this.#loadArchive(python, sources.library, progress.ofFile()),
    ]);
    checkPython(artifact, python);
    const pool = this.#of(artifact);
    if (file !== null) pool.useImage(decodeImage(file, artifact));
    return pool;
  }

  /** Loads the library of a Python, unless programs can load it when they need it. */
  async #loadArchive(
    python: PythonName,
    given: FileSource | null,
    onLoaded?: OnLoaded,
  ): Promise<void> {
    const isNeeded = this.platform.loadSync === null && !this.#archives.has(python);
    const library = given ?? (isNeeded ? this.platform.packaged[python].library : null);
    if (library === null) return;
    this.#archives.set(python, await this.#readFile(library, onLoaded));
  }

  #archiveOf(python: PythonName): Uint8Array {
    const loaded = this.#archives.get(python);
    if (loaded !== undefined) return loaded;
    const { library } = this.platform.packaged[python];
    if (library === null) throw notLoaded(python);
    return this.#readSync(library, python) as Uint8Array;
  }

  async #read(wasm: WasmSource, onLoaded?: OnLoaded): Promise<Wasm> {
    if (isResponse(wasm)) return readResponse(wasm, onLoaded);
    return isLocation(wasm) ? this.platform.loadArtifact(wasm, onLoaded) : wasm;
  }

  async #readFile(file: FileSource, onLoaded?: OnLoaded): Promise<Uint8Array> {
    if (isResponse(file)) return readResponse(file, onLoaded);
    if (isLocation(file)) return this.platform.loadFile(file, onLoaded);
    return isUint8Array(file) ? file : new Uint8Array(file);
  }

  /** @param python the Python that `load` would provide, if any. */
  #readSync(wasm: WasmSource, python: PythonName | null): Wasm {
    if (isResponse(wasm))
      throw new TypeError("wasm is a Response, which cannot be read synchronously");
    if (!isLocation(wasm)) return wasm;
    if (this.platform.loadSync === null) throw notLoaded(python);
    return this.platform.loadSync(wasm);
  }

  #of(artifact: Artifact): InstancePool {
    let pool = this.#pools.get(artifact);
    if (pool === undefined) {
      const { python } = artifact;
      const archive = () => this.#archives.get(python) ?? null;
      pool = new InstancePool(artifact, this.platform, this.libraryOf(python), null, archive);
      this.#pools.set(artifact, pool);
    }
    return pool;
  }
}

function copiesMuch({ artifact, image }: InstancePool): boolean {
  return artifact.pageMarksAt === null && image.memory.length > MAX_COPIED_BYTES;
}

/** What cannot be loaded is not used. @throws any other error */
function unavailable(error: unknown): null {
  if (error instanceof MicroPythonWasmError) return null;
  throw error;
}

/** @throws TypeError if an artifact contains another Python than the options request. */
export function checkPython(artifact: Artifact, python: PythonName): void {
  if (artifact.python === python) return;
  throw new TypeError(`option python is "${python}"; the artifact is "${artifact.python}"`);
}

/** Adds up how much has been loaded of several files. */
class Progress {
  readonly #report: OnLoaded | undefined;
  readonly #files: { loadedBytes: number; totalBytes: number | null }[] = [];

  constructor(report: OnLoaded | undefined) {
    this.#report = report;
  }

  /** Receives the progress of one more file. */
  ofFile(): OnLoaded | undefined {
    const report = this.#report;
    if (report === undefined) return undefined;
    const file = { loadedBytes: 0, totalBytes: null as number | null };
    this.#files.push(file);
    return (loadedBytes, totalBytes) => {
      Object.assign(file, { loadedBytes, totalBytes });
      const started = this.#files.filter(({ loadedBytes }) => loadedBytes > 0);
      const sum = (sizes: readonly number[]) => sizes.reduce((all, one) => all + one, 0);
      const isKnown = started.every(({ totalBytes }) => totalBytes !== null);
      report(
        sum(started.map(({ loadedBytes }) => loadedBytes)),
        isKnown ? sum(started.map(({ totalBytes }) => totalBytes ?? 0)) : null,
      );
    };
  }
}

function isLocation(source: WasmSource | FileSource): source is string | URL {
  return typeof source === "string" || source instanceof URL;
}

function notLoaded(python: PythonName | null): MicroPythonWasmError {
  const what = python === null ? "the artifact" : `the artifact of ${python}`;
  return new MicroPythonWasmError("not-loaded", `${what} is not loaded; await load() first`);
}
