import { MicroPythonFileError } from "../base/errors.js";
import type { OpenFile } from "../base/file-store.js";
import type { Quota } from "./quota.js";

let versions = 0;

/** A file in memory. It counts until it is in no folder and nobody has it open. */
export class MemoryFile {
  readonly #quota: Quota;
  #nowMs: () => number;
  /** Larger than the file while it grows; everything behind its end is 0. */
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

  /** Another number after each change. */
  get version(): number {
    return this.#version;
  }

  /** Says what the time of later changes is. */
  useClock(nowMs: () => number): void {
    this.#nowMs = nowMs;
  }

  open(): OpenFile {
    this.#openCount += 1;
    return {
      read: (target, position) => this.#read(target, position),
      write: (bytes, position) => this.write(bytes, position),
      size: () => this.#size,
      close: () => {
        this.#openCount -= 1;
        this.#giveBackUnused();
      },
    };
  }

  /** A copy of what is in it. */
  copy(): Uint8Array {
    return this.#buffer.slice(0, this.#size);
  }

  /** It is in no folder any more. */
  unlink(): void {
    this.#isLinked = false;
    this.#giveBackUnused();
  }

  truncate(): void {
    this.#quota.giveBytes(this.#size);
    this.#buffer = new Uint8Array();
    this.#size = 0;
    this.#changed();
  }

  write(bytes: Uint8Array, position: number): void {
    const end = position + bytes.length;
    if (bytes.length === 0) return;
    if (end > this.#size) {
      this.#quota.takeBytes(end - this.#size);
      try {
        this.#reserve(end);
      } catch {
        this.#quota.giveBytes(end - this.#size);
        throw new MicroPythonFileError("ENOSPC");
      }
      this.#size = end;
    }
    this.#buffer.set(bytes, position);
    this.#changed();
  }

  #read(target: Uint8Array, position: number): number {
    const start = Math.min(position, this.#size);
    const part = this.#buffer.subarray(start, Math.min(start + target.length, this.#size));
    target.set(part);
    return part.length;
  }

  /** @throws RangeError where the engine has no room for it. */
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
