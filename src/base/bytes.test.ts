import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeText, GrowableBytes } from "./bytes.js";

describe("growable bytes", () => {
  it("hold every piece in order, whatever their sizes", () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 600 })), (pieces) => {
        const collected = new GrowableBytes();
        for (const piece of pieces) collected.append(piece);
        expect(Buffer.from(collected.bytes())).toEqual(Buffer.concat(pieces));
        expect(collected.length).toBe(collected.bytes().length);
      }),
    );
  });
});

describe("decoding", () => {
  it("keeps a byte order mark", () => {
    expect(decodeText(new TextEncoder().encode("\ufeffx"))).toBe("\ufeffx");
  });

  it("replaces invalid UTF-8 with U+FFFD", () => {
    expect(decodeText(new Uint8Array([0x61, 0xff, 0x62]))).toBe("a\ufffdb");
  });
});
