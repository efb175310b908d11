import { describe, expect, it } from "vitest";
import { GuestMemory, guestPointer } from "../abi/memory.js";
import type { InputOption } from "../base/options.js";
import type { Platform } from "../base/platform.js";
import { MemoryStore } from "../files/memory-store.js";
import { MountTable } from "../files/mount-table.js";
import { ERRNO } from "./errno.js";
import { InputSource } from "./input.js";
import { NO_FILES, OpenFiles, ROOT_FD } from "./open-files.js";
import { OutputSink } from "./output.js";
import { StandardStreams } from "./standard-streams.js";
import { createWasi, ProcExit, type WASI_FUNCTIONS } from "./wasi.js";

const PAGE_BYTES = 64 * 1024;
const STDIN = 0;
const STDOUT = 1;
const STDERR = 2;

/** Addresses that the tests put things at. */
const AT = { iovecs: 0, result: 256, text: 1024, event: 2048 } as const;
const OUTSIDE = [PAGE_BYTES, PAGE_BYTES - 1, -1, -0x80000000];

type Call = (...args: (number | bigint)[]) => number;

function sandbox(maxBytes = Infinity, input: InputOption = "", files: OpenFiles = NO_FILES) {
  let nowMs = 5000;
  const sleeps: number[] = [];
  const platform: Platform = {
    monotonicMs: () => nowMs,
    wallNs: () => 1_700_000_000_000_000_000n,
    fillRandom: (bytes) => bytes.fill(0xab),
    sleepMs: () => {},
    gzip: (bytes) => bytes,
    gunzip: (bytes) => bytes,
    packagedArtifact: "",
    loadArtifact: () => Promise.reject(new Error("not in this test")),
    loadArtifactSync: () => new Uint8Array(),
    openHostDir: () => {
      throw new Error("not in this test");
    },
  };
  const memory = new GuestMemory(new WebAssembly.Memory({ initial: 1 }));
  const stdout = new OutputSink(null, maxBytes);
  const stderr = new OutputSink(null, maxBytes);
  const streams = new StandardStreams();
  streams.use({ stdin: new InputSource(input), stdout, stderr });
  const truncations: string[] = [];
  let filesUsed = 0;
  const wasi = createWasi({
    memory,
    platform,
    streams,
    files: () => files,
    onFileUsed: () => {
      filesUsed += 1;
    },
    monotonicMs: () => nowMs - 5000,
    sleepMs: (ms) => sleeps.push(ms),
    onTruncated: () => truncations.push(stdout.isTruncated ? "stdout" : "stderr"),
  }) as unknown as Record<string, Call>;
  const call = (name: (typeof WASI_FUNCTIONS)[number], ...args: (number | bigint)[]) =>
    (wasi[name] as Call)(...args);

  const write = (fd: number, ...pieces: (string | number[])[]) => {
    let at: number = AT.text;
    for (const [i, piece] of pieces.entries()) {
      const bytes = typeof piece === "string" ? Buffer.from(piece) : new Uint8Array(piece);
      memory.write(guestPointer(at), bytes);
      memory.setU32(guestPointer(AT.iovecs + 8 * i), at);
      memory.setU32(guestPointer(AT.iovecs + 8 * i + 4), bytes.length);
      at += bytes.length;
    }
    return call("fd_write", fd, AT.iovecs, pieces.length, AT.result);
  };
  const result = () => memory.u32(guestPointer(AT.result));
  const pass = (ms: number) => {
    nowMs += ms;
  };
  return {
    call,
    filesUsed: () => filesUsed,
    memory,
    pass,
    result,
    sleeps,
    stderr,
    stdout,
    truncations,
    write,
  };
}

describe("output", () => {
  it("goes to the stream that was named, and its size is answered", () => {
    const { result, stderr, stdout, write } = sandbox();
    expect(write(STDOUT, "a", "", "bc")).toBe(ERRNO.SUCCESS);
    expect(result()).toBe(3);
    expect(write(STDERR, "no")).toBe(ERRNO.SUCCESS);
    expect([stdout.text(), stderr.text()]).toEqual(["abc", "no"]);
  });

  it("keeps a character that is split across writes", () => {
    const { stdout, write } = sandbox();
    write(STDOUT, [0xf0, 0x9f]);
    write(STDOUT, [0x98, 0x80]);
    expect(stdout.text()).toBe("😀");
  });

  it("refuses half of a surrogate pair, and writes nothing of that piece", () => {
    const { stdout, write } = sandbox();
    expect(write(STDOUT, [0x61, 0xed, 0xa0, 0x80])).toBe(ERRNO.ILSEQ);
    expect(write(STDOUT, "fine", [0xed, 0xbf, 0xbf])).toBe(ERRNO.ILSEQ);
    expect(write(STDOUT, "\ud7ff")).toBe(ERRNO.SUCCESS);
    expect(stdout.text()).toBe("\ud7ff");
  });

  it.each([STDIN, 3, -1, 1.5])("cannot go to descriptor %s", (fd) => {
    expect(sandbox().write(fd, "x")).toBe(ERRNO.BADF);
  });

  it("cannot go to a stream that was closed", () => {
    const { call, stderr, stdout, write } = sandbox();
    expect(call("fd_close", STDOUT)).toBe(ERRNO.SUCCESS);
    expect(call("fd_close", STDOUT)).toBe(ERRNO.BADF);
    expect(call("fd_sync", STDOUT)).toBe(ERRNO.BADF);
    expect(write(STDOUT, "x")).toBe(ERRNO.BADF);
    expect(write(STDERR, "y")).toBe(ERRNO.SUCCESS);
    expect([stdout.text(), stderr.text()]).toEqual(["", "y"]);
  });

  it.each(OUTSIDE)("answers EFAULT where an address is %s, and writes nothing", (outside) => {
    const { call, memory, stdout } = sandbox();
    memory.setU32(guestPointer(AT.iovecs), AT.text);
    memory.setU32(guestPointer(AT.iovecs + 4), 4);
    expect(call("fd_write", STDOUT, outside, 1, AT.result)).toBe(ERRNO.FAULT);
    expect(call("fd_write", STDOUT, AT.iovecs, 1, outside)).toBe(ERRNO.FAULT);
    memory.setU32(guestPointer(AT.iovecs), outside);
    expect(call("fd_write", STDOUT, AT.iovecs, 1, AT.result)).toBe(ERRNO.FAULT);
    memory.setU32(guestPointer(AT.iovecs), AT.text);
    memory.setU32(guestPointer(AT.iovecs + 4), -1);
    expect(call("fd_write", STDOUT, AT.iovecs, 1, AT.result)).toBe(ERRNO.FAULT);
    expect(stdout.text()).toBe("");
  });

  it("cannot be made larger than the memory by pieces that overlap", () => {
    const { call, memory, stdout } = sandbox();
    for (let i = 0; i < 3; i++) {
      memory.setU32(guestPointer(AT.iovecs + 8 * i), 0);
      memory.setU32(guestPointer(AT.iovecs + 8 * i + 4), PAGE_BYTES / 2);
    }
    expect(call("fd_write", STDOUT, AT.iovecs, 3, AT.result)).toBe(ERRNO.INVAL);
    expect(call("fd_write", STDOUT, AT.iovecs, 1025, AT.result)).toBe(ERRNO.INVAL);
    expect(call("fd_write", STDOUT, AT.iovecs, -1, AT.result)).toBe(ERRNO.INVAL);
    expect(stdout.text()).toBe("");
  });

  it("is passed on in whole characters, and at the end what is left", () => {
    const texts: string[] = [];
    const sink = new OutputSink((text) => texts.push(text), Infinity);
    sink.write(new Uint8Array([0x61, 0xe2, 0x82]));
    sink.write(new Uint8Array([0xac]));
    sink.write(new Uint8Array([0xe2]));
    sink.end();
    expect(texts).toEqual(["a", "€", "\ufffd"]);
    expect(sink.text()).toBe("a€\ufffd");
  });

  it("is cut at its limit, at a whole character, and reported each time", () => {
    const { result, stderr, stdout, truncations, write } = sandbox(4);
    expect(write(STDOUT, "ab")).toBe(ERRNO.SUCCESS);
    expect(write(STDERR, "four")).toBe(ERRNO.SUCCESS);
    expect(truncations).toEqual([]);
    expect(write(STDOUT, "c€", "d")).toBe(ERRNO.SUCCESS);
    expect(result()).toBe(5);
    expect(write(STDOUT, "e")).toBe(ERRNO.SUCCESS);
    expect(truncations).toEqual(["stdout", "stdout"]);
    expect([stdout.text(), stderr.text()]).toEqual(["abc", "four"]);
    expect([stdout.isTruncated, stderr.isTruncated]).toEqual([true, false]);
  });

  it.each([0, 1, 2, 3, 4, 5, 6, 7])(
    "is passed on only as far as its limit of %i bytes",
    (limit) => {
      const texts: string[] = [];
      const sink = new OutputSink((text) => texts.push(text), limit);
      for (const byte of new TextEncoder().encode("é€xy")) sink.write(new Uint8Array([byte]));
      sink.end();
      const expected = ["", "", "é", "é", "é", "é€", "é€x", "é€xy"][limit];
      expect([texts.join(""), sink.text()]).toEqual([expected, expected]);
      expect(sink.isTruncated).toBe(limit < 7);
    },
  );
});

describe("the standard streams", () => {
  it("have an input that is at its end", () => {
    const { call, memory, result } = sandbox();
    memory.setU32(guestPointer(AT.result), 99);
    expect(call("fd_read", STDIN, AT.iovecs, 1, AT.result)).toBe(ERRNO.SUCCESS);
    expect(result()).toBe(0);
    expect(call("fd_read", STDOUT, AT.iovecs, 1, AT.result)).toBe(ERRNO.BADF);
    expect(call("fd_read", STDIN, AT.iovecs, 1, -2)).toBe(ERRNO.FAULT);
  });

  it("are character devices that cannot be sought in", () => {
    const { call, memory } = sandbox();
    for (const fd of [STDIN, STDOUT, STDERR]) {
      expect(call("fd_fdstat_get", fd, AT.result)).toBe(ERRNO.SUCCESS);
      expect(memory.u8(guestPointer(AT.result))).toBe(2);
      expect(call("fd_seek", fd, 0n, 0, AT.result)).toBe(ERRNO.SPIPE);
      expect(call("fd_sync", fd)).toBe(ERRNO.SUCCESS);
    }
    expect(call("fd_fdstat_get", 4, AT.result)).toBe(ERRNO.BADF);
    expect(call("fd_seek", 4, 0n, 0, AT.result)).toBe(ERRNO.BADF);
    expect(call("fd_fdstat_get", STDOUT, PAGE_BYTES - 23)).toBe(ERRNO.FAULT);
  });
});

describe("time", () => {
  it("is the platform's; the monotonic clock starts with the sandbox", () => {
    const { call, memory, pass } = sandbox();
    pass(0.0015);
    expect(call("clock_time_get", 0, 1n, AT.result)).toBe(ERRNO.SUCCESS);
    expect(memory.u64(guestPointer(AT.result))).toBe(1_700_000_000_000_000_000n);
    expect(call("clock_time_get", 1, 1n, AT.result)).toBe(ERRNO.SUCCESS);
    expect(memory.u64(guestPointer(AT.result))).toBe(1_500n);
  });

  it("has no other clocks", () => {
    const { call } = sandbox();
    for (const clock of [2, 3, -1]) {
      expect(call("clock_time_get", clock, 1n, AT.result)).toBe(ERRNO.INVAL);
    }
    expect(call("clock_time_get", 0, 1n, PAGE_BYTES - 7)).toBe(ERRNO.FAULT);
  });

  function subscribe(memory: GuestMemory, type: number, timeoutNs: bigint, flags: number) {
    memory.setU64(guestPointer(0), 77n);
    memory.setU8(guestPointer(8), type);
    memory.setU32(guestPointer(16), 1);
    memory.setU64(guestPointer(24), timeoutNs);
    memory.setU8(guestPointer(40), flags);
  }

  it("can be slept through", () => {
    const { call, memory, result, sleeps } = sandbox();
    subscribe(memory, 0, 2_500_000n, 0);
    expect(call("poll_oneoff", 0, AT.event, 1, AT.result)).toBe(ERRNO.SUCCESS);
    expect(sleeps).toEqual([2.5]);
    expect(result()).toBe(1);
    expect(memory.u64(guestPointer(AT.event))).toBe(77n);
  });

  it("is the only thing that can be waited for, one wait at a time", () => {
    const { call, memory, sleeps } = sandbox();
    subscribe(memory, 1, 0n, 0);
    expect(call("poll_oneoff", 0, AT.event, 1, AT.result)).toBe(ERRNO.NOTSUP);
    subscribe(memory, 0, 0n, 1);
    expect(call("poll_oneoff", 0, AT.event, 1, AT.result)).toBe(ERRNO.NOTSUP);
    subscribe(memory, 0, 0n, 0);
    expect(call("poll_oneoff", 0, AT.event, 2, AT.result)).toBe(ERRNO.NOTSUP);
    expect(call("poll_oneoff", 0, AT.event, 0, AT.result)).toBe(ERRNO.NOTSUP);
    for (const outside of OUTSIDE) {
      expect(call("poll_oneoff", outside, AT.event, 1, AT.result)).toBe(ERRNO.FAULT);
      expect(call("poll_oneoff", 0, outside, 1, AT.result)).toBe(ERRNO.FAULT);
      expect(call("poll_oneoff", 0, AT.event, 1, outside)).toBe(ERRNO.FAULT);
    }
    expect(sleeps).toEqual([]);
  });
});

describe("everything else", () => {
  it("gives random numbers, only within memory", () => {
    const { call, memory } = sandbox();
    expect(call("random_get", AT.text, 4)).toBe(ERRNO.SUCCESS);
    expect(memory.bytes(guestPointer(AT.text), 5)).toEqual(
      new Uint8Array([0xab, 0xab, 0xab, 0xab, 0]),
    );
    expect(call("random_get", PAGE_BYTES - 1, 2)).toBe(ERRNO.FAULT);
    expect(call("random_get", AT.text, -1)).toBe(ERRNO.FAULT);
  });

  it("ends the guest where it asks for that", () => {
    expect(() => sandbox().call("proc_exit", 0)).toThrow(ProcExit);
  });
});

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

  it("are not there where nothing is mounted", () => {
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

  it("are written, sought in, read and closed", () => {
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
    // Without the right to write, nothing is made and nothing emptied.
    expect(open("m/n/b", CREATE, RIGHTS.read)).toBe(ERRNO.NOENT);
  });

  it("have sizes, times and kinds, and tell nothing else", () => {
    const { memory, open, result, stat, write } = withFiles();
    open("m/n/a", CREATE, RIGHTS.write);
    write(result(), "abc");
    for (const [path, type, size, ms] of [
      ["m/n/a", 4, 3n, 1234n],
      ["m/n", 3, 0n, 1234n],
      ["m", 3, 0n, 0n],
      [".", 3, 0n, 0n],
    ] as const) {
      expect(stat(path)).toBe(ERRNO.SUCCESS);
      const words = [0, 8, 24, 32, 40, 48, 56].map((at) => memory.u64(guestPointer(AT.event + at)));
      const ns = ms * 1_000_000n;
      expect(words).toEqual([0n, 1n, 1n, size, ns, ns, ns]);
      expect(memory.u8(guestPointer(AT.event + 16))).toBe(type);
    }
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

  it("cannot be named from what is no folder", () => {
    const { open, result } = withFiles();
    open("m/n/a", CREATE, RIGHTS.write);
    expect(open("b", CREATE, RIGHTS.write, result())).toBe(ERRNO.NOTDIR);
    for (const fd of [-1, 0, 1, 99]) expect(open("b", 0, RIGHTS.read, fd)).toBe(ERRNO.BADF);
  });

  it("are open 64 at a time at most", () => {
    const { call, files, open } = withFiles();
    open("m/n/a", CREATE, RIGHTS.write);
    for (let i = 1; i < 64; i++) expect(open("m/n/a", 0, RIGHTS.read)).toBe(ERRNO.SUCCESS);
    expect(open("m/n/a", 0, RIGHTS.read)).toBe(ERRNO.MFILE);
    expect(open("m/n", FOLDER, RIGHTS.read)).toBe(ERRNO.MFILE);
    expect(files.count).toBe(64);
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

  it("are looked after: the limits of the run may have been reached", () => {
    const { filesUsed, stat } = withFiles();
    stat("m/n/a");
    expect(filesUsed()).toBe(1);
  });
});
