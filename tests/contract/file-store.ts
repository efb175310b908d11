import type { FileStore, MicroPythonFileError, OpenMode } from "micropython-wasm";
import { beforeEach, describe, expect, it } from "vitest";

const READ: OpenMode = { write: false, create: false, exclusive: false, truncate: false };
const WRITE: OpenMode = { ...READ, write: true };
const CREATE: OpenMode = { ...WRITE, create: true };

const bytes = (text: string) => new TextEncoder().encode(text);

/** What every writable store does; each test starts with an empty one. */
export function fileStoreContract(name: string, emptyStore: () => FileStore): void {
  let store: FileStore;

  function put(path: string, text: string): void {
    const file = store.open(path, { ...CREATE, truncate: true });
    file.write(bytes(text), 0);
    file.close();
  }

  function get(path: string): string {
    const file = store.open(path, READ);
    const target = new Uint8Array(file.size());
    expect(file.read(target, 0)).toBe(target.length);
    file.close();
    return new TextDecoder().decode(target);
  }

  const names = (path: string) =>
    store
      .list(path)
      .map(({ name, kind }) => `${name}:${kind}`)
      .sort();

  function errnoOf(work: () => unknown): string | null {
    try {
      work();
      return null;
    } catch (error) {
      expect(error).toHaveProperty("name", "MicroPythonFileError");
      return (error as MicroPythonFileError).errno;
    }
  }

  describe(`the store ${name}`, () => {
    beforeEach(() => {
      store = emptyStore();
    });

    it("is an empty folder at first", () => {
      expect(store.stat("")).toMatchObject({ kind: "folder", size: 0 });
      expect(store.list("")).toEqual([]);
      expect(store.stat("a")).toBeNull();
    });

    it("keeps what is written to a file", () => {
      put("ä b.txt", "héllo");
      expect(get("ä b.txt")).toBe("héllo");
      const info = store.stat("ä b.txt");
      expect(info).toMatchObject({ kind: "file", size: 6 });
      expect(Math.abs((info?.modifiedMs ?? 0) - Date.now())).toBeLessThan(60_000);
    });

    it("reads pieces of a file from anywhere, and nothing after its end", () => {
      put("a", "0123456789");
      const file = store.open("a", READ);
      const target = new Uint8Array(4);
      expect([file.read(target, 8), [...target.subarray(0, 2)]]).toEqual([2, [56, 57]]);
      expect([file.read(target, 10), file.read(target, 1e9)]).toEqual([0, 0]);
      expect(file.read(new Uint8Array(), 0)).toBe(0);
      file.close();
    });

    it("fills gaps with zeros, even over old content", () => {
      put("a", "xxxxxxxxxx");
      const file = store.open("a", { ...WRITE, truncate: true });
      expect(file.size()).toBe(0);
      file.write(bytes("b"), 4);
      file.write(bytes(""), 1000);
      expect(file.size()).toBe(5);
      file.close();
      expect(get("a")).toBe("\0\0\0\0b");
    });

    it("writes in the middle without touching the rest", () => {
      put("a", "0123456789");
      const file = store.open("a", WRITE);
      file.write(bytes("AB"), 3);
      file.close();
      expect(get("a")).toBe("012AB56789");
    });

    it("cuts files off and extends them with zeros", () => {
      put("a", "0123456789");
      const file = store.open("a", WRITE);
      file.resize?.(4);
      expect(file.size()).toBe(4);
      file.resize?.(6);
      file.close();
      expect(get("a")).toBe("0123\0\0");
    });

    it("keeps the time that is set for a file or folder", () => {
      put("a", "");
      store.makeFolder("b");
      for (const path of ["a", "b"]) {
        store.setModified?.(path, 1_000_000);
        expect(store.stat(path)?.modifiedMs).toBe(1_000_000);
      }
      expect(errnoOf(() => store.setModified?.("no", 1))).toBe("ENOENT");
    });

    it("opens a file more than once, and each sees the others' changes", () => {
      put("a", "1");
      const [one, other] = [store.open("a", WRITE), store.open("a", READ)];
      one.write(bytes("22"), 0);
      const target = new Uint8Array(5);
      expect([other.size(), other.read(target, 0)]).toEqual([2, 2]);
      one.close();
      other.close();
    });

    it("creates a file only if requested, and only once if exclusive", () => {
      expect(errnoOf(() => store.open("a", READ))).toBe("ENOENT");
      expect(errnoOf(() => store.open("a", WRITE))).toBe("ENOENT");
      store.open("a", { ...CREATE, exclusive: true }).close();
      expect(errnoOf(() => store.open("a", { ...CREATE, exclusive: true }))).toBe("EEXIST");
      expect(errnoOf(() => store.open("no/a", CREATE))).toBe("ENOENT");
      expect(errnoOf(() => store.open("a/b", CREATE))).toBe("ENOTDIR");
    });

    it("nests folders", () => {
      store.makeFolder("a");
      store.makeFolder("a/b");
      put("a/b/c", "x");
      expect([names(""), names("a"), names("a/b")]).toEqual([
        ["a:folder"],
        ["b:folder"],
        ["c:file"],
      ]);
      expect(store.stat("a/b")).toMatchObject({ kind: "folder", size: 0 });
      expect(errnoOf(() => store.makeFolder("a"))).toBe("EEXIST");
      expect(errnoOf(() => store.makeFolder("a/b/c"))).toBe("EEXIST");
      expect(errnoOf(() => store.makeFolder("no/b"))).toBe("ENOENT");
      expect(errnoOf(() => store.makeFolder("a/b/c/d"))).toBe("ENOTDIR");
    });

    it("keeps files and folders apart", () => {
      store.makeFolder("folder");
      put("file", "");
      expect(errnoOf(() => store.open("folder", READ))).toBe("EISDIR");
      expect(errnoOf(() => store.open("folder", CREATE))).toBe("EISDIR");
      expect(errnoOf(() => store.list("file"))).toBe("ENOTDIR");
      expect(errnoOf(() => store.list("no"))).toBe("ENOENT");
      expect(errnoOf(() => store.removeFile("folder"))).toBe("EISDIR");
      expect(errnoOf(() => store.removeFolder("file"))).toBe("ENOTDIR");
    });

    it("removes files, and folders that are empty", () => {
      store.makeFolder("a");
      put("a/b", "x");
      expect(errnoOf(() => store.removeFolder("a"))).toBe("ENOTEMPTY");
      store.removeFile("a/b");
      expect(errnoOf(() => store.removeFile("a/b"))).toBe("ENOENT");
      store.removeFolder("a");
      expect(errnoOf(() => store.removeFolder("a"))).toBe("ENOENT");
      expect(names("")).toEqual([]);
    });

    it("keeps a file that is open until it is closed", () => {
      put("a", "abc");
      const file = store.open("a", WRITE);
      store.removeFile("a");
      put("a", "new");
      file.write(bytes("d"), 3);
      const target = new Uint8Array(9);
      expect(new TextDecoder().decode(target.subarray(0, file.read(target, 0)))).toBe("abcd");
      file.close();
      expect(get("a")).toBe("new");
    });

    it("renames files and folders, with their content", () => {
      store.makeFolder("a");
      put("a/b", "x");
      store.rename("a/b", "c");
      store.rename("a", "d");
      store.rename("c", "d/e");
      expect([names(""), names("d"), get("d/e")]).toEqual([["d:folder"], ["e:file"], "x"]);
      store.rename("d/e", "d/e");
      expect(get("d/e")).toBe("x");
    });

    it("replaces a file with a file, and an empty folder with a folder", () => {
      put("a", "new");
      put("b", "old");
      store.rename("a", "b");
      expect([names(""), get("b")]).toEqual([["b:file"], "new"]);
      store.makeFolder("c");
      store.makeFolder("d");
      put("c/x", "");
      store.rename("c", "d");
      expect([names(""), names("d")]).toEqual([["b:file", "d:folder"], ["x:file"]]);
    });

    it("refuses to rename onto another kind, or into itself", () => {
      put("file", "");
      store.makeFolder("empty");
      store.makeFolder("full");
      put("full/x", "");
      expect(errnoOf(() => store.rename("file", "empty"))).toBe("EISDIR");
      expect(errnoOf(() => store.rename("empty", "file"))).toBe("ENOTDIR");
      expect(errnoOf(() => store.rename("empty", "full"))).toBe("ENOTEMPTY");
      expect(errnoOf(() => store.rename("full", "full/y"))).toBe("EINVAL");
      expect(errnoOf(() => store.rename("no", "x"))).toBe("ENOENT");
      expect(errnoOf(() => store.rename("file", "no/x"))).toBe("ENOENT");
      expect(names("")).toEqual(["empty:folder", "file:file", "full:folder"]);
    });
  });
}

/** What every store does that has room for 10 bytes and 3 files and folders; it starts empty. */
export function quotaContract(name: string, smallStore: () => FileStore): void {
  describe(`the quota of the store ${name}`, () => {
    const full = { errno: "ENOSPC" };
    let store: FileStore;
    beforeEach(() => {
      store = smallStore();
    });

    it("refuses what does not fit completely, and counts none of it", () => {
      const file = store.open("a", CREATE);
      file.write(bytes("01234567"), 0);
      expect(() => file.write(bytes("abc"), 8)).toThrow(expect.objectContaining(full));
      expect(file.size()).toBe(8);
      file.write(bytes("ab"), 8);
      expect(() => file.write(bytes("c"), 10)).toThrow(expect.objectContaining(full));
      file.write(bytes("ABCDEFGHIJ"), 0);
      file.close();
    });

    it("counts holes", () => {
      const file = store.open("a", CREATE);
      expect(() => file.write(bytes("x"), 10)).toThrow(expect.objectContaining(full));
      expect(() => file.write(bytes("x"), 1e12)).toThrow(expect.objectContaining(full));
      file.write(bytes("x"), 9);
      file.close();
    });

    it("counts what files are extended by, until they are cut off", () => {
      const file = store.open("a", CREATE);
      expect(() => file.resize?.(11)).toThrow(expect.objectContaining(full));
      file.resize?.(10);
      const other = store.open("b", CREATE);
      expect(() => other.write(bytes("x"), 0)).toThrow(expect.objectContaining(full));
      file.resize?.(1);
      other.write(bytes("012345678"), 0);
      other.close();
      file.close();
    });

    it("is freed by removing, emptying and replacing files", () => {
      for (let i = 0; i < 5; i++) {
        const file = store.open("a", { ...CREATE, truncate: true });
        file.write(bytes("0123456789"), 0);
        file.close();
        store.open("b", CREATE).close();
        store.rename("b", "a");
        expect(store.stat("a")?.size).toBe(0);
      }
      store.removeFile("a");
      for (const path of ["x", "y", "z"]) store.makeFolder(path);
      expect(() => store.makeFolder("w")).toThrow(expect.objectContaining(full));
      expect(() => store.open("w", CREATE)).toThrow(expect.objectContaining(full));
      expect(store.stat("w")).toBeNull();
      store.removeFolder("z");
      store.makeFolder("w");
    });

    it("still counts a removed file while it is open", () => {
      const file = store.open("a", CREATE);
      file.write(bytes("0123456789"), 0);
      store.removeFile("a");
      const other = store.open("b", CREATE);
      expect(() => other.write(bytes("x"), 0)).toThrow(expect.objectContaining(full));
      file.close();
      other.write(bytes("0123456789"), 0);
      other.close();
    });
  });
}
