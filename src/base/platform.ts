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
  /** The image that its interpreters start from; `null` if they boot. */
  readonly image: string | null;
  /** The archive of its library; `null` if it has none. */
  readonly library: string | null;
}

/** What the sandbox needs of the JavaScript runtime around it; one implementation a runtime. */
export interface Platform {
  /** A clock that never goes back, in milliseconds and parts of them since any fixed point. */
  monotonicMs(): number;
  /** Time since 1970 in UTC, in nanoseconds. */
  wallNs(): bigint;
  /** Fills `bytes` with random numbers that cannot be guessed. */
  fillRandom(bytes: Uint8Array): void;
  /** Blocks the calling thread for `ms` milliseconds. */
  sleepMs(ms: number): void;
  /** Compresses bytes in the gzip format. */
  gzip(bytes: Uint8Array): Uint8Array;
  /** Undoes `gzip`; `null` where the bytes are damaged, or become more than `maxBytes`. */
  gunzip(bytes: Uint8Array, maxBytes: number): Uint8Array | null;
  /** Where the files of each Python that comes with the package are, built or not. */
  readonly packaged: Readonly<Record<PythonName, PackagedFiles>>;
  /**
   * Reads an artifact.
   *
   * @throws MicroPythonArtifactNotFoundError where there is none.
   * @throws MicroPythonInvalidArtifactError where it cannot be read.
   */
  loadArtifact(location: string | URL): Promise<Uint8Array>;
  /** The synchronous twin of `loadArtifact`. */
  loadArtifactSync(location: string | URL): Uint8Array;
  /**
   * Opens a folder of the host.
   *
   * @param pay receives the number of folder entries that were read on the program's behalf; it
   * throws a MicroPythonFileError once the program has to stop.
   * @throws RangeError if it does not exist or cannot be read.
   */
  openHostDir(settings: HostDirSettings, pay: (entries: number) => void): HostDir;
}
