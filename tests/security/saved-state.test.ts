import { gunzipSync, gzipSync } from "node:zlib";
import fc from "fast-check";
import {
  MicroPythonInvalidStateError,
  MicroPythonSessionSync,
  MicroPythonWasmError,
  runSync,
} from "micropython-wasm";
import { describe, expect, it } from "vitest";
import { crc32 } from "../../src/base/crc32.js";

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

function changed(bytes: Uint8Array, at: number, by: number): Uint8Array {
  const copy = bytes.slice();
  copy[at] = (copy[at] as number) ^ by;
  return copy;
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
    expect(refusal(changed(saved, 8, 3)).message).toContain("its format has version 0");
  });

  it("is refused if its clock makes no sense", () => {
    for (const clock of [Number.NaN, -1, Infinity]) {
      const bytes = content.slice();
      new DataView(bytes.buffer).setFloat64(HASH_BYTES, clock, true);
      refusal(packed(bytes));
    }
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
        fc.integer({ min: MEMORY_AT, max: content.length - 1 }),
        fc.integer({ min: 1, max: 255 }),
      ),
      { minLength: 1, maxLength: 60 },
    );
    let harmless = 0;
    fc.assert(
      fc.property(positions, (changes) => {
        const memory = content.slice();
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
        const memory = content.map((byte, i) =>
          i < MEMORY_AT ? byte : byte ^ (bytes[i % bytes.length] as number),
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
