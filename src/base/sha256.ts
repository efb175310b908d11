// SHA-256 and HMAC (FIPS 180-4, RFC 2104), because no runtime but Node.js has them without promises.

const BLOCK_BYTES = 64;

/** Size of a digest, in bytes. */
export const DIGEST_BYTES = 32;

const ROUNDS = 64;

/** The first 32 bits of the fractional parts of the roots of the first primes. */
const [START, CONSTANTS] = constants();

/** Hashes bytes that arrive in pieces. */
export class Sha256 {
  readonly #state: Uint32Array;
  readonly #block = new Uint8Array(BLOCK_BYTES);
  readonly #words = new Uint32Array(ROUNDS);
  #length = 0;

  constructor(from?: Sha256) {
    this.#state = (from === undefined ? START : from.#state).slice();
    if (from === undefined) return;
    this.#block.set(from.#block);
    this.#length = from.#length;
  }

  /** Adds bytes. */
  update(bytes: Uint8Array): this {
    let at = 0;
    while (at < bytes.length) {
      const filled = this.#length % BLOCK_BYTES;
      const size = Math.min(BLOCK_BYTES - filled, bytes.length - at);
      this.#block.set(bytes.subarray(at, at + size), filled);
      this.#length += size;
      at += size;
      if (filled + size === BLOCK_BYTES) this.#compress();
    }
    return this;
  }

  /** The digest of everything so far; more can be added afterwards. */
  digest(): Uint8Array<ArrayBuffer> {
    const end = new Sha256(this);
    end.#finish();
    const digest = new Uint8Array(DIGEST_BYTES);
    const view = new DataView(digest.buffer);
    end.#state.forEach((word, i) => {
      view.setUint32(4 * i, word);
    });
    return digest;
  }

  #finish(): void {
    const length = this.#length;
    const zeros = (2 * BLOCK_BYTES - 9 - (length % BLOCK_BYTES)) % BLOCK_BYTES;
    const padding = new Uint8Array(1 + zeros + 8);
    padding[0] = 0x80;
    const view = new DataView(padding.buffer);
    view.setUint32(1 + zeros, Math.floor(length / 2 ** 29));
    view.setUint32(5 + zeros, (length * 8) >>> 0);
    this.update(padding);
  }

  #compress(): void {
    const words = this.#words;
    const view = new DataView(this.#block.buffer);
    for (let i = 0; i < 16; i++) words[i] = view.getUint32(4 * i);
    for (let i = 16; i < ROUNDS; i++) {
      const x = words[i - 15] as number;
      const y = words[i - 2] as number;
      const s0 = turned(x, 7) ^ turned(x, 18) ^ (x >>> 3);
      const s1 = turned(y, 17) ^ turned(y, 19) ^ (y >>> 10);
      words[i] = (words[i - 16] as number) + s0 + (words[i - 7] as number) + s1;
    }
    const state = this.#state;
    let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state;
    for (let i = 0; i < ROUNDS; i++) {
      const s1 = turned(e, 6) ^ turned(e, 11) ^ turned(e, 25);
      const choice = (e & f) ^ (~e & g);
      const one = (h + s1 + choice + (CONSTANTS[i] as number) + (words[i] as number)) | 0;
      const s0 = turned(a, 2) ^ turned(a, 13) ^ turned(a, 22);
      const two = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      h = g;
      g = f;
      f = e;
      e = (d + one) | 0;
      d = c;
      c = b;
      b = a;
      a = (one + two) | 0;
    }
    [a, b, c, d, e, f, g, h].forEach((word, i) => {
      state[i] = (state[i] as number) + word;
    });
  }
}

/** The message authentication code of some bytes. */
export function hmac(key: Uint8Array, bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const block = new Uint8Array(BLOCK_BYTES);
  block.set(key.length > BLOCK_BYTES ? new Sha256().update(key).digest() : key);
  const inner = new Sha256().update(block.map((byte) => byte ^ 0x36)).update(bytes);
  const outer = new Sha256().update(block.map((byte) => byte ^ 0x5c));
  return outer.update(inner.digest()).digest();
}

function turned(word: number, by: number): number {
  return (word >>> by) | (word << (32 - by));
}

function constants(): [Uint32Array, Uint32Array] {
  const primes: number[] = [];
  for (let n = 2; primes.length < ROUNDS; n++) {
    if (primes.every((prime) => n % prime !== 0)) primes.push(n);
  }
  const fraction = (root: number) => (root - Math.floor(root)) * 2 ** 32;
  return [
    Uint32Array.from(primes.slice(0, 8), (prime) => fraction(Math.sqrt(prime))),
    Uint32Array.from(primes, (prime) => fraction(Math.cbrt(prime))),
  ];
}
