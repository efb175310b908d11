import { encodeText, GrowableBytes } from "./bytes.js";

/** Writes numbers, bytes and texts one after the other, for a `ByteReader`; all numbers are little-endian. */
export class ByteWriter {
  readonly #bytes = new GrowableBytes();
  readonly #number = new Uint8Array(8);
  readonly #view = new DataView(this.#number.buffer);

  u8(value: number): this {
    this.#view.setUint8(0, value);
    return this.#append(1);
  }

  u32(value: number): this {
    this.#view.setUint32(0, value, true);
    return this.#append(4);
  }

  float(value: number): this {
    this.#view.setFloat64(0, value, true);
    return this.#append(8);
  }

  /** Bytes without their size. */
  raw(bytes: Uint8Array): this {
    this.#bytes.append(bytes);
    return this;
  }

  /** Bytes after their size. */
  sized(bytes: Uint8Array): this {
    return this.u32(bytes.length).raw(bytes);
  }

  text(text: string): this {
    return this.sized(encodeText(text));
  }

  /** A copy of everything written. */
  bytes(): Uint8Array<ArrayBuffer> {
    return this.#bytes.bytes().slice();
  }

  #append(size: number): this {
    this.#bytes.append(this.#number.subarray(0, size));
    return this;
  }
}
