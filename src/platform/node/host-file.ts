import { closeSync, fstatSync, ftruncateSync, readSync, writeSync } from "node:fs";
import { MicroPythonFileError } from "../../base/errors.js";
import type { OpenFile } from "../../base/file-store.js";
import type { Quota } from "../../files/quota.js";
import { onHost } from "./host-errors.js";

/** The limits of a file of the host, and a callback for when it is closed. */
export interface HostFileLimits {
  readonly quota: Quota;
  readonly maxFileBytes: number;
  onClose(size: number): void;
}

/** An open file of the host. */
export class HostFile implements OpenFile {
  readonly #fd: number;
  readonly #limits: HostFileLimits;

  constructor(fd: number, limits: HostFileLimits) {
    this.#fd = fd;
    this.#limits = limits;
  }

  read(target: Uint8Array, position: number): number {
    const { maxFileBytes } = this.#limits;
    // A file may have grown since it was opened.
    const length = Math.min(target.length, Math.max(0, maxFileBytes - position));
    if (length === 0 && target.length > 0 && this.size() > maxFileBytes) {
      throw new MicroPythonFileError("EFBIG");
    }
    return onHost(() => readSync(this.#fd, target, 0, length, position));
  }

  write(bytes: Uint8Array, position: number): void {
    const { quota, maxFileBytes } = this.#limits;
    const end = position + bytes.length;
    if (bytes.length === 0) return;
    if (end > Math.min(maxFileBytes, Number.MAX_SAFE_INTEGER)) {
      throw new MicroPythonFileError("EFBIG");
    }
    const size = this.size();
    const growth = Math.max(0, end - size);
    quota.takeBytes(growth);
    try {
      this.#writeAll(bytes, position);
    } catch (error) {
      quota.giveBytes(growth);
      if (growth > 0) onHost(() => ftruncateSync(this.#fd, size));
      throw error;
    }
  }

  size(): number {
    return onHost(() => fstatSync(this.#fd).size);
  }

  resize(size: number): void {
    const { quota, maxFileBytes } = this.#limits;
    if (size > maxFileBytes) throw new MicroPythonFileError("EFBIG");
    const growth = size - this.size();
    if (growth > 0) quota.takeBytes(growth);
    try {
      onHost(() => ftruncateSync(this.#fd, size));
    } catch (error) {
      if (growth > 0) quota.giveBytes(growth);
      throw error;
    }
    if (growth < 0) quota.giveBytes(-growth);
  }

  close(): void {
    const size = this.size();
    closeSync(this.#fd);
    this.#limits.onClose(size);
  }

  #writeAll(bytes: Uint8Array, position: number): void {
    for (let done = 0; done < bytes.length; ) {
      done += onHost(() => writeSync(this.#fd, bytes, done, bytes.length - done, position + done));
    }
  }
}
