import type { Platform } from "../base/platform.js";

/** The bytes in which a memory differs from another one. */
export interface Difference {
  /** Address and size of each run of bytes, one after the other, in order; both are multiples of 4. */
  readonly runs: Uint32Array;
  /** The bytes of all runs. */
  readonly bytes: Uint8Array;
}

const WORD_BYTES = 4;

/** Areas of this many words are skipped at once if they are the same. */
const AREA_WORDS = 1024;

/** How memories are compared. */
export type Comparer = Pick<Platform, "areaComparer">;

/** Runs with at most this many equal words between them are one. */
const MAX_GAP_WORDS = 8;

/** Finds where a memory differs from another one. */
export class DifferenceFinder {
  readonly #now: Int32Array;
  readonly #before: Int32Array;
  /** In words, like all places below. */
  readonly #nowAt: number;
  readonly #beforeAt: number;
  readonly #starts: number[] = [];
  readonly #ends: number[] = [];
  readonly #isSame: ((nowAt: number, beforeAt: number, size: number) => boolean) | null;

  /**
   * @param now the memory; after its end are zeros.
   * @param nowAt address of its first byte, a multiple of 4.
   * @param before what it is compared with; after its end are zeros.
   * @param beforeAt address of its first byte: a multiple of 4, not less than `nowAt`.
   */
  constructor(
    now: Uint8Array,
    nowAt: number,
    before: Uint8Array,
    beforeAt: number,
    { areaComparer }: Comparer,
  ) {
    this.#now = wordsOf(now);
    this.#nowAt = nowAt / WORD_BYTES;
    this.#before = wordsOf(before);
    this.#beforeAt = beforeAt / WORD_BYTES;
    this.#isSame = areaComparer?.(bytesOf(this.#now), bytesOf(this.#before)) ?? null;
  }

  /** Compares an area; areas must be given in order. Start and end are multiples of 4. */
  compare(start: number, end: number): void {
    const now = this.#now;
    const before = this.#before;
    const offset = this.#beforeAt - this.#nowAt;
    const last = Math.min(end / WORD_BYTES - this.#nowAt, now.length);
    const known = Math.min(last, offset + before.length);
    let at = start / WORD_BYTES - this.#nowAt;
    while (at < known) {
      const areaEnd = Math.min(at + AREA_WORDS, known);
      const bytes = (areaEnd - at) * WORD_BYTES;
      if (this.#isSame?.(at * WORD_BYTES, (at - offset) * WORD_BYTES, bytes)) at = areaEnd;
      for (; at < areaEnd; at += 4) {
        if (areFourSame(now, at, before, at - offset)) continue;
        const end = Math.min(at + 4, areaEnd);
        for (let i = at; i < end; i++) if (now[i] !== before[i - offset]) this.#add(i);
      }
      at = areaEnd;
    }
    for (; at < last; at++) if (now[at] !== 0) this.#add(at);
  }

  /** Everything that was found. */
  result(): Difference {
    const starts = this.#starts;
    const ends = this.#ends;
    const runs = new Uint32Array(2 * starts.length);
    let size = 0;
    for (let i = 0; i < starts.length; i++) {
      const words = (ends[i] as number) - (starts[i] as number);
      runs[2 * i] = ((starts[i] as number) + this.#nowAt) * WORD_BYTES;
      runs[2 * i + 1] = words * WORD_BYTES;
      size += words;
    }
    const words = new Int32Array(size);
    let at = 0;
    for (let i = 0; i < starts.length; i++) {
      words.set(this.#now.subarray(starts[i], ends[i]), at);
      at += (ends[i] as number) - (starts[i] as number);
    }
    return { runs, bytes: new Uint8Array(words.buffer) };
  }

  #add(word: number): void {
    const ends = this.#ends;
    const end = ends[ends.length - 1] ?? -Infinity;
    if (word - end <= MAX_GAP_WORDS) {
      ends[ends.length - 1] = word + 1;
      return;
    }
    this.#starts.push(word);
    ends.push(word + 1);
  }
}

/** Whether the next four words are the same; those after an end are `undefined`, which counts as 0. */
function areFourSame(now: Int32Array, at: number, before: Int32Array, from: number): boolean {
  const first = (now[at] as number) ^ (before[from] as number);
  const second = (now[at + 1] as number) ^ (before[from + 1] as number);
  const third = (now[at + 2] as number) ^ (before[from + 2] as number);
  const fourth = (now[at + 3] as number) ^ (before[from + 3] as number);
  return (first | second | third | fourth) === 0;
}

/** The whole words of some bytes; an incomplete one at the end is filled up with zeros. */
function wordsOf(bytes: Uint8Array): Int32Array {
  if (bytes.byteOffset % WORD_BYTES === 0 && bytes.length % WORD_BYTES === 0) {
    return new Int32Array(bytes.buffer, bytes.byteOffset, bytes.length / WORD_BYTES);
  }
  const words = new Int32Array(Math.ceil(bytes.length / WORD_BYTES));
  new Uint8Array(words.buffer).set(bytes);
  return words;
}

function bytesOf({ buffer, byteOffset, byteLength }: Int32Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}
