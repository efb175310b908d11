import { createHash, createHmac, randomBytes } from "node:crypto";
import { describe, expect, it } from "vitest";
import { hmac, Sha256 } from "./sha256.js";

describe("SHA-256", () => {
  it("is that of node:crypto for every length around the size of a block, in pieces of any size", () => {
    for (let length = 0; length < 200; length++) {
      const bytes = randomBytes(length);
      const hash = new Sha256();
      for (let at = 0; at < length; at += 1 + (length % 7)) {
        hash.update(bytes.subarray(at, at + 1 + (length % 7)));
      }
      const expected = createHash("sha256").update(bytes).digest();
      expect(Buffer.from(hash.digest())).toEqual(expected);
    }
  });

  it("goes on after a digest", () => {
    const hash = new Sha256().update(new Uint8Array([1]));
    hash.digest();
    const expected = createHash("sha256")
      .update(new Uint8Array([1, 2]))
      .digest();
    expect(Buffer.from(hash.update(new Uint8Array([2])).digest())).toEqual(expected);
  });
});

describe("HMAC", () => {
  it("is that of node:crypto for keys shorter and longer than a block", () => {
    for (const length of [0, 1, 32, 64, 65, 200]) {
      const key = randomBytes(length);
      const bytes = randomBytes(1000);
      const expected = createHmac("sha256", key).update(bytes).digest();
      expect(Buffer.from(hmac(key, bytes))).toEqual(expected);
    }
  });
});
