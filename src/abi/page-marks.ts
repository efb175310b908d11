/** Size of a marked page, as a power of two; port/common/page_marks.c has the same. */
const PAGE_LOG2 = 12;

/** Size of a marked page, in bytes. */
export const MARKED_PAGE_BYTES = 2 ** PAGE_LOG2;

/**
 * A guest's mark of a page also stands for this many bytes of the next page;
 * artifact/passes/mark-pages.ts has the same number.
 */
export const MARKED_SPILL_BYTES = 128;

/** Size of the table, in bytes: one for each page of a memory of 4 GiB. */
export const MARK_TABLE_BYTES = 2 ** (32 - PAGE_LOG2);

/**
 * Which pages of a guest's memory were written to since the marks were last cleared. This is a table in
 * that memory with one byte per page. The guest's own code maintains it (artifact/passes/mark-pages.ts),
 * and the host adds its own writes.
 */
export class PageMarks {
  readonly #at: number;
  readonly #memory: () => Uint8Array<ArrayBuffer>;

  /**
   * @param at address of the table, at the start of a page.
   * @param memory returns the whole memory at its current size.
   */
  constructor(at: number, memory: () => Uint8Array<ArrayBuffer>) {
    this.#at = at;
    this.#memory = memory;
  }

  /** Marks the pages of an area that the host writes to. */
  mark(at: number, length: number): void {
    if (length === 0) return;
    const first = this.#at + (at >>> PAGE_LOG2);
    const last = this.#at + ((at + length - 1) >>> PAGE_LOG2);
    if (first === last) this.#memory()[first] = 1;
    else this.#memory().fill(1, first, last + 1);
  }

  /**
   * The numbers of the marked pages, in order. The first bytes of the page after each may have changed,
   * too.
   *
   * @returns `null` if the guest wrote to the table itself, or to the unused page before it; then any
   * page may have changed.
   */
  pages(): number[] | null {
    const table = this.#table();
    const words = new Uint32Array(table.buffer, table.byteOffset, table.length >>> 2);
    const first = (this.#at >>> PAGE_LOG2) - 1;
    const last = (this.#at + MARK_TABLE_BYTES - 1) >>> PAGE_LOG2;
    const pages: number[] = [];
    for (let word = 0; word < words.length; word++) {
      if (words[word] === 0) continue;
      for (let page = 4 * word; page < 4 * word + 4; page++) {
        if (table[page] === 0) continue;
        if (page >= first && page <= last) return null;
        pages.push(page);
      }
    }
    return pages;
  }

  /** Clears the table in a copy of memory that begins at an address. */
  eraseTable(copy: Uint8Array, start: number): void {
    copy.fill(0, Math.max(this.#at - start, 0), Math.max(this.#at + MARK_TABLE_BYTES - start, 0));
  }

  clear(): void {
    this.#table().fill(0);
  }

  /** The part of the table for the memory's current size. */
  #table(): Uint8Array<ArrayBuffer> {
    const memory = this.#memory();
    return memory.subarray(this.#at, this.#at + memory.length / MARKED_PAGE_BYTES);
  }
}
