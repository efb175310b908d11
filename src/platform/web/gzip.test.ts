import { gunzipSync, gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { gunzip, gzip } from "./gzip.js";

const bytes = fc.oneof(
  fc.uint8Array({ maxLength: 2000 }),
  fc.uint8Array({ minLength: 1, maxLength: 20 }).chain((part) =>
    fc.integer({ min: 1, max: 500 }).map((times) => {
      const all = new Uint8Array(part.length * times);
      for (let i = 0; i < times; i++) all.set(part, i * part.length);
      return all;
    }),
  ),
);

describe("gzip without Node", () => {
  it("is undone by any implementation, and undoes any", () => {
    fc.assert(
      fc.property(bytes, (content) => {
        const isSame = (other: Uint8Array | null) =>
          other !== null && !Buffer.compare(other, content);
        expect(isSame(gunzip(gzip(content), content.length))).toBe(true);
        expect(isSame(gunzipSync(gzip(content)))).toBe(true);
        expect(isSame(gunzip(gzipSync(content), content.length))).toBe(true);
      }),
    );
  });

  it("writes the same bytes for the same content", () => {
    const content = new Uint8Array(1000).fill(7);
    expect(gzip(content)).toEqual(gzip(content));
  });

  it("refuses content that expands to more than is allowed, without expanding all of it", () => {
    const bomb = gzipSync(new Uint8Array(200 * 1024 * 1024));
    expect(gunzip(bomb, 1024 * 1024)).toBeNull();
    expect(gunzip(gzip(new Uint8Array(1000)), 999)).toBeNull();
  });

  it("refuses what is damaged or incomplete", () => {
    const whole = gzip(Uint8Array.from({ length: 5000 }, (_, i) => (i * i) % 251));
    expect(gunzip(new Uint8Array(), 100)).toBeNull();
    expect(gunzip(whole.subarray(0, 5), 10_000)).toBeNull();
    expect(gunzip(whole.subarray(0, whole.length / 2), 10_000)).toBeNull();
    expect(gunzip(new Uint8Array(100).fill(1), 10_000)).toBeNull();
  });
});
