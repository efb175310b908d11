import { describe, expect, it } from "vitest";
import { WASI_FUNCTIONS } from "../abi/boundary.js";
import { type GuestMemory, guestPointer } from "../abi/memory.js";
import { ERRNO } from "./errno.js";
import { MAX_IO_BYTES } from "./iovecs.js";
import { OutputSink } from "./output.js";
import { AT, OUTSIDE, PAGE_BYTES, STDERR, STDIN, STDOUT, sandbox } from "./sandbox.test-tools.js";
import { ProcExit } from "./wasi.js";

describe("output", () => {
  it("goes to the named stream, and returns its size", () => {
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

  it("refuses a lone surrogate, and writes nothing of that piece", () => {
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

  it.each(OUTSIDE)("returns EFAULT if an address is %s, and writes nothing", (outside) => {
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

  it("accepts only a part of a long write, however many pieces overlap", () => {
    const { call, memory, result, stdout } = sandbox();
    for (let i = 0; i < 6; i++) {
      memory.setU32(guestPointer(AT.iovecs + 8 * i), 0);
      memory.setU32(guestPointer(AT.iovecs + 8 * i + 4), PAGE_BYTES);
    }
    expect(call("fd_write", STDOUT, AT.iovecs, 6, AT.result)).toBe(ERRNO.SUCCESS);
    expect(result()).toBe(MAX_IO_BYTES);
    expect(stdout.text()).toHaveLength(MAX_IO_BYTES);
    expect(call("fd_write", STDOUT, AT.iovecs, 1025, AT.result)).toBe(ERRNO.INVAL);
    expect(call("fd_write", STDOUT, AT.iovecs, -1, AT.result)).toBe(ERRNO.INVAL);
  });

  it("does not cut a long write within a possible surrogate", () => {
    const { call, memory, result } = sandbox();
    const [start, length] = [PAGE_BYTES / 4, (PAGE_BYTES * 3) / 4];
    for (let i = 0; i < 6; i++) {
      memory.setU32(guestPointer(AT.iovecs + 8 * i), start);
      memory.setU32(guestPointer(AT.iovecs + 8 * i + 4), length);
    }
    const cut = start + (MAX_IO_BYTES % length);
    memory.setU8(guestPointer(cut - 1), 0xed);
    memory.setU8(guestPointer(cut), 0x9f);
    expect(call("fd_write", STDOUT, AT.iovecs, 6, AT.result)).toBe(ERRNO.SUCCESS);
    expect(result()).toBe(MAX_IO_BYTES - 1);
    memory.setU8(guestPointer(cut), 0xa0);
    expect(call("fd_write", STDOUT, AT.iovecs, 6, AT.result)).toBe(ERRNO.ILSEQ);
  });

  it("is passed on in whole characters, and the rest at the end", () => {
    const texts: string[] = [];
    const sink = new OutputSink((text) => texts.push(text), Infinity);
    sink.write(new Uint8Array([0x61, 0xe2, 0x82]));
    sink.flush();
    sink.write(new Uint8Array([0xac]));
    sink.flush();
    sink.write(new Uint8Array([0xe2]));
    sink.end();
    expect(texts).toEqual(["a", "€", "\ufffd"]);
    expect(sink.text()).toBe("a€\ufffd");
  });

  it("is truncated at its limit, at a whole character, and reported each time", () => {
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

  it.each([0, 1, 2, 3, 4, 5, 6, 7])("is passed on only up to its limit of %i bytes", (limit) => {
    const texts: string[] = [];
    const sink = new OutputSink((text) => texts.push(text), limit);
    for (const byte of new TextEncoder().encode("é€xy")) sink.write(new Uint8Array([byte]));
    sink.end();
    const expected = ["", "", "é", "é", "é", "é€", "é€x", "é€xy"][limit];
    expect([texts.join(""), sink.text()]).toEqual([expected, expected]);
    expect(sink.isTruncated).toBe(limit < 7);
  });
});

describe("the standard streams", () => {
  it("have input at its end", () => {
    const { call, memory, result } = sandbox();
    memory.setU32(guestPointer(AT.result), 99);
    expect(call("fd_read", STDIN, AT.iovecs, 1, AT.result)).toBe(ERRNO.SUCCESS);
    expect(result()).toBe(0);
    expect(call("fd_read", STDOUT, AT.iovecs, 1, AT.result)).toBe(ERRNO.BADF);
    expect(call("fd_read", STDIN, AT.iovecs, 1, -2)).toBe(ERRNO.FAULT);
  });

  it("are character devices that cannot seek", () => {
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
  it("comes from the platform; the monotonic clock starts with the sandbox", () => {
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

  it("passes during a sleep", () => {
    const { call, memory, result, sleeps } = sandbox();
    subscribe(memory, 0, 2_500_000n, 0);
    expect(call("poll_oneoff", 0, AT.event, 1, AT.result)).toBe(ERRNO.SUCCESS);
    expect(sleeps).toEqual([2.5]);
    expect(result()).toBe(1);
    expect(memory.u64(guestPointer(AT.event))).toBe(77n);
  });

  it("is the only thing to wait for, one wait at a time", () => {
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
  it("pays for every call, and checks the limits after it", () => {
    for (const name of WASI_FUNCTIONS.filter((name) => name !== "proc_exit")) {
      const { call, charged, checks } = sandbox();
      call(name, -1, -1, -1, -1n, -1);
      expect([name, charged() >= 64, checks()]).toEqual([name, true, 1]);
    }
  });

  it("pays for the bytes that it moves", () => {
    const { charged, write } = sandbox();
    write(STDOUT, "x".repeat(800));
    const short = charged();
    write(STDOUT, "x".repeat(8000));
    expect(charged() - short - short).toBe(900);
  });

  it("writes random numbers only within memory", () => {
    const { call, checks, memory } = sandbox();
    expect(call("random_get", AT.text, 4)).toBe(ERRNO.SUCCESS);
    expect(checks()).toBe(1);
    expect(memory.bytes(guestPointer(AT.text), 5)).toEqual(
      new Uint8Array([0xab, 0xab, 0xab, 0xab, 0]),
    );
    expect(call("random_get", PAGE_BYTES - 1, 2)).toBe(ERRNO.FAULT);
    expect(call("random_get", AT.text, -1)).toBe(ERRNO.FAULT);
  });

  it("ends the guest if it exits", () => {
    expect(() => sandbox().call("proc_exit", 0)).toThrow(ProcExit);
  });
});
