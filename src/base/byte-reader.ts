/** The bytes are not what a `ByteWriter` wrote. */
export class MalformedBytes extends Error {}

const strictUtf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Reads what a `ByteWriter` wrote. The bytes are untrusted. Every method throws `MalformedBytes`. */
export class ByteReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  }

  u8(): number {
    return this.#view.getUint8(this.#skip(1));
  }

  u32(): number {
    return this.#view.getUint32(this.#skip(4), true);
  }

  /** A number from 0 to `most`. */
  amount(most: number): number {
    const value = this.#view.getFloat64(this.#skip(8), true);
    if (!(value >= 0 && value <= most)) throw new MalformedBytes();
    return value;
  }

  /** How many items follow. @param itemBytes what each of them takes at least. */
  count(itemBytes: number): number {
    const count = this.u32();
    if (count * itemBytes > this.#bytes.length - this.#at) throw new MalformedBytes();
    return count;
  }

  /** Copies bytes. */
  raw(size: number): Uint8Array<ArrayBuffer> {
    const at = this.#skip(size);
    // Makes a Uint8Array even from a Buffer, whose `slice` does not copy.
    return new Uint8Array(this.#bytes.subarray(at, at + size));
  }

  sized(): Uint8Array<ArrayBuffer> {
    return this.raw(this.u32());
  }

  text(): string {
    try {
      return strictUtf8.decode(this.sized());
    } catch {
      throw new MalformedBytes();
    }
  }

  /** Everything must have been read. */
  end(): void {
    if (this.#at !== this.#bytes.length) throw new MalformedBytes();
  }

  #skip(size: number): number {
    if (size > this.#bytes.length - this.#at) throw new MalformedBytes();
    this.#at += size;
    return this.#at - size;
  }
}
