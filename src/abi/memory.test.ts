import { describe, expect, it } from "vitest";
import { GuestMemory, GuestMemoryError, guestPointer, offset } from "./memory.js";

const PAGE_BYTES = 64 * 1024;

function onePage() {
  const pages = new WebAssembly.Memory({ initial: 1, maximum: 2 });
  return { pages, memory: new GuestMemory(pages) };
}

describe("guest memory", () => {
  it("reads back what was written, in little-endian order", () => {
    const { memory } = onePage();
    memory.setU64(guestPointer(8), 0x1122334455667788n);
    expect(memory.u64(guestPointer(8))).toBe(0x1122334455667788n);
    expect(memory.u32(guestPointer(8))).toBe(0x55667788);
    expect(memory.u8(guestPointer(15))).toBe(0x11);
    memory.setU32(guestPointer(8), 0xffffffff);
    memory.setU8(guestPointer(8), 1);
    expect(memory.u32(guestPointer(8))).toBe(0xffffff01);
  });

  it("allows the last byte and nothing after it", () => {
    const { memory } = onePage();
    const last = guestPointer(PAGE_BYTES - 1);
    memory.setU8(last, 7);
    expect(memory.u8(last)).toBe(7);
    expect(memory.bytes(last, 1)).toEqual(new Uint8Array([7]));
    expect(memory.bytes(guestPointer(PAGE_BYTES), 0)).toHaveLength(0);
  });

  it.each([
    ["reads a byte", (memory: GuestMemory) => memory.u8(guestPointer(PAGE_BYTES))],
    ["reads a word", (memory: GuestMemory) => memory.u32(guestPointer(PAGE_BYTES - 3))],
    ["reads a long word", (memory: GuestMemory) => memory.u64(guestPointer(PAGE_BYTES - 7))],
    ["writes a byte", (memory: GuestMemory) => memory.setU8(guestPointer(-1), 1)],
    ["writes a word", (memory: GuestMemory) => memory.setU32(guestPointer(-4), 1)],
    [
      "writes a long word",
      (memory: GuestMemory) => memory.setU64(guestPointer(PAGE_BYTES - 7), 1n),
    ],
    [
      "reads too many bytes",
      (memory: GuestMemory) => memory.bytes(guestPointer(0), PAGE_BYTES + 1),
    ],
    [
      "reads bytes that wrap round",
      (memory: GuestMemory) => memory.bytes(guestPointer(8), 2 ** 32 - 4),
    ],
    ["reads fewer than no bytes", (memory: GuestMemory) => memory.bytes(guestPointer(8), -4)],
    [
      "reads no number of bytes",
      (memory: GuestMemory) => memory.bytes(guestPointer(8), Number.NaN),
    ],
    [
      "writes too many bytes",
      (memory: GuestMemory) => memory.write(guestPointer(PAGE_BYTES - 1), new Uint8Array(2)),
    ],
  ])("refuses one that %s outside", (_, access) => {
    expect(() => access(onePage().memory)).toThrow(GuestMemoryError);
  });

  it("writes nothing if a part of it would lie outside", () => {
    const { memory } = onePage();
    expect(() => memory.write(guestPointer(PAGE_BYTES - 1), new Uint8Array([1, 2]))).toThrow();
    expect(() => memory.setU32(guestPointer(PAGE_BYTES - 1), 0x01010101)).toThrow();
    expect(memory.u8(guestPointer(PAGE_BYTES - 1))).toBe(0);
  });

  it("sees the whole memory after it has grown", () => {
    const { pages, memory } = onePage();
    memory.setU32(guestPointer(0), 42);
    pages.grow(1);
    expect(memory.u32(guestPointer(0))).toBe(42);
    expect(memory.size).toBe(2 * PAGE_BYTES);
    memory.setU8(guestPointer(2 * PAGE_BYTES - 1), 1);
    expect(memory.u8(guestPointer(2 * PAGE_BYTES - 1))).toBe(1);
  });

  it("accepts addresses in the upper half, which arrive negative", () => {
    expect(guestPointer(-1)).toBe(0xffffffff);
    expect(offset(guestPointer(-1), 1)).toBe(2 ** 32);
  });
});
