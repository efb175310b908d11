import { MicroPythonFileError } from "../base/errors.js";

/** What a store may hold. */
export interface QuotaLimits {
  /** Most bytes of all files together. */
  readonly maxBytes: number;
  /** Most files and folders, the root not counted. */
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

  /** Counts so many bytes more. @throws MicroPythonFileError where that is too many: then none */
  takeBytes(count: number): void {
    if (this.#bytes + count > this.#limits.maxBytes) throw new MicroPythonFileError("ENOSPC");
    this.#bytes += count;
  }

  giveBytes(count: number): void {
    this.#bytes = Math.max(0, this.#bytes - count);
  }

  /** Counts a file or a folder. @throws MicroPythonFileError where that is too many */
  takeFile(): void {
    if (this.#files >= this.#limits.maxFiles) throw new MicroPythonFileError("ENOSPC");
    this.#files += 1;
  }

  giveFile(): void {
    this.#files = Math.max(0, this.#files - 1);
  }

  /** Counts what is there already, be it too much or not. */
  found(files: number, bytes: number): void {
    this.#files += files;
    this.#bytes += bytes;
  }
}
