import type { FileStore } from "./file-store.js";
import type { HostDirSettings } from "./mounts.js";
import type { PythonName } from "./pythons.js";

/** A folder of the host, ready for mounting. */
export interface HostDir {
  readonly store: FileStore;
  /** Releases the host's resources. */
  close(): void;
}

/** Where the files of one Python are. */
export interface PackagedFiles {
  readonly artifact: string;
  /** The image of a started interpreter; `null` if interpreters boot instead. */
  readonly image: string | null;
  /** The archive of its library; `null` if it has none. */
  readonly library: string | null;
}

/** What the sandbox needs from the JavaScript runtime; one implementation per runtime. */
export interface Platform {
  /** A clock that never goes back, in fractional milliseconds since some fixed point. */
  monotonicMs(): number;
  /** Time since 1970 in UTC, in nanoseconds. */
  wallNs(): bigint;
  /** Fills `bytes` with unpredictable random numbers. */
  fillRandom(bytes: Uint8Array): void;
  /** Blocks the calling thread for `ms` milliseconds. */
  sleepMs(ms: number): void;
  /** How many threads can compute at the same time. */
  parallelism(): number;
  /** Calls back once, after about `ms` milliseconds. Returns a function that prevents it. */
  startTimer(ms: number, callback: () => void): () => void;
  /** Resolves after the events that wait now were handled. */
  yieldToEvents(): Promise<void>;
  /** Compresses bytes in the gzip format. */
  gzip(bytes: Uint8Array): Uint8Array;
  /** Undoes `gzip`; returns `null` if the bytes are damaged or expand to more than `maxBytes`. */
  gunzip(bytes: Uint8Array, maxBytes: number): Uint8Array | null;
  /** Where the files of each Python in the package are, built or not. */
  readonly packaged: Readonly<Record<PythonName, PackagedFiles>>;
  /**
   * Reads an artifact.
   *
   * @throws MicroPythonArtifactNotFoundError if there is none.
   * @throws MicroPythonInvalidArtifactError if it cannot be read.
   */
  loadArtifact(location: string | URL): Promise<Uint8Array>;
  /** The synchronous twin of `loadArtifact`. */
  loadArtifactSync(location: string | URL): Uint8Array;
  /**
   * Opens a folder of the host.
   *
   * @param pay receives the number of folder entries read on the program's behalf; it throws a
   * MicroPythonFileError once the program has to stop.
   * @throws RangeError if it does not exist or cannot be read.
   */
  openHostDir(settings: HostDirSettings, pay: (entries: number) => void): HostDir;
}
