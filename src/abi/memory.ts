import { PAGE_BYTES } from "../base/limits.js";
import { bytesBeforeMemory, MARKED_PAGE_BYTES, PageMarks } from "./page-marks.js";

declare const brand: unique symbol;

/** An address in the guest's memory. It comes from the guest, so it may point anywhere, even outside. */
export type GuestPointer = number & { readonly [brand]: "GuestPointer" };

/** Converts an address from WebAssembly, which passes the upper half as negative numbers. */
export function guestPointer(address: number): GuestPointer {
  return (address >>> 0) as GuestPointer;
}

/** The address `bytes` after `pointer`. */
export function offset(pointer: GuestPointer, bytes: number): GuestPointer {
  return (pointer + bytes) as GuestPointer;
}

/** The guest referred to memory that it does not have. */
export class GuestMemoryError extends Error {
  static {
    GuestMemoryError.prototype.name = "GuestMemoryError";
  }

  constructor() {
    super("the guest named memory outside its own");
  }
}

/** Up to this size, a loop copies faster than the engine's own copy starts. */
const FEW_BYTES = 16;

/** Memory that gets a new buffer when it grows, such as a `WebAssembly.Memory`. */
export interface GrowingBuffer {
  readonly buffer: ArrayBuffer;
  /** Grows by some pages of 64 KiB. @throws RangeError if that is not possible */
  grow(pages: number): number;
}

/**
 * Reads and writes the guest's memory. Every access is checked against its current size.
 *
 * All methods throw `GuestMemoryError` if any byte lies outside, before they touch any.
 */
export class GuestMemory {
  readonly #memory: GrowingBuffer;
  /** The pages that were written to, if the guest keeps marks of them; the host's writes are marked too. */
  readonly marks: PageMarks | null;
  /** Where its address 0 is. */
  readonly #start: number;
  #table: Uint8Array<ArrayBuffer> | null = null;
  #bytes: Uint8Array<ArrayBuffer>;
  #view: DataView<ArrayBuffer>;

  /** @param marksAt address of the guest's table of marks, or `null` if it keeps none. */
  constructor(memory: GrowingBuffer, marksAt: number | null = null) {
    this.#memory = memory;
    this.#start = bytesBeforeMemory(marksAt);
    this.marks = marksAt === null ? null : new PageMarks(marksAt, () => this.#tableAt(marksAt));
    this.#bytes = new Uint8Array(memory.buffer, this.#start);
    this.#view = new DataView(memory.buffer, this.#start);
  }

  /** Current size in bytes. */
  get size(): number {
    return this.#current().length;
  }

  /** Grows the memory to at least `size` bytes. @throws RangeError if that is not possible */
  growTo(size: number): void {
    if (size > this.size) this.#memory.grow(Math.ceil((size - this.size) / PAGE_BYTES));
  }

  u8(at: GuestPointer): number {
    return this.#viewOf(at, 1).getUint8(at);
  }

  u32(at: GuestPointer): number {
    return this.#viewOf(at, 4).getUint32(at, true);
  }

  u64(at: GuestPointer): bigint {
    return this.#viewOf(at, 8).getBigUint64(at, true);
  }

  setU8(at: GuestPointer, value: number): void {
    this.#viewToWrite(at, 1).setUint8(at, value);
  }

  setU32(at: GuestPointer, value: number): void {
    this.#viewToWrite(at, 4).setUint32(at, value, true);
  }

  setU64(at: GuestPointer, value: bigint): void {
    this.#viewToWrite(at, 8).setBigUint64(at, value, true);
  }

  /** A view of the memory for reading; valid only until the guest runs again. */
  bytes(at: GuestPointer, length: number): Uint8Array<ArrayBuffer> {
    this.check(at, length);
    return this.#bytes.subarray(at, at + length);
  }

  /** A view of the memory for writing; valid only until the guest runs again. */
  bytesToWrite(at: GuestPointer, length: number): Uint8Array<ArrayBuffer> {
    const bytes = this.bytes(at, length);
    this.marks?.mark(at, length);
    return bytes;
  }

  /** Copies `source` to `at`. */
  write(at: GuestPointer, source: Uint8Array): void {
    this.check(at, source.length);
    this.marks?.mark(at, source.length);
    const bytes = this.#bytes;
    const { length } = source;
    if (length > FEW_BYTES) bytes.set(source, at);
    else for (let i = 0; i < length; i++) bytes[at + i] = source[i] as number;
  }

  /** Checks that `length` bytes from `at` are within memory. */
  check(at: GuestPointer, length: number): void {
    const size = this.#current().length;
    // Unsigned and below 2^53, so neither side can wrap round.
    if (!(at >= 0 && length >= 0 && at + length <= size)) throw new GuestMemoryError();
  }

  #tableAt(marksAt: number): Uint8Array<ArrayBuffer> {
    const { length, buffer } = this.#current();
    if (this.#table?.buffer !== buffer) {
      const pages = length / MARKED_PAGE_BYTES;
      this.#table = new Uint8Array(buffer, this.#start + marksAt, pages);
    }
    return this.#table;
  }

  #viewToWrite(at: GuestPointer, length: number): DataView<ArrayBuffer> {
    const view = this.#viewOf(at, length);
    this.marks?.mark(at, length);
    return view;
  }

  #viewOf(at: GuestPointer, length: number): DataView<ArrayBuffer> {
    this.check(at, length);
    return this.#view;
  }

  /** The bytes of the current buffer; growing detaches the old one, which empties old views. */
  #current(): Uint8Array<ArrayBuffer> {
    if (this.#bytes.length === 0) {
      this.#bytes = new Uint8Array(this.#memory.buffer, this.#start);
      this.#view = new DataView(this.#memory.buffer, this.#start);
    }
    return this.#bytes;
  }
}
