import type { FileStore } from "./file-store.js";
import type { HostDirSettings } from "./mounts.js";
import type { PythonName } from "./pythons.js";
import type { Wasm } from "./wasm.js";

/** A folder of the host, ready for mounting. */
export interface HostDir {
  readonly store: FileStore;
  /** Releases the host's resources. */
  close(): void;
}

/** A file of the host. */
export interface HostFile {
  /** What it is called by; another one once it changes. */
  readonly version: string;
  /** Reads it. */
  read(): Uint8Array;
}

/** Where something is: a path, a URL, or the thing itself. */
export type Location = string | URL;

/** Where the files of one Python are. */
export interface PackagedFiles {
  /** What the artifact is loaded from; `null` if only `load` can provide it. */
  readonly artifact: Location | Wasm | null;
  /** The same artifact with page marks, for large images; `null` if there is none. */
  readonly marked: Location | null;
  /** The image of a started interpreter; `null` if interpreters boot instead. */
  readonly image: Location | null;
  /** The archive of its library; `null` if it has none. */
  readonly library: Location | null;
}

/** Receives how much of a file has been loaded, and its size if that is known. */
export type OnLoaded = (loadedBytes: number, totalBytes: number | null) => void;

/** What the sandbox needs from the JavaScript runtime; one implementation per runtime. */
export interface Platform {
  /** Whether its clocks may not advance while a program runs, so that only fuel can stop it. */
  readonly clockStandsStill: boolean;
  /** How much of the usual stack its threads have: 1 for all of it, 0.5 for half. */
  readonly stackShare: number;
  /** A clock that never goes back, in fractional milliseconds since some fixed point. */
  monotonicMs(): number;
  /**
   * How long this thread has waited for a processor that others used, in milliseconds; always 0 if the system does
   * not tell.
   */
  waitedMs(): number;
  /** Time since 1970 in UTC, in nanoseconds. */
  wallNs(): bigint;
  /** Fills `bytes` with unpredictable random numbers. */
  fillRandom(bytes: Uint8Array): void;
  /** Blocks the calling thread until the monotonic clock has advanced by `ms` milliseconds. */
  sleepMs(ms: number): void;
  /** How many threads can compute at the same time. */
  parallelism(): number;
  /** Whether worker threads can be started. */
  canStartThreads(): boolean;
  /** Calls back once, after about `ms` milliseconds. Returns a function that prevents it. */
  startTimer(ms: number, callback: () => void): () => void;
  /** Resolves after the events that wait now were handled. */
  yieldToEvents(): Promise<void>;
  /** How many times as large as a main thread's the stack of this thread is; a whole number, at least 1. */
  stackScale(): number;
  /**
   * Prepares for comparing areas of two memories, faster than JavaScript can; `null` if there is no such way.
   * The function returns whether `size` bytes are the same.
   */
  readonly areaComparer:
    | ((
        left: Uint8Array,
        right: Uint8Array,
      ) => (leftAt: number, rightAt: number, size: number) => boolean)
    | null;
  /** Compresses bytes in the gzip format. */
  gzip(bytes: Uint8Array): Uint8Array;
  /** Undoes `gzip`; returns `null` if the bytes are damaged or expand to more than `maxBytes`. */
  gunzip(bytes: Uint8Array, maxBytes: number): Uint8Array | null;
  /** The SHA-256 of bytes. */
  sha256(bytes: Uint8Array): Uint8Array;
  /** Where the files of each Python in the package are, built or not. */
  readonly packaged: Readonly<Record<PythonName, PackagedFiles>>;
  /**
   * Reads an artifact; may also compile it.
   *
   * @throws MicroPythonArtifactNotFoundError if there is none.
   * @throws MicroPythonInvalidArtifactError if it cannot be read.
   */
  loadArtifact(location: Location, onLoaded?: OnLoaded): Promise<Wasm>;
  /** Reads the image or the library of an artifact. @throws what `loadArtifact` throws */
  loadFile(location: Location, onLoaded?: OnLoaded): Promise<Uint8Array>;
  /**
   * The synchronous twin of both; `null` if the runtime cannot read files synchronously.
   */
  readonly loadSync: ((location: Location) => Uint8Array) | null;
  /**
   * Opens a folder of the host.
   *
   * @param pay receives the number of folder entries read on the program's behalf; it throws a
   * MicroPythonFileError once the program has to stop.
   * @throws RangeError if it does not exist or cannot be read.
   */
  openHostDir(settings: HostDirSettings, pay: (entries: number) => void): HostDir;
  /**
   * Looks at a plain file of the host; `null` if the runtime has no file system.
   *
   * @throws an error if there is none, or one with more than `maxBytes` bytes.
   */
  readonly openHostFile: ((path: string, maxBytes: number) => HostFile) | null;
}
