import { describe, expect, it } from "vitest";
import type { WASI_FUNCTIONS } from "../abi/boundary.js";
import { guestPointer } from "../abi/memory.js";
import { MemoryStore } from "../files/memory-store.js";
import { MountTable } from "../files/mount-table.js";
import { ERRNO } from "./errno.js";
import { OpenFiles, ROOT_FD } from "./open-files.js";
import { AT, OUTSIDE, sandbox } from "./sandbox.test-tools.js";

describe("files", () => {
  /** Addresses of paths. */
  const PATH = { a: 4096, b: 5000 } as const;
  const RIGHTS = { read: 1n << 1n, write: 1n << 6n } as const;
  const CREATE = 1;
  const FOLDER = 2;

  function withFiles(isMounted = true) {
    const store = new MemoryStore({ maxBytes: 1000, maxFiles: 10 }, () => 1234);
    const files = new OpenFiles(new MountTable(isMounted ? [{ path: "/m/n", store }] : []));
    const made = sandbox(Infinity, "", files);
    const put = (at: number, path: string | number[]) => {
      const bytes = typeof path === "string" ? Buffer.from(path) : new Uint8Array(path);
      made.memory.write(guestPointer(at), bytes);
      return [at, bytes.length] as const;
    };
    const onPath = (name: (typeof WASI_FUNCTIONS)[number], path: string | number[]) =>
      made.call(name, ROOT_FD, ...put(PATH.a, path));
    const stat = (path: string | number[]) =>
      made.call("path_filestat_get", ROOT_FD, 0, ...put(PATH.a, path), AT.event);
    const open = (path: string | number[], flags: number, rights: bigint, base = ROOT_FD) =>
      made.call("path_open", base, 0, ...put(PATH.a, path), flags, rights, 0n, 0, AT.result);
    return { ...made, files, onPath, open, put, stat, store };
  }

  it("start at one folder, whatever is mounted", () => {
    for (const isMounted of [false, true]) {
      const { call, memory } = withFiles(isMounted);
      expect(call("fd_prestat_get", ROOT_FD, AT.event)).toBe(ERRNO.SUCCESS);
      expect(memory.bytes(guestPointer(AT.event), 8)).toEqual(
        new Uint8Array([0, 0, 0, 0, 1, 0, 0, 0]),
      );
      expect(call("fd_prestat_dir_name", ROOT_FD, AT.text, 1)).toBe(ERRNO.SUCCESS);
      expect(memory.u8(guestPointer(AT.text))).toBe("/".charCodeAt(0));
      expect(call("fd_prestat_dir_name", ROOT_FD, AT.text, 0)).toBe(ERRNO.NAMETOOLONG);
      for (const fd of [-1, 0, 1, ROOT_FD + 1]) {
        expect(call("fd_prestat_get", fd, AT.event)).toBe(ERRNO.BADF);
        expect(call("fd_prestat_dir_name", fd, AT.text, 1)).toBe(ERRNO.BADF);
      }
      expect(call("fd_close", ROOT_FD)).toBe(ERRNO.BADF);
    }
  });

  it("can be cut off and extended by whoever may write to them", () => {
    const { call, open, result, store, write } = withFiles();
    open("m/n/a", CREATE, RIGHTS.read | RIGHTS.write);
    const fd = result();
    write(fd, "hello");
    const resize = (size: bigint, of = fd) => call("fd_filestat_set_size", of, size);
    expect([resize(2n), resize(4n)]).toEqual([ERRNO.SUCCESS, ERRNO.SUCCESS]);
    expect([...store.copyOf("a")]).toEqual([104, 101, 0, 0]);
    expect(resize(-1n)).toBe(ERRNO.INVAL);
    expect(resize(2n ** 62n)).toBe(ERRNO.FBIG);
    expect(resize(2n ** 52n)).toBe(ERRNO.NOSPC);
    expect([resize(0n, ROOT_FD), resize(0n, 99)]).toEqual([ERRNO.BADF, ERRNO.BADF]);
    open("m/n/a", 0, RIGHTS.read);
    expect(resize(0n, result())).toBe(ERRNO.INVAL);
    expect(store.copyOf("a").length).toBe(4);
  });

  it("keep the times that programs set", () => {
    const { call, open, put, result, store } = withFiles();
    open("m/n/a", CREATE, RIGHTS.write);
    const fd = result();
    const [NOW, THEN] = [8, 4];
    const set = (path: string, time: bigint, which: number) =>
      call("path_filestat_set_times", ROOT_FD, 0, ...put(PATH.a, path), 0n, time, which);
    expect(set("m/n/a", 7_000_000n, THEN)).toBe(ERRNO.SUCCESS);
    expect(store.stat("a")?.modifiedMs).toBe(7);
    expect(call("fd_filestat_set_times", fd, 0n, 9_000_000n, THEN)).toBe(ERRNO.SUCCESS);
    expect(store.stat("a")?.modifiedMs).toBe(9);
    expect(set("m/n/a", 5n, 1)).toBe(ERRNO.SUCCESS);
    expect(store.stat("a")?.modifiedMs).toBe(9);
    expect(set("m/n/a", -1n, THEN)).toBe(ERRNO.SUCCESS);
    expect(store.stat("a")?.modifiedMs).toBeGreaterThan(0);
    expect(set("m/n/a", 0n, NOW)).toBe(ERRNO.SUCCESS);
    expect(set("m/n/no", 0n, THEN)).toBe(ERRNO.NOENT);
    expect(set("m/n/a/", 0n, THEN)).toBe(ERRNO.NOTDIR);
    expect(set("m", 0n, THEN)).toBe(ERRNO.ROFS);
    expect(call("fd_filestat_set_times", 99, 0n, 0n, THEN)).toBe(ERRNO.BADF);
  });

  it("do not exist if nothing is mounted", () => {
    const { onPath, open, put, call, stat } = withFiles(false);
    for (const path of ["", ".", "..", "x", "/", "/x", "../../etc/passwd"]) {
      expect(stat(path)).toBe(ERRNO.NOENT);
      expect(open(path, 0, RIGHTS.read)).toBe(ERRNO.NOENT);
      expect(open(path, FOLDER, RIGHTS.read)).toBe(ERRNO.NOENT);
      expect(open(path, CREATE, RIGHTS.write)).toBe(ERRNO.NOENT);
      expect(onPath("path_create_directory", path)).toBe(ERRNO.NOENT);
      expect(onPath("path_unlink_file", path)).toBe(ERRNO.NOENT);
      expect(onPath("path_remove_directory", path)).toBe(ERRNO.NOENT);
      const [from, to] = [put(PATH.a, path), put(PATH.b, path)];
      expect(call("path_rename", ROOT_FD, ...from, ROOT_FD, ...to)).toBe(ERRNO.NOENT);
    }
  });

  it("can be written, seeked, read and closed", () => {
    const { call, memory, open, result, store, write } = withFiles();
    expect(open("m/n/a", CREATE, RIGHTS.read | RIGHTS.write)).toBe(ERRNO.SUCCESS);
    const fd = result();
    expect(fd).toBe(ROOT_FD + 1);
    expect([write(fd, "", "hello", " you"), result()]).toEqual([ERRNO.SUCCESS, 5]);
    expect(new TextDecoder().decode(store.copyOf("a"))).toBe("hello");
    for (const [distance, whence, position] of [
      [1n, 0, 1n],
      [-2n, 2, 3n],
      [-2n, 1, 1n],
    ] as const) {
      expect(call("fd_seek", fd, distance, whence, AT.event)).toBe(ERRNO.SUCCESS);
      expect(memory.u64(guestPointer(AT.event))).toBe(position);
    }
    expect(call("fd_seek", fd, -1n, 0, AT.event)).toBe(ERRNO.INVAL);
    expect(call("fd_seek", fd, 1n << 62n, 0, AT.event)).toBe(ERRNO.INVAL);
    expect(call("fd_seek", fd, 0n, 3, AT.event)).toBe(ERRNO.INVAL);
    memory.setU32(guestPointer(AT.iovecs), AT.text);
    memory.setU32(guestPointer(AT.iovecs + 4), 100);
    expect([call("fd_read", fd, AT.iovecs, 1, AT.result), result()]).toEqual([0, 4]);
    expect(Buffer.from(memory.bytes(guestPointer(AT.text), 4)).toString()).toBe("ello");
    expect([call("fd_sync", fd), call("fd_close", fd), call("fd_close", fd)]).toEqual([0, 0, 8]);
    expect(write(fd, "x")).toBe(ERRNO.BADF);
  });

  it("can only be used for what they were opened for", () => {
    const { call, open, result, write } = withFiles();
    open("m/n/a", CREATE, RIGHTS.write);
    expect(call("fd_read", result(), AT.iovecs, 1, AT.result)).toBe(ERRNO.BADF);
    open("m/n/a", 0, RIGHTS.read);
    expect(write(result(), "x")).toBe(ERRNO.BADF);
    // Without write access, nothing is created or truncated.
    expect(open("m/n/b", CREATE, RIGHTS.read)).toBe(ERRNO.NOENT);
  });

  it("have sizes, times and kinds, and reveal nothing else", () => {
    const { memory, open, result, stat, write } = withFiles();
    open("m/n/a", CREATE, RIGHTS.write);
    write(result(), "abc");
    for (const [path, type, size, ms] of [
      ["m/n/a", 4, 3n, 1234n],
      // No two changes of a folder have the same time, even if the clock stands still.
      ["m/n", 3, 0n, 1235n],
      ["m", 3, 0n, 0n],
      [".", 3, 0n, 0n],
    ] as const) {
      expect(stat(path)).toBe(ERRNO.SUCCESS);
      const words = [0, 24, 32, 40, 48, 56].map((at) => memory.u64(guestPointer(AT.event + at)));
      const ns = ms * 1_000_000n;
      expect(words).toEqual([0n, 1n, size, ns, ns, ns]);
      expect(memory.u8(guestPointer(AT.event + 16))).toBe(type);
    }
  });

  it("have numbers that tell them apart, the same by each path", () => {
    const { memory, open, stat } = withFiles();
    const numberOf = (path: string) => {
      expect(stat(path)).toBe(ERRNO.SUCCESS);
      return memory.u64(guestPointer(AT.event + 8));
    };
    for (const name of ["a", "b"]) open(`m/n/${name}`, CREATE, RIGHTS.write);
    const paths = [".", "m", "m/n", "m/n/a", "m/n/b"];
    expect(new Set([0n, ...paths.map(numberOf)]).size).toBe(paths.length + 1);
    expect(numberOf("m/../m/n/./a")).toBe(numberOf("m/n/a"));
  });

  it("are listed piece by piece", () => {
    const { call, memory, onPath, open, result } = withFiles();
    const names = ["a", "bb", "ü"];
    for (const name of names) expect(onPath("path_create_directory", `m/n/${name}`)).toBe(0);
    expect(open("m/n", FOLDER, 0n)).toBe(ERRNO.SUCCESS);
    const fd = result();
    const found: string[] = [];
    for (let cookie = 0n; ; ) {
      expect(call("fd_readdir", fd, AT.text, 27, cookie, AT.result)).toBe(ERRNO.SUCCESS);
      if (result() < 24) break;
      const size = memory.u32(guestPointer(AT.text + 16));
      expect(memory.u8(guestPointer(AT.text + 20))).toBe(3);
      found.push(Buffer.from(memory.bytes(guestPointer(AT.text + 24), size)).toString());
      cookie = memory.u64(guestPointer(AT.text));
    }
    expect(found).toEqual(names);
    for (const cookie of [3n, -1n, 1n << 62n]) {
      expect([call("fd_readdir", fd, AT.text, 99, cookie, AT.result), result()]).toEqual([0, 0]);
    }
    expect(call("fd_readdir", ROOT_FD + 9, AT.text, 99, 0n, AT.result)).toBe(ERRNO.BADF);
    expect(open("a", CREATE, RIGHTS.write, fd)).toBe(ERRNO.ISDIR);
    expect(open("../n/x", CREATE, RIGHTS.write, fd)).toBe(ERRNO.SUCCESS);
  });

  it("have paths that are text, of limited length", () => {
    const { open, stat } = withFiles();
    expect(stat([0xff])).toBe(ERRNO.ILSEQ);
    expect(stat([0x61, 0xed, 0xa0, 0x80])).toBe(ERRNO.ILSEQ);
    expect(stat("a\0b")).toBe(ERRNO.INVAL);
    expect(open("m/n/a\nb", CREATE, RIGHTS.write)).toBe(ERRNO.INVAL);
    expect(stat(`m/n/${"a".repeat(255)}`)).toBe(ERRNO.NOENT);
    expect(stat(`m/n/${"a".repeat(256)}`)).toBe(ERRNO.NAMETOOLONG);
    expect(stat(`m/n/${"é".repeat(128)}`)).toBe(ERRNO.NAMETOOLONG);
    expect(stat("a/".repeat(2049))).toBe(ERRNO.NAMETOOLONG);
  });

  it("cannot be named relative to something that is not a folder", () => {
    const { open, result } = withFiles();
    open("m/n/a", CREATE, RIGHTS.write);
    expect(open("b", CREATE, RIGHTS.write, result())).toBe(ERRNO.NOTDIR);
    for (const fd of [-1, 0, 1, 99]) expect(open("b", 0, RIGHTS.read, fd)).toBe(ERRNO.BADF);
  });

  it("are limited to 128 open at once", () => {
    const { call, files, open } = withFiles();
    open("m/n/a", CREATE, RIGHTS.write);
    for (let i = 1; i < 128; i++) expect(open("m/n/a", 0, RIGHTS.read)).toBe(ERRNO.SUCCESS);
    expect(open("m/n/a", 0, RIGHTS.read)).toBe(ERRNO.MFILE);
    expect(open("m/n", FOLDER, RIGHTS.read)).toBe(ERRNO.MFILE);
    expect(files.count).toBe(128);
    call("fd_close", 30);
    expect(open("m/n/a", 0, RIGHTS.read)).toBe(ERRNO.SUCCESS);
  });

  it("are never read or written outside of memory", () => {
    const { call, memory, open, result, write } = withFiles();
    open("m/n/a", CREATE, RIGHTS.read | RIGHTS.write);
    const fd = result();
    write(fd, "abc");
    call("fd_seek", fd, 0n, 0, AT.event);
    for (const outside of OUTSIDE) {
      const fault = ERRNO.FAULT;
      for (const name of ["fd_read", "fd_write"] as const) {
        memory.setU32(guestPointer(AT.iovecs), outside);
        memory.setU32(guestPointer(AT.iovecs + 4), 2);
        expect(call(name, fd, AT.iovecs, 1, AT.result)).toBe(fault);
        expect(call(name, fd, outside, 1, AT.result)).toBe(fault);
        expect(call(name, fd, AT.iovecs, 0, outside)).toBe(fault);
        expect(call(name, fd, AT.iovecs, -1, AT.result)).toBe(ERRNO.INVAL);
      }
      expect(call("fd_seek", fd, 0n, 0, outside)).toBe(fault);
      expect(call("fd_fdstat_get", fd, outside)).toBe(fault);
      expect(call("fd_prestat_get", ROOT_FD, outside)).toBe(fault);
      expect(call("fd_readdir", ROOT_FD, outside, 100, 0n, AT.result)).toBe(fault);
      expect(call("fd_readdir", ROOT_FD, AT.text, 100, 0n, outside)).toBe(fault);
      expect(call("path_unlink_file", ROOT_FD, outside, 100)).toBe(fault);
      expect(call("path_open", ROOT_FD, 0, outside, 100, 0, 0n, 0n, 0, AT.result)).toBe(fault);
      expect(call("path_open", ROOT_FD, 0, AT.text, 1, 0, 0n, 0n, 0, outside)).toBe(fault);
      expect(call("path_filestat_get", ROOT_FD, 0, AT.text, 1, outside)).toBe(fault);
    }
    expect(call("path_unlink_file", ROOT_FD, PATH.a, -1)).toBe(ERRNO.NAMETOOLONG);
  });
});
