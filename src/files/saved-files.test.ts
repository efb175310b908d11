import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeSavedFiles, encodeSavedFiles, type SavedMount } from "./saved-files.js";

const entry = (path: string, bytes: number[] | null) => ({
  path,
  bytes: bytes === null ? null : new Uint8Array(bytes),
  modifiedMs: 5.5,
});

const CONTENT: SavedMount[] = [
  { path: "/tmp", entries: [entry("a", [1, 2]), entry("ü", null), entry("ü/b", [])] },
  { path: "/", entries: [entry("c", [3])] },
];

/** Bytes with a custom list. */
function listing(list: unknown, rest: number[] = []): Uint8Array {
  const text = new TextEncoder().encode(JSON.stringify(list));
  const size = new Uint8Array(new Uint32Array([text.length]).buffer);
  return new Uint8Array([...size, ...text, ...rest]);
}

describe("the content of mounts", () => {
  it("round-trips", () => {
    expect(decodeSavedFiles(encodeSavedFiles(CONTENT))).toEqual(CONTENT);
    expect(decodeSavedFiles(encodeSavedFiles([]))).toEqual([]);
  });

  it("is refused if it is truncated anywhere, or if something follows it", () => {
    const encoded = encodeSavedFiles(CONTENT);
    for (let length = 0; length < encoded.length; length++) {
      expect(decodeSavedFiles(encoded.subarray(0, length))).toBeNull();
    }
    expect(decodeSavedFiles(new Uint8Array([...encoded, 0]))).toBeNull();
  });

  it.each([
    [null],
    [{}],
    [["/a"]],
    [[["a", []]]],
    [[["/a/..", []]]],
    [[["/a", [["../b", -1, 0]]]]],
    [[["/a", [["/b", -1, 0]]]]],
    [[["/a", [["b", -2, 0]]]]],
    [[["/a", [["b", 0.5, 0]]]]],
    [[["/a", [["b", 9e9, 0]]]]],
    [[["/a", [["b", "0", 0]]]]],
    [[["/a", [["b", -1, null]]]]],
    [[["/a", [[5, -1, 0]]]]],
  ])("is refused if its list is %j", (list) => {
    expect(decodeSavedFiles(listing(list))).toBeNull();
  });

  it("is refused or has plain names, whatever the bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
        for (const { entries } of decodeSavedFiles(bytes) ?? []) {
          for (const { path } of entries) expect(path).not.toContain("..");
        }
      }),
    );
  });
});
