import { MicroPythonFileError } from "../base/errors.js";

/** How much a store may hold. */
export interface QuotaLimits {
  /** Maximum size of all files together in bytes. */
  readonly maxBytes: number;
  /** Maximum number of files and folders, not counting the root. */
  readonly maxFiles: number;
}

/** Counts what a store holds. */
export class Quota {
  readonly #limits: QuotaLimits;
  #bytes = 0;
  #files = 0;

  constructor(limits: QuotaLimits) {
    this.#limits = limits;
  }

  /** Adds bytes. @throws MicroPythonFileError if that is too many; none are added then */
  takeBytes(count: number): void {
    if (this.#bytes + count > this.#limits.maxBytes) throw new MicroPythonFileError("ENOSPC");
    this.#bytes += count;
  }

  giveBytes(count: number): void {
    this.#bytes = Math.max(0, this.#bytes - count);
  }

  /** Adds a file or folder. @throws MicroPythonFileError if that is too many */
  takeFile(): void {
    if (this.#files >= this.#limits.maxFiles) throw new MicroPythonFileError("ENOSPC");
    this.#files += 1;
  }

  giveFile(): void {
    this.#files = Math.max(0, this.#files - 1);
  }

  /** Adds what exists already, even if that is too much. */
  found(files: number, bytes: number): void {
    this.#files += files;
    this.#bytes += bytes;
  }
}
