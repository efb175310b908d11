import { type GuestMemory, guestPointer } from "../abi/memory.js";
import { MARKED_PAGE_BYTES, MARKED_SPILL_BYTES, type PageMarks } from "../abi/page-marks.js";
import { type Comparer, DifferenceFinder } from "./difference.js";
import { orFull, tooLittleMemory } from "./instantiate.js";
import type { DeltaSnapshot, Snapshot, WholeSnapshot } from "./snapshot.js";

/** Bytes that one mark stands for. */
const MARKED_BYTES = MARKED_PAGE_BYTES + MARKED_SPILL_BYTES;

/** Without marks, a memory that has grown by more than this is copied as it is. */
const MAX_COMPARED_BYTES = 2 * 1024 * 1024;

/**
 * Takes and restores states of one instance's memory. If written pages are marked, the time for both is
 * proportional to what was written since the last whole state was restored; otherwise, to the memory in
 * use.
 */
export class InstanceMemory {
  readonly #memory: GuestMemory;
  readonly #stackBytes: number;
  readonly #maxBytes: number;
  readonly #marks: PageMarks | null;
  readonly #platform: Comparer;
  /**
   * Whether no state was restored and no code of the guest has run, so that the stack and everything after the
   * module's data are still zero. Filling them again would make the engine allocate them.
   */
  #isNew = true;
  /** The whole state that it is in, if nothing has changed since that was restored. */
  #current: WholeSnapshot | null = null;
  /** The difference that was taken last, if nothing has changed since. */
  #taken: DeltaSnapshot | null = null;
  /** The whole state that was restored last; every page without a mark is equal to it. */
  #base: WholeSnapshot | null = null;
  /** Pages of it that were restored before: creating a view takes about as long as copying a page. */
  #basePages: Uint8Array[] = [];

  /**
   * @param stackBytes size of the stack, at the start of memory, in bytes.
   * @param maxBytes maximum size of the memory; whole pages.
   */
  constructor(
    memory: GuestMemory,
    stackBytes: number,
    maxBytes: number,
    marks: PageMarks | null,
    platform: Comparer,
  ) {
    this.#platform = platform;
    this.#memory = memory;
    this.#stackBytes = stackBytes;
    this.#maxBytes = maxBytes;
    this.#marks = marks;
  }

  /** Called before code of the guest runs. */
  willChange(): void {
    this.#isNew = false;
    this.#current = null;
    this.#taken = null;
  }

  /** @param memoryEnd address after the last byte in use. */
  take(memoryEnd: number, elapsedMs: number): Snapshot {
    this.#taken ??= this.#compared(memoryEnd, elapsedMs);
    if (this.#taken === null) return this.takeWhole(memoryEnd, elapsedMs);
    return { ...this.#taken, elapsedMs };
  }

  /** The difference from the base; `null` if a copy is better. */
  #compared(memoryEnd: number, elapsedMs: number): DeltaSnapshot | null {
    const base = this.#base;
    if (base === null) return null;
    const finder = this.#finder(base);
    if (!this.#compareChanged(finder, base, memoryEnd)) return null;
    return { kind: "delta", base, difference: finder.result(), memoryEnd, elapsedMs };
  }

  /** A copy of all memory in use, after which no page is marked. */
  takeWhole(memoryEnd: number, elapsedMs: number): WholeSnapshot {
    const used = this.#memory.bytes(guestPointer(this.#stackBytes), memoryEnd - this.#stackBytes);
    const memory = used.slice();
    this.#marks?.eraseTable(memory, this.#stackBytes);
    return { kind: "whole", memory, elapsedMs };
  }

  /**
   * Replaces the current state.
   *
   * @returns the address after the last byte in use.
   * @throws MicroPythonWasmError (`code: "memory"`) if it does not fit.
   */
  put(snapshot: Snapshot): number {
    this.#taken = null;
    if (snapshot.kind === "whole") return this.#putWhole(snapshot);
    this.#grow(snapshot.memoryEnd);
    this.#putWhole(snapshot.base);
    this.#putRuns(snapshot);
    this.#current = null;
    return snapshot.memoryEnd;
  }

  #finder(base: WholeSnapshot): DifferenceFinder {
    const all = this.#memory.bytes(guestPointer(0), this.#memory.size);
    return new DifferenceFinder(all, 0, base.memory, this.#stackBytes, this.#platform);
  }

  /** Compares what may have changed. Returns `false` if a copy is better than the difference. */
  #compareChanged(finder: DifferenceFinder, base: WholeSnapshot, memoryEnd: number): boolean {
    if (this.#marks === null) {
      const end = Math.ceil(memoryEnd / 4) * 4;
      const isSmall = memoryEnd - this.#stackBytes - base.memory.length <= MAX_COMPARED_BYTES;
      if (isSmall) finder.compare(this.#stackBytes, end);
      return isSmall;
    }
    const marked = this.#marks.pages();
    if (marked === null) return false;
    let done = this.#stackBytes;
    for (const page of marked) {
      const start = Math.max(page * MARKED_PAGE_BYTES, done);
      done = Math.max(page * MARKED_PAGE_BYTES + MARKED_BYTES, done);
      finder.compare(start, done);
    }
    return true;
  }

  #putWhole(snapshot: WholeSnapshot): number {
    const end = this.#stackBytes + snapshot.memory.length;
    if (snapshot === this.#current) return end;
    const written = snapshot === this.#base ? (this.#marks?.pages() ?? null) : null;
    if (written === null) this.#putAll(snapshot, end);
    else {
      this.#putBack(snapshot, written);
      this.#marks?.clear();
    }
    this.#current = snapshot;
    return end;
  }

  #putAll(snapshot: WholeSnapshot, end: number): void {
    this.#grow(end);
    if (!this.#isNew) {
      this.#memory.bytes(guestPointer(0), this.#stackBytes).fill(0);
      this.#memory.bytes(guestPointer(end), this.#memory.size - end).fill(0);
    }
    this.#isNew = false;
    this.#memory.bytes(guestPointer(this.#stackBytes), snapshot.memory.length).set(snapshot.memory);
    this.#marks?.clear();
    this.#base = snapshot;
    this.#basePages = [];
  }

  /** Restores everything that the marks stand for from the base. */
  #putBack({ memory }: WholeSnapshot, pages: readonly number[]): void {
    const all = this.#memory.bytes(guestPointer(0), this.#memory.size);
    const baseEnd = this.#stackBytes + memory.length;
    for (const page of pages) {
      const at = page * MARKED_PAGE_BYTES;
      const end = Math.min(at + MARKED_BYTES, all.length);
      if (at >= this.#stackBytes && at + MARKED_BYTES <= baseEnd) {
        const start = at - this.#stackBytes;
        this.#basePages[page] ??= memory.subarray(start, start + MARKED_BYTES);
        all.set(this.#basePages[page], at);
        continue;
      }
      all.fill(0, at, end);
      const from = Math.max(at, this.#stackBytes) - this.#stackBytes;
      const to = Math.min(end, baseEnd) - this.#stackBytes;
      if (from < to) all.set(memory.subarray(from, to), from + this.#stackBytes);
    }
  }

  #putRuns({ difference: { runs, bytes } }: DeltaSnapshot): void {
    let from = 0;
    for (let i = 0; i < runs.length; i += 2) {
      const size = runs[i + 1] as number;
      this.#memory.write(guestPointer(runs[i] as number), bytes.subarray(from, from + size));
      from += size;
    }
  }

  #grow(end: number): void {
    if (end > this.#maxBytes) throw tooLittleMemory(end, this.#maxBytes);
    orFull(() => this.#memory.growTo(end));
  }
}
