import type { WASI_FUNCTIONS } from "../abi/boundary.js";
import { GuestMemory, guestPointer } from "../abi/memory.js";
import type { InputOption } from "../base/options.js";
import { testPlatform } from "../base/platform.test-tools.js";
import { GuestClock } from "./guest-clock.js";
import { InputSource } from "./input.js";
import { NOTHING_MOUNTED, type OpenFiles } from "./open-files.js";
import { OutputSink } from "./output.js";
import { StandardStreams } from "./standard-streams.js";
import { createWasi } from "./wasi.js";

export const PAGE_BYTES = 64 * 1024;
export const STDIN = 0;
export const STDOUT = 1;
export const STDERR = 2;

/** Addresses that the tests use. */
export const AT = { iovecs: 0, result: 256, text: 1024, event: 2048 } as const;
/** Addresses outside of memory, or with no room after them. */
export const OUTSIDE = [PAGE_BYTES, PAGE_BYTES - 1, -1, -0x80000000];

type Call = (...args: (number | bigint)[]) => number;

/** The WASI functions on a memory of one page, and a record of their effects. */
export function sandbox(
  maxBytes = Infinity,
  input: InputOption = "",
  files: OpenFiles = NOTHING_MOUNTED,
) {
  let nowMs = 5000;
  const sleeps: number[] = [];
  const platform = testPlatform({
    monotonicMs: () => nowMs,
    wallNs: () => 1_700_000_000_000_000_000n,
    fillRandom: (bytes) => bytes.fill(0xab),
  });
  const clock = new GuestClock(platform);
  const memory = new GuestMemory(new WebAssembly.Memory({ initial: 1 }));
  const stdout = new OutputSink(null, maxBytes);
  const stderr = new OutputSink(null, maxBytes);
  const streams = new StandardStreams();
  streams.use({ stdin: new InputSource(input), stdout, stderr });
  const truncations: string[] = [];
  let charged = 0;
  let checks = 0;
  const wasi = createWasi({
    memory,
    streams,
    files: () => files,
    charge: (units) => {
      charged += units;
    },
    checkLimits: () => {},
    enter: (units) => {
      charged += units;
    },
    leave: () => {
      checks += 1;
    },
    isStopped: () => false,
    fillRandom: (bytes) => platform.fillRandom(bytes),
    clock: () => clock,
    sleepMs: (ms) => {
      sleeps.push(ms);
      return undefined;
    },
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
    charged: () => charged,
    checks: () => checks,
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
