import { decodeText } from "../base/bytes.js";
import {
  SANDBOX_VALUE_BIG_INT,
  SANDBOX_VALUE_BYTES,
  SANDBOX_VALUE_DICT,
  SANDBOX_VALUE_FALSE,
  SANDBOX_VALUE_FLOAT,
  SANDBOX_VALUE_FROZENSET,
  SANDBOX_VALUE_INT,
  SANDBOX_VALUE_LIST,
  SANDBOX_VALUE_MAX_COUNT,
  SANDBOX_VALUE_MAX_DEPTH,
  SANDBOX_VALUE_NONE,
  SANDBOX_VALUE_SET,
  SANDBOX_VALUE_STR,
  SANDBOX_VALUE_TRUE,
  SANDBOX_VALUE_TUPLE,
} from "./constants.js";
import { MalformedValue } from "./values.js";

/** Up to this size, a loop reads text faster than the engine's decoder starts. */
const SHORT_TEXT = 24;

/** An argument is inside the list of all arguments, and perhaps the dict of keyword arguments. */
const MAX_LEVELS = SANDBOX_VALUE_MAX_DEPTH + 2;

/** Converts bytes to floats. */
const scratch = new DataView(new ArrayBuffer(8));

/** Shared: each text is complete, so the decoder keeps no state between them. */
const strictUtf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/**
 * Decodes one value in the wire format of port/common/sandbox.h. Nothing in the result refers to `bytes`.
 *
 * None is `null`; an int is a number if it is a safe integer, otherwise a bigint; bytes are a
 * `Uint8Array`; list and tuple are an array, set and frozenset a `Set`; a dict whose keys are all
 * str is an object without a prototype, any other a `Map`.
 *
 * @throws MalformedValue if the bytes are not exactly one value.
 */
export function decodeValue(bytes: Uint8Array): unknown {
  const reader = new ValueReader(bytes);
  const value = reader.value(0);
  reader.end();
  return value;
}

/** Decodes UTF-8, which is usually ASCII. @param onInvalid what to do with bytes that are not UTF-8. */
export function decodeShortText(bytes: Uint8Array, onInvalid: "throw" | "replace"): string {
  if (bytes.length <= SHORT_TEXT) {
    let text = "";
    for (let i = 0; i < bytes.length; i++) {
      const byte = bytes[i] as number;
      if (byte >= 0x80) return decodeWith(onInvalid, bytes);
      text += String.fromCharCode(byte);
    }
    return text;
  }
  return decodeWith(onInvalid, bytes);
}

function decodeWith(onInvalid: "throw" | "replace", bytes: Uint8Array): string {
  if (onInvalid === "replace") return decodeText(bytes);
  try {
    return strictUtf8.decode(bytes);
  } catch {
    throw new MalformedValue();
  }
}

/** Reads bytes that a hostile guest may have sent. */
class ValueReader {
  readonly #bytes: Uint8Array;
  #at = 0;
  #count = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** @param depth number of containers around the value. */
  value(depth: number): unknown {
    if (++this.#count > SANDBOX_VALUE_MAX_COUNT) throw new MalformedValue();
    switch (this.#u8()) {
      case SANDBOX_VALUE_NONE:
        return null;
      case SANDBOX_VALUE_FALSE:
        return false;
      case SANDBOX_VALUE_TRUE:
        return true;
      case SANDBOX_VALUE_INT:
        return this.#int();
      case SANDBOX_VALUE_BIG_INT:
        return this.#bigInt();
      case SANDBOX_VALUE_FLOAT:
        return this.#float();
      case SANDBOX_VALUE_STR:
        return decodeShortText(this.#take(this.#u32()), "throw");
      case SANDBOX_VALUE_BYTES:
        // Makes a Uint8Array even from a Buffer, whose `slice` does not copy.
        return new Uint8Array(this.#take(this.#u32()));
      case SANDBOX_VALUE_LIST:
      case SANDBOX_VALUE_TUPLE:
        return this.#list(depth + 1);
      case SANDBOX_VALUE_DICT:
        return this.#dict(depth + 1);
      case SANDBOX_VALUE_SET:
      case SANDBOX_VALUE_FROZENSET:
        return new Set(this.#list(depth + 1));
      default:
        throw new MalformedValue();
    }
  }

  end(): void {
    if (this.#at !== this.#bytes.length) throw new MalformedValue();
  }

  #list(depth: number): unknown[] {
    const items: unknown[] = [];
    for (let left = this.#containerCount(depth); left > 0; left--) items.push(this.value(depth));
    return items;
  }

  #dict(depth: number): Map<unknown, unknown> | Record<string, unknown> {
    const entries: [unknown, unknown][] = [];
    let hasOnlyStrKeys = true;
    for (let left = this.#containerCount(depth); left > 0; left--) {
      const key = this.value(depth);
      if (typeof key !== "string") hasOnlyStrKeys = false;
      entries.push([key, this.value(depth)]);
    }
    if (!hasOnlyStrKeys) return new Map(entries);
    // Without a prototype there is no setter, so `__proto__` is an ordinary key.
    const object: Record<string, unknown> = Object.create(null);
    for (const [key, value] of entries) object[key as string] = value;
    return object;
  }

  #containerCount(depth: number): number {
    const count = this.#u32();
    const left = this.#bytes.length - this.#at;
    if (depth > MAX_LEVELS || count > left) throw new MalformedValue();
    return count;
  }

  #int(): number | bigint {
    const low = this.#u32();
    const high = this.#u32() | 0;
    const value = high * 2 ** 32 + low;
    return Number.isSafeInteger(value) ? value : (BigInt(high) << 32n) | BigInt(low);
  }

  #bigInt(): number | bigint {
    const isNegative = this.#u8() !== 0;
    const magnitude = magnitudeOf(this.#take(this.#u32()));
    const value = isNegative ? -magnitude : magnitude;
    const number = Number(value);
    return Number.isSafeInteger(number) ? number : value;
  }

  #float(): number {
    scratch.setUint32(0, this.#u32(), true);
    scratch.setUint32(4, this.#u32(), true);
    return scratch.getFloat64(0, true);
  }

  #u8(): number {
    const byte = this.#bytes[this.#at];
    if (byte === undefined) throw new MalformedValue();
    this.#at += 1;
    return byte;
  }

  #u32(): number {
    const bytes = this.#bytes;
    const at = this.#at;
    if (bytes.length - at < 4) throw new MalformedValue();
    this.#at = at + 4;
    const low = (bytes[at] as number) | ((bytes[at + 1] as number) << 8);
    const high = (bytes[at + 2] as number) | ((bytes[at + 3] as number) << 8);
    return ((high << 16) | low) >>> 0;
  }

  #take(size: number): Uint8Array {
    if (size > this.#bytes.length - this.#at) throw new MalformedValue();
    this.#at += size;
    return this.#bytes.subarray(this.#at - size, this.#at);
  }
}

/** The number with these bytes, least significant first. */
function magnitudeOf(bytes: Uint8Array): bigint {
  const view = new DataView(new ArrayBuffer(8 * Math.ceil(bytes.length / 8)));
  new Uint8Array(view.buffer).set(bytes);
  const digits = ["0x0"];
  for (let at = view.byteLength - 8; at >= 0; at -= 8) {
    digits.push(view.getBigUint64(at, true).toString(16).padStart(16, "0"));
  }
  try {
    return BigInt(digits.join(""));
  } catch {
    // Larger than any bigint in this engine.
    throw new MalformedValue();
  }
}
