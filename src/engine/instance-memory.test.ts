import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { GuestMemory, guestPointer } from "../abi/memory.js";
import { MARK_TABLE_BYTES, MARKED_PAGE_BYTES, MARKED_SPILL_BYTES } from "../abi/page-marks.js";
import { PAGE_BYTES } from "../base/limits.js";
import { InstanceMemory } from "./instance-memory.js";
import type { WholeSnapshot } from "./snapshot.js";

const STACK_BYTES = 16 * MARKED_PAGE_BYTES;
const TABLE = 64 * MARKED_PAGE_BYTES;
const END = TABLE + MARK_TABLE_BYTES + 20 * MARKED_PAGE_BYTES + 100;
const MEMORY_PAGES = Math.ceil(END / PAGE_BYTES) + 1;

/** A memory whose every byte after the stack is 7, except for the table. */
function started() {
  const buffer = new WebAssembly.Memory({ initial: MEMORY_PAGES });
  const memory = new GuestMemory(buffer, TABLE);
  const state = new InstanceMemory(memory, STACK_BYTES, MEMORY_PAGES * PAGE_BYTES, memory.marks, {
    areaComparer: null,
  });
  const image: WholeSnapshot = {
    kind: "whole",
    memory: new Uint8Array(END - STACK_BYTES).fill(7),
    elapsedMs: 0,
  };
  image.memory.fill(
    0,
    TABLE - MARKED_PAGE_BYTES - STACK_BYTES,
    TABLE + MARK_TABLE_BYTES - STACK_BYTES,
  );
  state.put(image);
  const all = new Uint8Array(buffer.buffer);
  /** Writes like the guest: the mark is that of the page where the area starts. */
  const write = (at: number, length: number) => {
    state.willChange();
    all.fill(9, at, at + length);
    memory.bytes(guestPointer(TABLE + Math.floor(at / MARKED_PAGE_BYTES)), 1)[0] = 1;
  };
  return { all, image, state, write };
}

const place = fc.oneof(
  fc.nat(TABLE - MARKED_PAGE_BYTES - MARKED_SPILL_BYTES),
  fc.integer({
    min: TABLE + MARK_TABLE_BYTES,
    max: MEMORY_PAGES * PAGE_BYTES - MARKED_SPILL_BYTES,
  }),
  // Around the ends of pages.
  fc.integer({ min: 1, max: 60 }).map((page) => page * MARKED_PAGE_BYTES - 1),
);
const writes = fc.array(
  fc.record({ at: place, length: fc.integer({ min: 1, max: MARKED_SPILL_BYTES }) }),
  { maxLength: 20 },
);

describe("restoring a state", () => {
  it("undoes every write, even across the end of a marked page", () => {
    const { all, image, state, write } = started();
    const before = all.slice();
    fc.assert(
      fc.property(writes, (areas) => {
        for (const { at, length } of areas) write(at, length);
        state.put(image);
        expect(Buffer.compare(all, before)).toBe(0);
      }),
    );
  });

  it("does nothing as long as no code of the guest runs", () => {
    const { all, image, state, write } = started();
    const before = all.slice();
    write(STACK_BYTES, 10);
    state.put(image);
    expect(Buffer.compare(all, before)).toBe(0);
    all.fill(5, STACK_BYTES, STACK_BYTES + 10);
    expect(state.put(image)).toBe(END);
    expect(all[STACK_BYTES]).toBe(5);
    state.willChange();
  });

  it("takes the same state again as long as no code of the guest runs", () => {
    const { all, image, state, write } = started();
    write(STACK_BYTES, 10);
    const taken = state.take(END, 1);
    all.fill(5, STACK_BYTES, STACK_BYTES + 10);
    expect(state.take(END, 2)).toEqual({ ...taken, elapsedMs: 2 });
    state.willChange();
    expect(state.take(END, 2)).not.toEqual({ ...taken, elapsedMs: 2 });
    state.put(image);
    expect(state.take(END, 3)).toMatchObject({
      kind: "delta",
      difference: { bytes: new Uint8Array() },
    });
  });

  it("restores every write that the state contains", () => {
    const { all, image, state, write } = started();
    fc.assert(
      fc.property(writes, (areas) => {
        for (const { at, length } of areas) write(at, length);
        const taken = state.take(END, 0);
        const written = all.slice(STACK_BYTES, TABLE);
        const behind = all.slice(TABLE + MARK_TABLE_BYTES);
        state.put(image);
        state.put(taken);
        expect(taken.kind).toBe("delta");
        expect(Buffer.compare(all.subarray(STACK_BYTES, TABLE), written)).toBe(0);
        expect(Buffer.compare(all.subarray(TABLE + MARK_TABLE_BYTES), behind)).toBe(0);
        state.put(image);
      }),
    );
  });
});
