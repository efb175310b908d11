import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compressWords, decompressWords } from "./compression.js";

const roundTrip = (words: Int32Array) => decompressWords(compressWords(words), words.length);

describe("compressed words", () => {
  it("become what they were", () => {
    const word = fc.oneof(
      fc.constant(0),
      fc.integer(),
      fc.nat(600),
      fc.nat(600).map((near) => -near),
    );
    fc.assert(
      fc.property(fc.array(word, { maxLength: 300 }), (numbers) => {
        const words = Int32Array.from(numbers);
        expect(roundTrip(words)).toEqual(words);
      }),
    );
  });

  it.each([0, 1, 3, 4, 5])("may be %i", (count) => {
    const words = Int32Array.from({ length: count }, (_, i) => 0xdead_0000 * i);
    expect(roundTrip(words)).toEqual(words);
  });

  it("take little space if they are 0, the same or near ones", () => {
    const count = 4000;
    expect(compressWords(new Int32Array(count))).toHaveLength(count / 4);
    const same = new Int32Array(count).fill(0x1234_5678);
    expect(compressWords(same)).toHaveLength(count / 4 + count + 3);
    const near = same.map((word, i) => word - (word & 0xff) + (i & 0xff));
    expect(compressWords(near)).toHaveLength(count / 4 + 2 * count + 2);
    const others = near.map((_, i) => Math.imul(i + 1, 0x0100_0100));
    expect(compressWords(others).length).toBeLessThanOrEqual(count / 4 + 4 * count);
  });
});
