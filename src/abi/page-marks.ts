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

/** Where a table is that lies before the memory: the guest cannot write to it. */
export const MARKS_BEFORE_MEMORY = -MARK_TABLE_BYTES;

/** Size of what lies before a guest's memory, in bytes. */
export function bytesBeforeMemory(marksAt: number | null): number {
  return marksAt === MARKS_BEFORE_MEMORY ? MARK_TABLE_BYTES : 0;
}

/**
 * Which pages of a guest's memory were written to since the marks were last cleared. This is a table with
 * one byte per page, in that memory or before it. The guest's own code maintains it
 * (artifact/passes/mark-pages.ts), and the host adds its own writes.
 */
export class PageMarks {
  readonly #at: number;
  readonly #table: () => Uint8Array<ArrayBuffer>;

  /**
   * @param at address of the table, at the start of a page; or `MARKS_BEFORE_MEMORY`.
   * @param table returns the part of the table for the memory's current size.
   */
  constructor(at: number, table: () => Uint8Array<ArrayBuffer>) {
    this.#at = at;
    this.#table = table;
  }

  /** Marks the pages of an area that the host writes to. */
  mark(at: number, length: number): void {
    if (length === 0) return;
    const first = at >>> PAGE_LOG2;
    const last = (at + length - 1) >>> PAGE_LOG2;
    if (first === last) this.#table()[first] = 1;
    else this.#table().fill(1, first, last + 1);
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
    // Of a table before the memory, no page.
    const first = this.#at / MARKED_PAGE_BYTES - 1;
    const last = (this.#at + MARK_TABLE_BYTES) / MARKED_PAGE_BYTES - 1;
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
}
