import { GrowableBytes } from "../base/bytes.js";
import type { RandomSource } from "../engine/calls.js";

/** Random numbers that are the same each time they are replayed. */
export class RandomTape implements RandomSource {
  readonly #source: RandomSource;
  #recorded = new GrowableBytes();
  #at = 0;

  constructor(source: RandomSource) {
    this.#source = source;
  }

  /** Replays the tape from its start. */
  rewind(): void {
    this.#at = 0;
  }

  /** Forgets what was recorded from `position` on. */
  cut(position: number): void {
    const kept = new GrowableBytes();
    kept.append(this.#recorded.bytes().subarray(0, position));
    this.#recorded = kept;
  }

  /** How far it has been replayed, in bytes. */
  get position(): number {
    return this.#at;
  }

  fillRandom(bytes: Uint8Array): void {
    const known = this.#recorded.bytes().subarray(this.#at, this.#at + bytes.length);
    bytes.set(known);
    if (known.length < bytes.length) {
      const fresh = bytes.subarray(known.length);
      this.#source.fillRandom(fresh);
      this.#recorded.append(fresh);
    }
    this.#at += bytes.length;
  }
}
