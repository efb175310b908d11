import { isArrayBuffer, isMap, isPlainObject, isSet, isUint8Array } from "../base/kinds.js";
import {
  SANDBOX_VALUE_BIG_INT,
  SANDBOX_VALUE_BYTES,
  SANDBOX_VALUE_DICT,
  SANDBOX_VALUE_FALSE,
  SANDBOX_VALUE_FLOAT,
  SANDBOX_VALUE_INT,
  SANDBOX_VALUE_LIST,
  SANDBOX_VALUE_MAX_DEPTH,
  SANDBOX_VALUE_NONE,
  SANDBOX_VALUE_SET,
  SANDBOX_VALUE_STR,
  SANDBOX_VALUE_TRUE,
} from "./constants.js";
import { pathTo, type Step, stepToEntry } from "./value-path.js";
import { ValueRangeError, ValueTooLarge, ValueTypeError } from "./values.js";

/** Up to this size, a loop writes text faster than the engine's encoder starts. */
const SHORT_TEXT = 24;

/**
 * Values are written into one slab, one after the other, because engines take a microsecond to create an
 * array of more than a few bytes.
 */
const SLAB_BYTES = 8192;

/** A slab with less room than this is replaced. */
const MIN_ROOM = 512;

/** `null` while a writer uses it: values have getters, which may encode other values. */
let slab: Uint8Array<ArrayBuffer> | null = new Uint8Array(SLAB_BYTES);
let slabEnd = 0;

/** Up to this size, a copy costs less than a view. */
const SHORT_VALUE = 64;

/** For series, and for a writer that finds the slab in use. */
const FIRST_CAPACITY = 256;

const encoder = new TextEncoder();

/** Converts numbers to bytes. Asking a short array for its buffer would cost more. */
const scratch = new DataView(new ArrayBuffer(8));
const scratchBytes = new Uint8Array(scratch.buffer);

/** How to encode. */
export interface EncodeOptions {
  /** The value's own name in errors. */
  readonly root: string;
  /** Maximum size in bytes. */
  readonly maxBytes: number;
}

/**
 * Encodes one value in the wire format of port/common/sandbox.h.
 *
 * `null` and `undefined` are None; a number is an int if it is a safe integer other than -0, otherwise a
 * float; a bigint is an int; a `Uint8Array` or `ArrayBuffer` is bytes; an array is a list; a `Map` or a
 * plain object is a dict, and a `Set` a set.
 *
 * @throws ValueTypeError, ValueRangeError naming the part that cannot cross; and whatever a getter
 * or a proxy throws.
 */
export function encodeValue(value: unknown, { root, maxBytes }: EncodeOptions): Uint8Array {
  return written(maxBytes, (writer) => writer.value(value, { parent: null, name: root }, 0));
}

/** Returns what `write` writes. */
function written(maxBytes: number, write: (writer: ValueWriter) => void): Uint8Array {
  const place = slab;
  if (place === null) {
    const writer = new ValueWriter(maxBytes, new Uint8Array(FIRST_CAPACITY));
    write(writer);
    return writer.bytes();
  }
  slab = null;
  try {
    const writer = new ValueWriter(maxBytes, place, slabEnd);
    write(writer);
    if (writer.size <= SHORT_VALUE) return writer.copy();
    if (writer.isIn(place)) slabEnd += writer.size;
    return writer.bytes();
  } finally {
    const isFull = SLAB_BYTES - slabEnd < MIN_ROOM;
    slab = isFull ? new Uint8Array(SLAB_BYTES) : place;
    if (isFull) slabEnd = 0;
  }
}

/**
 * Encodes the arguments of a Python function: a list of the positional ones, followed by a dict of the
 * keyword arguments, or None.
 *
 * @throws what `encodeValue` throws.
 */
export function encodeArguments(
  args: readonly unknown[],
  keywords: Readonly<Record<string, unknown>> | null,
  maxBytes: number,
): Uint8Array {
  return written(maxBytes, (writer) => writer.arguments(args, keywords));
}

/** Encodes values one after the other. */
export class ValueSeries {
  readonly #writer: ValueWriter;
  /** Where each value ends. */
  readonly #ends: number[] = [];

  /** @param maxBytes maximum size of all of them together. */
  constructor(maxBytes: number) {
    this.#writer = new ValueWriter(maxBytes, new Uint8Array(FIRST_CAPACITY));
  }

  get count(): number {
    return this.#ends.length;
  }

  /** Their size so far, in bytes. */
  get size(): number {
    return this.#ends.at(-1) ?? 0;
  }

  /** Adds a value. @throws what `encodeValue` throws; after that, nothing can be added */
  add(value: unknown, root: string): void {
    this.#writer.value(value, { parent: null, name: root }, 0);
    this.#ends.push(this.#writer.size);
  }

  /** The values starting with this one. */
  from(first: number): Uint8Array {
    return this.#writer.bytes().subarray(first === 0 ? 0 : this.#ends[first - 1], this.size);
  }
}

class ValueWriter {
  readonly #maxBytes: number;
  readonly #start: number;
  #bytes: Uint8Array<ArrayBuffer>;
  #end: number;

  /**
   * @param place the array to write into; a larger one replaces it if it is too small.
   * @param start where to begin in it.
   */
  constructor(maxBytes: number, place: Uint8Array<ArrayBuffer>, start = 0) {
    this.#maxBytes = maxBytes;
    this.#bytes = place;
    this.#start = start;
    this.#end = start;
  }

  /** Whether everything fitted into the given array. */
  isIn(place: Uint8Array): boolean {
    return this.#bytes === place;
  }

  get size(): number {
    return this.#end - this.#start;
  }

  copy(): Uint8Array {
    return this.#bytes.slice(this.#start, this.#end);
  }

  bytes(): Uint8Array {
    return this.#bytes.subarray(this.#start, this.#end);
  }

  /** @param depth number of containers around the value. */
  value(value: unknown, step: Step, depth: number): void {
    switch (typeof value) {
      case "undefined":
        this.#u8(SANDBOX_VALUE_NONE);
        break;
      case "boolean":
        this.#u8(value ? SANDBOX_VALUE_TRUE : SANDBOX_VALUE_FALSE);
        break;
      case "number":
        this.#number(value);
        break;
      case "bigint":
        this.#bigInt(value);
        break;
      case "string":
        this.#text(value, step);
        break;
      case "object":
        if (value === null) this.#u8(SANDBOX_VALUE_NONE);
        else this.#object(value, step, depth);
        break;
      default:
        throw new ValueTypeError(`${pathTo(step)} is a ${typeof value}${CANNOT_CROSS}`);
    }
  }

  arguments(args: readonly unknown[], keywords: Readonly<Record<string, unknown>> | null): void {
    const parent: Step = { parent: null, name: "args" };
    const at = this.#startContainer(SANDBOX_VALUE_LIST);
    for (let i = 0; i < args.length; i++) this.value(args[i], { parent, name: i }, 0);
    this.value(keywords, { parent: null, name: "kwargs" }, 0);
    this.#setU32(at, args.length + 1);
  }

  #number(value: number): void {
    if (!Number.isSafeInteger(value) || Object.is(value, -0)) {
      this.#u8(SANDBOX_VALUE_FLOAT);
      scratch.setFloat64(0, value, true);
      this.#eightBytes();
      return;
    }
    this.#u8(SANDBOX_VALUE_INT);
    this.#u32(value);
    this.#u32(Math.floor(value / 2 ** 32));
  }

  #bigInt(value: bigint): void {
    if (BigInt.asIntN(64, value) === value) {
      this.#u8(SANDBOX_VALUE_INT);
      scratch.setBigInt64(0, value, true);
      this.#eightBytes();
      return;
    }
    const isNegative = value < 0n;
    const digits = (isNegative ? -value : value).toString(16);
    const size = Math.ceil(digits.length / 2);
    this.#u8(SANDBOX_VALUE_BIG_INT);
    this.#u8(isNegative ? 1 : 0);
    this.#u32(size);
    let at = this.#reserve(size);
    for (let end = digits.length; end > 0; end -= 2) {
      this.#bytes[at++] = Number.parseInt(digits.slice(Math.max(0, end - 2), end), 16);
    }
  }

  #text(text: string, step: Step): void {
    this.#u8(SANDBOX_VALUE_STR);
    if (text.length <= SHORT_TEXT && this.#asciiText(text)) return;
    if (/\p{Surrogate}/u.test(text)) {
      throw new ValueRangeError(`${pathTo(step)} is a string with a lone surrogate`);
    }
    // The minimum size; checked before the text is encoded.
    if (text.length > this.#maxBytes - this.size) throw new ValueTooLarge();
    this.#sized(encoder.encode(text));
  }

  /** Writes short ASCII text; writes nothing if the text is anything else. */
  #asciiText(text: string): boolean {
    const start = this.#reserve(4 + text.length);
    for (let i = 0; i < text.length; i++) {
      const unit = text.charCodeAt(i);
      if (unit >= 0x80) {
        this.#end = start;
        return false;
      }
      this.#bytes[start + 4 + i] = unit;
    }
    this.#setU32(start, text.length);
    return true;
  }

  #object(value: object, step: Step, depth: number): void {
    const prototype = Object.getPrototypeOf(value);
    if (Array.isArray(value)) this.#list(value, step, enter(step, depth));
    else if (prototype === Object.prototype || prototype === null) {
      this.#plain(value as Record<string, unknown>, step, enter(step, depth));
    } else if (isUint8Array(value)) this.#blob(value);
    else if (isArrayBuffer(value)) this.#blob(new Uint8Array(value));
    else if (isMap(value)) this.#dict(value, step, enter(step, depth));
    else if (isSet(value)) this.#set(value, step, enter(step, depth));
    else if (isPlainObject(value)) this.#plain(value, step, enter(step, depth));
    else throw new ValueTypeError(`${pathTo(step)} is ${instanceName(prototype)}${CANNOT_CROSS}`);
  }

  #blob(bytes: Uint8Array): void {
    this.#u8(SANDBOX_VALUE_BYTES);
    this.#sized(bytes);
  }

  #list(items: readonly unknown[], parent: Step, depth: number): void {
    const at = this.#startContainer(SANDBOX_VALUE_LIST);
    const { length } = items;
    for (let i = 0; i < length; i++) this.value(items[i], { parent, name: i }, depth);
    this.#setU32(at, length);
  }

  #plain(object: Record<string, unknown>, parent: Step, depth: number): void {
    const at = this.#startContainer(SANDBOX_VALUE_DICT);
    const keys = Object.keys(object);
    for (const key of keys) {
      this.#text(key, { parent, name: "<key>" });
      this.value(object[key], stepToEntry(parent, key), depth);
    }
    this.#setU32(at, keys.length);
  }

  #dict(map: ReadonlyMap<unknown, unknown>, parent: Step, depth: number): void {
    const at = this.#startContainer(SANDBOX_VALUE_DICT);
    let count = 0;
    for (const [key, value] of map) {
      this.#hashable(key, { parent, name: "<key>" }, depth);
      this.value(value, stepToEntry(parent, key), depth);
      count++;
    }
    this.#setU32(at, count);
  }

  #set(set: ReadonlySet<unknown>, parent: Step, depth: number): void {
    const at = this.#startContainer(SANDBOX_VALUE_SET);
    let count = 0;
    for (const item of set) {
      this.#hashable(item, { parent, name: "<item>" }, depth);
      count++;
    }
    this.#setU32(at, count);
  }

  /** Python's dict keys and set elements must be immutable. */
  #hashable(value: unknown, step: Step, depth: number): void {
    const isContainer =
      typeof value === "object" && value !== null && !(isUint8Array(value) || isArrayBuffer(value));
    if (isContainer) {
      const what = Array.isArray(value) ? "an array" : "an object";
      throw new ValueTypeError(`${pathTo(step)} is ${what}, which Python cannot hash`);
    }
    this.value(value, step, depth);
  }

  /** Begins a container, whose count is filled in at its end. Returns its position. */
  #startContainer(tag: number): number {
    this.#u8(tag);
    return this.#reserve(4);
  }

  #sized(bytes: Uint8Array): void {
    this.#u32(bytes.length);
    // In this order, because reserving may replace the array.
    const at = this.#reserve(bytes.length);
    this.#bytes.set(bytes, at);
  }

  #eightBytes(): void {
    const at = this.#reserve(8);
    for (let i = 0; i < 8; i++) this.#bytes[at + i] = scratchBytes[i] as number;
  }

  #u8(value: number): void {
    const at = this.#reserve(1);
    this.#bytes[at] = value;
  }

  #u32(value: number): void {
    this.#setU32(this.#reserve(4), value);
  }

  /** Writes the lowest 32 bits of a whole number. */
  #setU32(at: number, value: number): void {
    const bytes = this.#bytes;
    bytes[at] = value;
    bytes[at + 1] = value >> 8;
    bytes[at + 2] = value >> 16;
    bytes[at + 3] = value >> 24;
  }

  /** Makes room for `size` bytes, and returns their position. */
  #reserve(size: number): number {
    const at = this.#end;
    const end = at + size;
    if (end - this.#start > this.#maxBytes) throw new ValueTooLarge();
    if (end > this.#bytes.length) this.#grow(end);
    this.#end = end;
    return at;
  }

  #grow(capacity: number): void {
    const larger = new Uint8Array(Math.max(capacity, 4 * this.#bytes.length));
    larger.set(this.#bytes);
    this.#bytes = larger;
  }
}

/** Checks how deep a container is, and returns the depth of what is in it. @throws ValueRangeError */
function enter(step: Step, depth: number): number {
  if (depth < SANDBOX_VALUE_MAX_DEPTH) return depth + 1;
  const problem = `nested too deep, or part of itself; allowed are ${SANDBOX_VALUE_MAX_DEPTH} levels`;
  throw new ValueRangeError(`${pathTo(step)} is ${problem}`);
}

const CANNOT_CROSS = ", which cannot be passed to Python";

/** Returns the name of an instance's class, if that name can be shown. */
function instanceName(prototype: object): string {
  const name: unknown = prototype.constructor?.name;
  const isFit = typeof name === "string" && /^[\w$]{1,64}$/.test(name);
  return isFit ? `an instance of ${name}` : "an instance of a class";
}
