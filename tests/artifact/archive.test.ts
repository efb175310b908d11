import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { encodeArchive } from "../../artifact/cpython/archive.js";
import { ArchiveStore } from "../../src/files/archive-store.js";
import { readLibrary } from "../../src/files/library.js";

const READ = { write: false, create: false, exclusive: false, truncate: false };

const bytes = (text: string) => new TextEncoder().encode(text);

function storeOf(files: Record<string, Uint8Array>): ArchiveStore {
  return new ArchiveStore(() => readLibrary(encodeArchive(new Map(Object.entries(files)))));
}

function contentOf(store: ArchiveStore, path: string): Uint8Array {
  const file = store.open(path, READ);
  const target = new Uint8Array(file.size() + 1);
  return target.subarray(0, file.read(target, 0));
}

describe("the files of an archive", () => {
  const store = storeOf({
    "a/b/c.txt": bytes("see"),
    "a/d.txt": bytes(""),
    "e.txt": bytes("eee"),
  });

  it("are in their places, with their content", () => {
    expect(contentOf(store, "a/b/c.txt")).toEqual(bytes("see"));
    expect(contentOf(store, "a/d.txt")).toEqual(bytes(""));
    expect(store.stat("e.txt")).toEqual({ kind: "file", size: 3, modifiedMs: 0 });
  });

  it("have folders around them", () => {
    expect(store.list("")).toEqual([
      { name: "a", kind: "folder" },
      { name: "e.txt", kind: "file" },
    ]);
    expect(store.list("a/b")).toEqual([{ name: "c.txt", kind: "file" }]);
    expect(store.stat("a/b")).toMatchObject({ kind: "folder" });
    expect(store.stat("")).toMatchObject({ kind: "folder" });
    expect(store.stat("a/x")).toBeNull();
  });

  it.each([
    ["ENOENT", () => store.open("x", READ)],
    ["ENOENT", () => store.list("x")],
    ["EISDIR", () => store.open("a", READ)],
    ["ENOTDIR", () => store.list("e.txt")],
    ["EROFS", () => store.open("e.txt", { ...READ, write: true })],
    ["EROFS", () => store.removeFile("e.txt")],
    ["ENOENT", () => store.removeFile("x")],
  ])("are refused with %s (%#)", (errno, use) => {
    expect(use).toThrow(expect.objectContaining({ errno }));
  });

  it("round-trip, whatever they are", () => {
    const name = fc.stringMatching(/^[a-z_.]{1,8}$/);
    const path = fc
      .array(name, { minLength: 1, maxLength: 3 })
      .map((names) => `${names.join("/")}.x`);
    fc.assert(
      fc.property(fc.dictionary(path, fc.uint8Array()), (files) => {
        const archive = storeOf(files);
        for (const [path, content] of Object.entries(files)) {
          expect(contentOf(archive, path)).toEqual(content);
        }
      }),
    );
  });
});
