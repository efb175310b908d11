import { describe, expect, it } from "vitest";
import { GuestMemory, guestPointer } from "./memory.js";
import {
  MARK_TABLE_BYTES,
  MARKED_PAGE_BYTES,
  MARKS_BEFORE_MEMORY,
  type PageMarks,
} from "./page-marks.js";

const TABLE = 2 * 65_536;

function marked() {
  const memory = new GuestMemory(new WebAssembly.Memory({ initial: 32 }), TABLE);
  return { memory, marks: memory.marks as PageMarks };
}

describe("the marks of a memory", () => {
  it("name every page that an area touches", () => {
    const { marks } = marked();
    marks.mark(5 * MARKED_PAGE_BYTES - 1, 2);
    marks.mark(9 * MARKED_PAGE_BYTES, MARKED_PAGE_BYTES);
    marks.mark(100, 0);
    expect(marks.pages()).toEqual([4, 5, 9]);
  });

  it("are gone once they are cleared", () => {
    const { marks } = marked();
    marks.mark(0, 10 * MARKED_PAGE_BYTES);
    marks.clear();
    expect(marks.pages()).toEqual([]);
  });

  it("name no pages if the table was written to: any may have changed", () => {
    const { marks } = marked();
    marks.mark(TABLE + 3, 1);
    expect(marks.pages()).toBeNull();
    marks.clear();
    marks.mark(TABLE - 1, 1);
    expect(marks.pages()).toBeNull();
  });

  it("follow a memory that grows", () => {
    const buffer = new WebAssembly.Memory({ initial: 32 });
    const memory = new GuestMemory(buffer, TABLE);
    const marks = memory.marks as PageMarks;
    buffer.grow(1);
    marks.mark(32 * 65_536, 1);
    expect(marks.pages()).toEqual([512]);
    expect(memory.u8(guestPointer(TABLE + 512))).toBe(1);
  });

  it("can be before the memory, which then has no address of them", () => {
    const buffer = new WebAssembly.Memory({ initial: 16 + 2 });
    const memory = new GuestMemory(buffer, MARKS_BEFORE_MEMORY);
    const marks = memory.marks as PageMarks;
    expect(memory.size).toBe(2 * 65_536);
    memory.write(guestPointer(3 * MARKED_PAGE_BYTES - 1), new Uint8Array([1, 2]));
    expect(marks.pages()).toEqual([2, 3]);
    expect(new Uint8Array(buffer.buffer)[MARK_TABLE_BYTES + 3 * MARKED_PAGE_BYTES]).toBe(2);
    memory.growTo(3 * 65_536);
    memory.setU8(guestPointer(3 * 65_536 - 1), 1);
    expect(marks.pages()).toEqual([2, 3, 47]);
    marks.clear();
    expect(marks.pages()).toEqual([]);
    expect(() => memory.u8(guestPointer(-1))).toThrow("outside its own");
    expect(() => memory.u8(guestPointer(3 * 65_536))).toThrow("outside its own");
  });
});
