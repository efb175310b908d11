import { MicroPythonFileError } from "../base/errors.js";
import type { OpenFile } from "../base/file-store.js";
import type { Quota } from "./quota.js";

let versions = 0;

/** A file in memory. It counts towards the quota until it is removed and closed. */
export class MemoryFile {
  readonly #quota: Quota;
  #nowMs: () => number;
  /** Larger than the file while it grows; everything after the file's end is 0. */
  #buffer = new Uint8Array();
  #size = 0;
  #modifiedMs: number;
  #version = ++versions;
  #openCount = 0;
  #isLinked = true;

  constructor(quota: Quota, nowMs: () => number) {
    this.#quota = quota;
    this.#nowMs = nowMs;
    this.#modifiedMs = nowMs();
  }

  get size(): number {
    return this.#size;
  }

  get modifiedMs(): number {
    return this.#modifiedMs;
  }

  /** A new number after each change. */
  get version(): number {
    return this.#version;
  }

  /** Sets the clock for the times of later changes. */
  useClock(nowMs: () => number): void {
    this.#nowMs = nowMs;
  }

  open(): OpenFile {
    this.#openCount += 1;
    return {
      read: (target, position) => this.#read(target, position),
      write: (bytes, position) => this.write(bytes, position),
      resize: (size) => this.resize(size),
      size: () => this.#size,
      close: () => {
        this.#openCount -= 1;
        this.#giveBackUnused();
      },
    };
  }

  /** A copy of its content. */
  copy(): Uint8Array {
    return this.#buffer.slice(0, this.#size);
  }

  /** Called when the file has been removed from its folder. */
  unlink(): void {
    this.#isLinked = false;
    this.#giveBackUnused();
  }

  /** Cuts it off, or extends it with zeros. */
  resize(size: number): void {
    if (size > this.#size) this.#grow(size);
    else {
      this.#quota.giveBytes(this.#size - size);
      this.#buffer = this.#buffer.slice(0, size);
      this.#size = size;
    }
    this.#changed();
  }

  /** Sets when it last changed. */
  setModified(modifiedMs: number): void {
    this.#modifiedMs = modifiedMs;
  }

  write(bytes: Uint8Array, position: number): void {
    const end = position + bytes.length;
    if (bytes.length === 0) return;
    if (end > this.#size) this.#grow(end);
    this.#buffer.set(bytes, position);
    this.#changed();
  }

  #read(target: Uint8Array, position: number): number {
    const start = Math.min(position, this.#size);
    const part = this.#buffer.subarray(start, Math.min(start + target.length, this.#size));
    target.set(part);
    return part.length;
  }

  #grow(size: number): void {
    this.#quota.takeBytes(size - this.#size);
    try {
      this.#reserve(size);
    } catch {
      this.#quota.giveBytes(size - this.#size);
      throw new MicroPythonFileError("ENOSPC");
    }
    this.#size = size;
  }

  /** @throws RangeError if the engine cannot allocate it. */
  #reserve(size: number): void {
    if (size <= this.#buffer.length) return;
    const isGrowing = this.#buffer.length > 0;
    const larger = new Uint8Array(isGrowing ? Math.max(size, 2 * this.#buffer.length) : size);
    larger.set(this.#buffer);
    this.#buffer = larger;
  }

  #changed(): void {
    this.#modifiedMs = this.#nowMs();
    this.#version = ++versions;
  }

  #giveBackUnused(): void {
    if (this.#isLinked || this.#openCount > 0) return;
    this.#quota.giveBytes(this.#size);
    this.#quota.giveFile();
  }
}
