/** The bytes in which a memory differs from another one. */
export interface Difference {
  /** Address and size of each run of bytes, one after the other, in order; both are multiples of 4. */
  readonly runs: Uint32Array;
  /** The bytes of all runs. */
  readonly bytes: Uint8Array;
}

const WORD_BYTES = 4;

/** Runs with at most this many equal words between them are one. */
const MAX_GAP_WORDS = 8;

/** Finds where a memory differs from another one. */
export class DifferenceFinder {
  readonly #now: Uint32Array;
  readonly #before: Uint32Array;
  /** In words, like all places below. */
  readonly #nowAt: number;
  readonly #beforeAt: number;
  readonly #starts: number[] = [];
  readonly #ends: number[] = [];

  /**
   * @param now the memory; after its end are zeros.
   * @param nowAt address of its first byte, a multiple of 4.
   * @param before what it is compared with; after its end are zeros.
   * @param beforeAt address of its first byte: a multiple of 4, not less than `nowAt`.
   */
  constructor(now: Uint8Array, nowAt: number, before: Uint8Array, beforeAt: number) {
    this.#now = wordsOf(now);
    this.#nowAt = nowAt / WORD_BYTES;
    this.#before = wordsOf(before);
    this.#beforeAt = beforeAt / WORD_BYTES;
  }

  /** Compares an area; areas must be given in order. Start and end are multiples of 4. */
  compare(start: number, end: number): void {
    const now = this.#now;
    const before = this.#before;
    const offset = this.#beforeAt - this.#nowAt;
    const last = Math.min(end / WORD_BYTES - this.#nowAt, now.length);
    const known = Math.min(last, offset + before.length);
    let at = start / WORD_BYTES - this.#nowAt;
    for (; at < known; at++) if (now[at] !== before[at - offset]) this.#add(at);
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
    const words = new Uint32Array(size);
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

/** The whole words of some bytes; an incomplete one at the end is filled up with zeros. */
function wordsOf(bytes: Uint8Array): Uint32Array {
  if (bytes.byteOffset % WORD_BYTES === 0 && bytes.length % WORD_BYTES === 0) {
    return new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length / WORD_BYTES);
  }
  const words = new Uint32Array(Math.ceil(bytes.length / WORD_BYTES));
  new Uint8Array(words.buffer).set(bytes);
  return words;
}
