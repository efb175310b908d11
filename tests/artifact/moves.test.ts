import { createHash } from "node:crypto";
import fc from "fast-check";
import { runSync } from "micropython-wasm";
import { describe, expect, it } from "vitest";

/** Sizes up to which bytes move without a call of the engine, and as one piece. */
const STEPS = [0, 1, 8, 32, 128, 64 * 1024, 128 * 1024, 192 * 1024];
const TOTAL_BYTES = 300_000;

/** Lengths and distances around the limits between the ways of moving memory. */
const size = fc
  .tuple(fc.constantFrom(...STEPS), fc.integer({ min: -9, max: 9 }))
  .map(([step, more]) => Math.max(0, step + more));

/** Bytes that differ from those one piece away. */
const pattern = () => Uint8Array.from({ length: TOTAL_BYTES }, (_, i) => i % 251);

const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

describe("moving memory", () => {
  it("has the same result as a single move, forwards and backwards, overlapping or not", () => {
    const move = fc.tuple(size, size, size).filter(([to, from, length]) => {
      return Math.max(to, from) + length <= TOTAL_BYTES;
    });
    fc.assert(
      fc.property(fc.array(move, { minLength: 1, maxLength: 10 }), (moves) => {
        const { stdout } = runSync(`
import hashlib
b = bytearray((bytes(range(251)) * ${Math.ceil(TOTAL_BYTES / 251)})[:${TOTAL_BYTES}])
m = memoryview(b)
for to, start, length in ${JSON.stringify(moves)}:
    m[to:to + length] = m[start:start + length]
print(hashlib.sha256(b).digest().hex())`);
        const expected = pattern();
        for (const [to, from, length] of moves) expected.copyWithin(to, from, from + length);
        expect(stdout.trim()).toBe(sha256(expected));
      }),
      { numRuns: 40 },
    );
  });

  it("shifts lists of many elements by one, either way", () => {
    const { stdout } = runSync(`
a = list(range(50000))
a.insert(0, -1)
print(a == list(range(-1, 50000)))
a.pop(0)
print(a == list(range(50000)))`);
    expect(stdout).toBe("True\nTrue\n");
  });
});

describe("filling memory", () => {
  it("fills all bytes and no more", () => {
    fc.assert(
      fc.property(size, fc.nat({ max: 255 }), (length, value) => {
        const { stdout } = runSync(`
import gc
garbage = b"\\xaa" * ${length + 64}
del garbage
gc.collect()
print(sum(bytearray(${length})), sum(b"\\x01" * ${length}))
b = bytearray(${length})
b += bytes([${value}]) * ${length}
print(len(b), b.count(bytes([${value}])))`);
        const count = value === 0 ? 2 * length : length;
        expect(stdout).toBe(`0 ${length}\n${2 * length} ${count}\n`);
      }),
      { numRuns: 40 },
    );
  });
});
