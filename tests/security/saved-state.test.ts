import { readFileSync } from "node:fs";
import { gunzipSync, gzipSync } from "node:zlib";
import fc from "fast-check";
import {
  MicroPythonInvalidStateError,
  MicroPythonSessionSync,
  MicroPythonWasmError,
  runSync,
  type SessionOptions,
} from "micropython-wasm";
import { describe, expect, it } from "vitest";
import { crc32 } from "../../src/base/crc32.js";
import { compileArtifactSync } from "../../src/engine/artifact.js";
import { InstancePool } from "../../src/engine/pool.js";
import { decodeMemory } from "../../src/engine/saved-memory.js";
import { type DeltaSnapshot, wholeOf } from "../../src/engine/snapshot.js";
import { platform } from "../../src/platform/node/platform.js";

const HEADER_BYTES = 16;
const HASH_BYTES = 32;
/** After the clock comes the content of memory mounts: no mounts. */
const EMPTY_FILES_BYTES = 4 + 4 + "[]".length;
const MEMORY_AT = HASH_BYTES + 8 + EMPTY_FILES_BYTES;

const session = new MicroPythonSessionSync();
session.run("x = [1, 2]\ndef f(): return len(x)");
const saved = session.save();
const content = new Uint8Array(gunzipSync(saved.subarray(HEADER_BYTES)));

/** A saved state in a valid format, whatever its content. */
function packed(content: Uint8Array): Uint8Array {
  const compressed = gzipSync(content);
  const bytes = new Uint8Array([...saved.subarray(0, HEADER_BYTES), ...compressed]);
  new DataView(bytes.buffer).setUint32(12, crc32(compressed), true);
  return bytes;
}

/** The same state with all of its memory, as one run of bytes, and where that begins. */
function whole(): { readonly state: Uint8Array; readonly memoryAt: number } {
  const wasm = readFileSync(new URL("../../dist/micropython-wasi.wasm", import.meta.url));
  const { artifact, image } = new InstancePool(compileArtifactSync(wasm), platform, []);
  const delta = decodeMemory(content.subarray(MEMORY_AT), { artifact, image }, 0, 2 ** 24);
  const { memory } = wholeOf(delta as DeltaSnapshot, artifact.stackBytes);
  const memoryAt = MEMORY_AT + 16;
  const size = memory.length - (memory.length % 4);
  const state = new Uint8Array(memoryAt + size);
  state.set(content.subarray(0, MEMORY_AT));
  const header = new Uint32Array([artifact.stackBytes + memory.length, 1, 0, size]);
  state.set(new Uint8Array(header.buffer), MEMORY_AT);
  state.set(memory.subarray(0, size), memoryAt);
  return { state, memoryAt };
}

const { state: wholeState, memoryAt: WHOLE_MEMORY_AT } = whole();

function changed(bytes: Uint8Array, at: number, by: number): Uint8Array {
  const copy = bytes.slice();
  copy[at] = (copy[at] as number) ^ by;
  return copy;
}

function memoryEnd(): number {
  return new DataView(content.buffer, MEMORY_AT).getUint32(0, true);
}

function refusal(bytes: Uint8Array, options = {}): MicroPythonInvalidStateError {
  try {
    MicroPythonSessionSync.restore(bytes, options);
  } catch (error) {
    if (error instanceof MicroPythonInvalidStateError) return error;
    throw error;
  }
  return expect.unreachable("it was restored");
}

describe("a saved session", () => {
  it("is restored if it is intact", () => {
    const restored = MicroPythonSessionSync.restore(packed(content));
    expect(restored.run("print(f())").stdout).toBe("2\n");
  });

  it("is refused if it is truncated anywhere", () => {
    for (let length = 0; length < saved.length; length++) refusal(saved.subarray(0, length));
  });

  it("is refused if something follows it", () => {
    refusal(new Uint8Array([...saved, 0]));
  });

  it("is refused whichever bit was changed", () => {
    for (let at = 0; at < saved.length; at++)
      for (let bit = 0; bit < 8; bit++) refusal(changed(saved, at, 1 << bit));
  });

  it("is refused if it is from another artifact, and says so", () => {
    expect(refusal(packed(changed(content, 0, 1))).message).toContain("another artifact");
  });

  it("is refused if it is from another version, and says so", () => {
    expect(refusal(changed(saved, 8, 4)).message).toContain("its format has version 0");
  });

  it("is refused if its clock makes no sense", () => {
    for (const clock of [Number.NaN, -1, Infinity]) {
      const bytes = content.slice();
      new DataView(bytes.buffer).setFloat64(HASH_BYTES, clock, true);
      refusal(packed(bytes));
    }
  });

  it("is refused whichever bit of its structure was changed, or does what it should", () => {
    for (let at = MEMORY_AT; at < content.length; at++) {
      for (let bit = 0; bit < 8; bit++) {
        try {
          MicroPythonSessionSync.restore(packed(changed(content, at, 1 << bit)));
        } catch (error) {
          expect(error).toBeInstanceOf(MicroPythonInvalidStateError);
        }
      }
    }
  });

  it("is refused if its memory overlaps, or is outside of the interpreter's", () => {
    const end = memoryEnd();
    const state = (...runs: (readonly [gap: number, size: number])[]) => {
      const bytes = runs.reduce((sum, [, size]) => sum + size, 0);
      const numbers = new Uint32Array([end, runs.length, ...runs.flat()]);
      return packed(
        new Uint8Array([
          ...content.subarray(0, MEMORY_AT),
          ...new Uint8Array(numbers.buffer),
          ...new Uint8Array(Math.min(bytes, 100)),
        ]),
      );
    };
    MicroPythonSessionSync.restore(state());
    refusal(state([2, 4]));
    refusal(state([4, 6]));
    refusal(state([4, 0]));
    refusal(state([end, 4]));
    refusal(state([2 ** 32 - 4, 8]));
    refusal(state([4, 8], [2 ** 32 - 8, 4]));
    refusal(state([4, 200]));
  });

  it("is refused if it has too little or too much memory", () => {
    refusal(packed(content.subarray(0, MEMORY_AT)));
    refusal(packed(content.subarray(0, content.length - 1)));
    const large = new Uint8Array(64 * 1024 * 1024);
    large.set(content);
    expect(refusal(packed(large)).message).toContain("more memory than allowed");
    const grown = new MicroPythonSessionSync();
    grown.run("a = bytearray(3_000_000)");
    refusal(grown.save(), { memoryBytes: 1024 * 1024 });
  });

  it("can do no more than Python could, whatever its memory holds", () => {
    const options = { fuel: 1_000_000, wallTimeoutMs: 200 };
    const positions = fc.array(
      fc.tuple(
        fc.integer({ min: WHOLE_MEMORY_AT, max: wholeState.length - 1 }),
        fc.integer({ min: 1, max: 255 }),
      ),
      { minLength: 1, maxLength: 60 },
    );
    let harmless = 0;
    fc.assert(
      fc.property(positions, (changes) => {
        const memory = wholeState.slice();
        for (const [at, by] of changes) memory[at] = (memory[at] as number) ^ by;
        const startMs = performance.now();
        try {
          const restored = MicroPythonSessionSync.restore(packed(memory), options);
          restored.run("print(f())\nimport json\nprint(json.dumps({'a': [1.5, x]}))");
          harmless += 1;
          restored.fork().run("x.append(3)");
          restored.save();
        } catch (error) {
          expect(error).toBeInstanceOf(MicroPythonWasmError);
        }
        expect(performance.now() - startMs).toBeLessThan(60_000);
        expect(runSync("print(6 * 7)").stdout).toBe("42\n");
      }),
      { numRuns: 300 },
    );
    expect(harmless).toBeGreaterThan(0);
  });

  it("can do no more than Python could, even if its memory is random noise", () => {
    const noise = fc.uint8Array({ minLength: 1, maxLength: 2000, size: "max" });
    fc.assert(
      fc.property(noise, (bytes) => {
        const memory = wholeState.map((byte, i) =>
          i < WHOLE_MEMORY_AT ? byte : byte ^ (bytes[i % bytes.length] as number),
        );
        try {
          MicroPythonSessionSync.restore(packed(memory), { wallTimeoutMs: 200 }).run("print(1)");
        } catch (error) {
          expect(error).toBeInstanceOf(MicroPythonWasmError);
        }
      }),
      { numRuns: 50 },
    );
    expect(runSync("print(6 * 7)").stdout).toBe("42\n");
  });
});

const PYTHONS = ["micropython", "cpython"] as const;

describe.each(PYTHONS)("a saved session of %s", (python) => {
  const SECRET = "hunter2-correct-horse";
  const start = (options: SessionOptions = {}) =>
    new MicroPythonSessionSync({ python, fuel: null, wallTimeoutMs: null, ...options });
  /** What the saved state contains, as one text. */
  const textOf = (session: MicroPythonSessionSync) =>
    gunzipSync(session.save().subarray(HEADER_BYTES)).toString("latin1");
  const size = (session: MicroPythonSessionSync) => session.save().length;
  const collected = (code: string, end = "del x\nimport gc\ngc.collect()") => {
    const session = start();
    session.run(code);
    session.run(end);
    return session;
  };

  it("holds what the program keeps", () => {
    const session = start();
    session.run(`x = "-".join(["hunter2", "correct", "horse"])`);
    expect(textOf(session)).toContain(SECRET);
  });

  it.each([
    ["a text that the program deleted", `x = "-".join(["hunter2", "correct", "horse"])`],
    ["deleted bytes", `x = b"-".join([b"hunter2", b"correct", b"horse"]) * 3`],
    ["a large deleted text", `x = "-".join(["hunter2", "correct", "horse"] * 10_000)`],
    [
      "what was in a deleted container",
      `x = {"a": ["-".join(["hunter2", "correct", "horse"])] * 9}`,
    ],
    ["a bytearray that was cut short", `x = bytearray(b"hunter2-correct-horse" * 99)\nx[:] = b""`],
    [
      "what was in a finished function, and its exception",
      `def f():
    y = "-".join(["hunter2", "correct", "horse"])
    raise ValueError(y)
try: f()
except ValueError: pass
x = 1`,
    ],
  ])("does not hold %s", (_, code) => {
    const text = textOf(collected(code));
    expect(text.includes(SECRET)).toBe(false);
  });

  it("does not hold the source of a snippet, or its value", () => {
    const session = start();
    session.run(`"-".join(["hunter2", "correct", "horse"]) # ${SECRET}`);
    session.evaluate("None");
    expect(textOf(session).includes(SECRET)).toBe(false);
  });

  it("does not hold a value that the host set and Python deleted", () => {
    const session = start();
    session.globals.set("key", SECRET);
    session.run("del key");
    expect(textOf(session).includes(SECRET)).toBe(false);
  });

  it("does not hold arguments, or results of host functions, that nothing kept", () => {
    const secret = (text: string) => `${text}-correct-horse`;
    const session = start({ hostFunctions: { secret } });
    session.run("def f(x): return len(x)");
    session.call("f", SECRET);
    session.run('len(secret("hunter2"))');
    expect(textOf(session).includes(SECRET)).toBe(false);
  });

  it("does not grow with what came and went", () => {
    const base = size(collected("x = 1"));
    const random = "import random\nx = [random.randbytes(1000) for _ in range(500)]";
    const own =
      "import random\nx = [bytes(random.getrandbits(8) for _ in range(500)) for _ in range(200)]";
    expect(size(collected(python === "cpython" ? random : own))).toBeLessThan(base + 20_000);
    const full = `${own}\ntry:\n    while True: x.append(bytes(10_000))\nexcept MemoryError: x.clear()`;
    expect(size(collected(full))).toBeLessThan(base + 60_000);
  });

  it("does not grow with the number of snippets", () => {
    const session = start();
    session.run("import random");
    const base = size(session);
    for (let i = 0; i < 1000; i++) {
      session.run("x = [random.getrandbits(8) for _ in range(300)]\ny = {'a': x, 'b': [x]}");
    }
    expect(size(session)).toBeLessThan(base + 20_000);
  });

  it("goes on as before, however much was cleared", () => {
    const session = start();
    session.run(`
import gc
def make(n): return [[i, str(i), {"a": i * 1.5}, (i,)] for i in range(n)]
kept = []
for size in (10, 3000, 500):
    made = make(size)
    kept.append(made[::7])
del made
def check(): return [len(part) for part in kept] + [kept[1][9][1], kept[2][3][2]["a"]]`);
    const wanted = session.evaluate("check()");
    for (let i = 0; i < 5; i++) {
      using fork = session.fork();
      using restored = MicroPythonSessionSync.restore(session.save(), { python });
      for (const each of [fork, restored, session]) {
        expect(each.evaluate("check()")).toEqual(wanted);
        each.run("made = make(800); kept[0].append(made); made = None");
        each.run("kept[0].pop(); gc.collect()");
      }
    }
  });
});

describe("a saved session of micropython", () => {
  // The buffer of CPython's `sys.stdin` keeps what was read until more is read.
  it("does not hold input that nothing kept", () => {
    const session = new MicroPythonSessionSync({ stdin: "hunter2-correct-horse\n" });
    session.run("len(input())");
    const text = gunzipSync(session.save().subarray(HEADER_BYTES)).toString("latin1");
    expect(text.includes("hunter2-correct-horse")).toBe(false);
  });
});

// MicroPython refuses classes with `__del__`.
describe("a saved session of cpython", () => {
  it("runs no code of the program", () => {
    const called: string[] = [];
    const note = (text: string) => called.push(text);
    const session = new MicroPythonSessionSync({ python: "cpython", hostFunctions: { note } });
    session.run(`
class Noted:
    def __del__(self): note("deleted")
x = Noted()
x.itself = x
del x`);
    const before = called.length;
    session.save();
    session.fork().close();
    expect(called.length).toBe(before);
  });
});
