/** Engines create arrays of up to this size quickly. */
const FIRST_CAPACITY = 64;

/** Up to this size, a loop copies faster than the engine's own copy starts. */
const SHORT = 16;

const NOTHING = new Uint8Array();

/** Bytes that are collected piece by piece. */
export class GrowableBytes {
  #buffer = NOTHING;
  #length = 0;

  get length(): number {
    return this.#length;
  }

  append(piece: Uint8Array): void {
    const start = this.#length;
    const end = start + piece.length;
    if (end > this.#buffer.length) this.#grow(end);
    if (piece.length <= SHORT) {
      for (let i = 0; i < piece.length; i++) this.#buffer[start + i] = piece[i] as number;
    } else {
      this.#buffer.set(piece, start);
    }
    this.#length = end;
  }

  /** The bytes, valid until the next `append`. */
  bytes(): Uint8Array<ArrayBuffer> {
    // A copy of a few bytes costs less than a view of them.
    const isShort = this.#buffer.length <= FIRST_CAPACITY;
    return isShort ? this.#buffer.slice(0, this.#length) : this.#buffer.subarray(0, this.#length);
  }

  #grow(capacity: number): void {
    const larger = new Uint8Array(Math.max(capacity, 2 * this.#buffer.length, FIRST_CAPACITY));
    larger.set(this.bytes());
    this.#buffer = larger;
  }
}

/** Up to this size, a loop encodes text faster than the engine's encoder starts. */
const SHORT_TEXT = 64;

const encoder = new TextEncoder();

/** Encodes text as UTF-8. */
export function encodeText(text: string): Uint8Array<ArrayBuffer> {
  if (text.length > SHORT_TEXT) return encoder.encode(text);
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit >= 0x80) return encoder.encode(text);
    bytes[i] = unit;
  }
  return bytes;
}

/** Shared: each text is complete, so the decoder keeps no state between them. */
const decoder = utf8Decoder();

/** Decodes UTF-8. Invalid parts become U+FFFD, and a byte order mark is kept. */
export function decodeText(bytes: Uint8Array): string {
  return decoder.decode(bytes);
}

/** A decoder for text that arrives in pieces (`stream: true`). */
export function utf8Decoder(): TextDecoder {
  return new TextDecoder("utf-8", { ignoreBOM: true });
}

/** Bytes converted to characters at once: engines limit the number of arguments. */
const BASE64_PIECE = 8192;

/** Encodes bytes in Base64. */
export function toBase64(bytes: Uint8Array): string {
  const pieces: string[] = [];
  for (let at = 0; at < bytes.length; at += BASE64_PIECE) {
    pieces.push(String.fromCharCode(...bytes.subarray(at, at + BASE64_PIECE)));
  }
  return btoa(pieces.join(""));
}

/** Decodes Base64. @throws DOMException if the text is not Base64 */
export function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}
