/** Size of a page as the marks count them, as a power of two; port/common/page_marks.c has the same. */
const PAGE_LOG2 = 12;

/** Size of a page as the marks count them, in bytes. */
export const MARKED_PAGE_BYTES = 2 ** PAGE_LOG2;

/**
 * How many bytes of the next page the guest's mark of a page stands for, too;
 * artifact/passes/mark-pages.ts has the same.
 */
export const MARKED_SPILL_BYTES = 128;

/** Size of the table, in bytes: one for each page of a memory of 4 GiB. */
export const MARK_TABLE_BYTES = 2 ** (32 - PAGE_LOG2);

/**
 * Which pages of a guest's memory were written to since the marks were last cleared: a table in that
 * memory, one byte for each page, that the guest's own code keeps
 * (artifact/passes/mark-pages.ts) and that the host keeps for what it writes.
 */
export class PageMarks {
  readonly #at: number;
  readonly #memory: () => Uint8Array<ArrayBuffer>;

  /**
   * @param at address of the table, at the start of a page.
   * @param memory returns all of the memory, as large as it is now.
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
   * The numbers of the marked pages, in order. Behind each, the first bytes of the next page may
   * have changed, too.
   *
   * @returns `null` where the guest wrote to the table itself, or to the page before it, which is
   * not used, so that every page may have changed.
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

  /** Clears the table in a copy of memory that starts at an address. */
  eraseTable(copy: Uint8Array, start: number): void {
    copy.fill(0, Math.max(this.#at - start, 0), Math.max(this.#at + MARK_TABLE_BYTES - start, 0));
  }

  clear(): void {
    this.#table().fill(0);
  }

  /** The part of the table that stands for the memory's present size. */
  #table(): Uint8Array<ArrayBuffer> {
    const memory = this.#memory();
    return memory.subarray(this.#at, this.#at + memory.length / MARKED_PAGE_BYTES);
  }
}
