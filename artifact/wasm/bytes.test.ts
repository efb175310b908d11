import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ByteReader, concat, signed, u32 } from "./bytes.js";

const anyU32 = fc.oneof(fc.integer({ min: 0, max: 0xffffffff }), fc.nat(300));
const anyI64 = fc.oneof(
  fc.bigInt({ min: -(1n << 63n), max: (1n << 63n) - 1n }),
  fc.bigInt(-200n, 200n),
);

describe("LEB128", () => {
  it("round-trips unsigned numbers", () => {
    fc.assert(
      fc.property(anyU32, (value) => {
        const reader = new ByteReader(Uint8Array.from(u32(value)));
        expect(reader.u32()).toBe(value);
        expect(reader.done).toBe(true);
      }),
    );
  });

  it("round-trips signed numbers", () => {
    fc.assert(
      fc.property(anyI64, (value) => {
        const reader = new ByteReader(Uint8Array.from(signed(value)));
        expect(reader.signed()).toBe(value);
        expect(reader.done).toBe(true);
      }),
    );
  });

  it("uses as few bytes as possible", () => {
    fc.assert(
      fc.property(anyU32, anyI64, (unsigned, number) => {
        expect(u32(unsigned)).toHaveLength(Math.ceil(Math.max(1, unsigned.toString(2).length) / 7));
        const bits = (number < 0n ? ~number : number).toString(2).replace(/^0$/, "").length + 1;
        expect(signed(number)).toHaveLength(Math.ceil(bits / 7));
      }),
    );
  });

  it("is read even if a linker padded it to five bytes", () => {
    expect(new ByteReader(Uint8Array.of(0x85, 0x80, 0x80, 0x80, 0x00)).u32()).toBe(5);
    expect(new ByteReader(Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0x7f)).signed()).toBe(-1n);
  });

  it("encodes a number and a bigint alike", () => {
    fc.assert(
      fc.property(fc.integer(), (value) => {
        expect(signed(value)).toEqual(signed(BigInt(value)));
      }),
    );
  });
});

describe("a byte reader", () => {
  it("does not read beyond its end", () => {
    expect(() => new ByteReader(Uint8Array.of(0x80)).u32()).toThrow("unexpected end of the module");
    expect(() => new ByteReader(Uint8Array.of(1, 2), 0, 1).take(2)).toThrow(
      "unexpected end of the module",
    );
  });

  it("reads names as UTF-8", () => {
    const bytes = new TextEncoder().encode("naïve");
    expect(new ByteReader(concat([u32(bytes.length), bytes])).name()).toBe("naïve");
  });
});

describe("joining bytes", () => {
  it("keeps their order, from arrays of any kind", () => {
    expect([...concat([[1], Uint8Array.of(2, 3), [], [4]])]).toEqual([1, 2, 3, 4]);
  });
});
