/** Size of the key, in bytes. */
export const KEY_BYTES = 32;

const BLOCK_BYTES = 64;
const BLOCK_WORDS = BLOCK_BYTES / 4;

/** Each block goes through this many pairs of a column round and a diagonal round. */
const DOUBLE_ROUNDS = 10;

/** "expand 32-byte k" */
const CONSTANTS = [0x61707865, 0x3320646e, 0x79622d32, 0x6b206574] as const;

/**
 * Random numbers that are the same for the same key: the key stream of ChaCha20. Without the key, they are
 * as unpredictable as the platform's.
 */
export class RandomStream {
  /** How many bytes have been taken; may be set to continue from another place. */
  position: number;
  readonly #key: Uint8Array;

  /** The key; whoever knows it knows the numbers. */
  get key(): Uint8Array {
    return this.#key;
  }

  /** @param key `KEY_BYTES` bytes. */
  constructor(key: Uint8Array, position = 0) {
    this.#key = key;
    this.position = position;
  }

  /** The stream of a seed. */
  static ofSeed(seed: number): RandomStream {
    const key = new Uint8Array(KEY_BYTES);
    new DataView(key.buffer).setBigUint64(0, BigInt(seed), true);
    return new RandomStream(key);
  }

  /** A stream that nobody can foresee. @param source where its key comes from */
  static unforeseeable(source: { fillRandom(bytes: Uint8Array): void }): RandomStream {
    const key = new Uint8Array(KEY_BYTES);
    source.fillRandom(key);
    return new RandomStream(key);
  }

  /** Fills `bytes` with the next numbers. */
  fillRandom(bytes: Uint8Array): void {
    for (let done = 0; done < bytes.length; ) {
      const block = chaChaBlock(this.#key, Math.floor(this.position / BLOCK_BYTES));
      const start = this.position % BLOCK_BYTES;
      const part = block.subarray(start, start + bytes.length - done);
      bytes.set(part, done);
      done += part.length;
      this.position += part.length;
    }
  }
}

function chaChaBlock(key: Uint8Array, counter: number): Uint8Array {
  const start = new Uint32Array(BLOCK_WORDS);
  start.set(CONSTANTS);
  const keyView = new DataView(key.buffer, key.byteOffset, key.length);
  for (let i = 0; i < KEY_BYTES / 4; i++) start[4 + i] = keyView.getUint32(4 * i, true);
  start[12] = counter;
  start[13] = counter / 2 ** 32;
  const words = start.slice();
  for (let i = 0; i < DOUBLE_ROUNDS; i++) {
    for (let column = 0; column < 4; column++) {
      quarterRound(words, column, 4 + column, 8 + column, 12 + column);
    }
    for (let column = 0; column < 4; column++) {
      const [b, c, d] = [(column + 1) % 4, (column + 2) % 4, (column + 3) % 4];
      quarterRound(words, column, 4 + b, 8 + c, 12 + d);
    }
  }
  const block = new DataView(new ArrayBuffer(BLOCK_BYTES));
  for (let i = 0; i < BLOCK_WORDS; i++) {
    block.setUint32(4 * i, (words[i] as number) + (start[i] as number), true);
  }
  return new Uint8Array(block.buffer);
}

function quarterRound(words: Uint32Array, a: number, b: number, c: number, d: number): void {
  addAndTurn(words, a, b, d, 16);
  addAndTurn(words, c, d, b, 12);
  addAndTurn(words, a, b, d, 8);
  addAndTurn(words, c, d, b, 7);
}

/** Adds one word to another, and turns a third one by the sum. */
function addAndTurn(words: Uint32Array, sum: number, added: number, turned: number, by: number) {
  words[sum] = (words[sum] as number) + (words[added] as number);
  const mixed = (words[turned] as number) ^ (words[sum] as number);
  words[turned] = (mixed << by) | (mixed >>> (32 - by));
}
