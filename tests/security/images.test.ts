import { gunzipSync, gzipSync } from "node:zlib";
import { createImageSync, Image, MicroPythonInvalidStateError, runSync } from "micropython-wasm";
import { afterAll, describe, expect, it } from "vitest";
import { crc32 } from "../../src/base/crc32.js";
import { zipOf } from "../helpers/zip.js";
import { outcomeOf } from "./outcome.js";
import { Random } from "./random.js";
import { RECURSIONS } from "./recursion-programs.js";
import { AT_THE_EDGE, failuresOnThisThread, TWICE } from "./recursion-runs.js";
import { RECURSIONS_THROUGH_TOOLS } from "./recursion-tools.js";
import { BEFORE_MARKED_BYTES, MemoryWatch } from "./whole-memory.js";

/** What precedes the saved state, the state's own header, and what precedes the files in it. */
const HEADER_BYTES = 10;
const STATE_HEADER_BYTES = 16;
const FILES_AT = 44;

const saved = createImageSync({
  setup: "import m\nx = 1\nopen('/data/a', 'w').write('a')",
  modules: { "m.py": "v = 1" },
  mounts: [{ path: "/data", memory: { maxBytes: 100, maxFiles: 5 } }],
}).save();
const stateAt = HEADER_BYTES + STATE_HEADER_BYTES;
const content = new Uint8Array(gunzipSync(saved.subarray(stateAt)));
const filesBytes = new DataView(content.buffer).getUint32(40, true);
const files = content.subarray(FILES_AT, FILES_AT + filesBytes);

/** An image in a valid format, whatever its content. */
function packed(content: Uint8Array): Uint8Array {
  const compressed = gzipSync(content);
  const bytes = new Uint8Array([...saved.subarray(0, stateAt), ...compressed]);
  new DataView(bytes.buffer).setUint32(HEADER_BYTES + 12, crc32(compressed), true);
  return bytes;
}

/** The same image with other files in it. */
function withFiles(own: Uint8Array): Uint8Array {
  const all = new Uint8Array(content.length - filesBytes + own.length);
  all.set(content.subarray(0, FILES_AT));
  new DataView(all.buffer).setUint32(40, own.length, true);
  all.set(own, FILES_AT);
  all.set(content.subarray(FILES_AT + filesBytes), FILES_AT + own.length);
  return packed(all);
}

/** Files as `encodeImage` writes them. */
function filesOf(description: unknown, list: unknown, contents = ""): Uint8Array {
  const parts = [description, list].map((part) => new TextEncoder().encode(JSON.stringify(part)));
  const sized = parts.flatMap((part) => {
    const size = new Uint8Array(4);
    new DataView(size.buffer).setUint32(0, part.length, true);
    return [...size, ...part];
  });
  return new Uint8Array([...sized, ...new TextEncoder().encode(contents)]);
}

const refused = async (bytes: Uint8Array) => {
  await expect(Image.load(bytes)).rejects.toBeInstanceOf(MicroPythonInvalidStateError);
  expect(() => Image.loadSync(bytes)).toThrow(MicroPythonInvalidStateError);
};

describe("a saved image", () => {
  it("is loaded if it is intact, even packed anew", () => {
    const image = Image.loadSync(packed(content));
    expect(runSync("print(x, m.v, open('/data/a').read())", { image }).stdout).toBe("1 1 a\n");
    const again = Image.loadSync(withFiles(files));
    expect(again.stats).toEqual(image.stats);
  });

  it("is refused if it is truncated anywhere, or followed by something", async () => {
    for (let length = 0; length < saved.length; length += 7)
      await refused(saved.subarray(0, length));
    await refused(new Uint8Array([...saved, 0]));
  });

  it("is refused whichever byte of it has changed", async () => {
    for (let at = 0; at < saved.length; at += 3) {
      const copy = saved.slice();
      copy[at] = (copy[at] as number) ^ 0x41;
      await refused(copy);
    }
  });

  it("of another Python, format or version is refused", async () => {
    for (const [at, value] of [
      [8, 2],
      [9, 1],
      [9, 7],
    ] as const) {
      const copy = saved.slice();
      copy[at] = value;
      await refused(copy);
    }
  });

  it("is refused if its mounts are anything but files and memory in their places", async () => {
    const good = { path: "/data", memory: { maxBytes: 100, maxFiles: 5 } };
    const bad: unknown[] = [
      null,
      5,
      {},
      [5],
      [null],
      [{ path: "data", memory: {} }],
      [{ path: "/data/..", memory: {} }],
      [{ path: "/data", memory: { maxBytes: -1 } }],
      [{ path: "/data", memory: { maxBytes: 2 ** 40 } }],
      [{ path: "/data", memory: 5 }],
      [good, good],
      [good, { path: "/data/inside" }],
    ];
    for (const mounts of bad) {
      await refused(withFiles(filesOf({ memoryBytes: 2 ** 24, mounts }, [])));
    }
    for (const memoryBytes of [2 ** 50, 0, -1, "16", undefined]) {
      await refused(withFiles(filesOf({ memoryBytes, mounts: [] }, [])));
    }
    await refused(withFiles(new Uint8Array(3)));
    await refused(withFiles(new Uint8Array([255, 255, 255, 255, 1])));
  });

  it("never mounts a folder or a store of the host", () => {
    const mounts = [{ path: "/etc", hostDir: "/etc", store: {} }];
    const image = Image.loadSync(withFiles(filesOf({ memoryBytes: 2 ** 24, mounts }, [])));
    const { stdout } = runSync("import os; print(os.listdir('/etc'))", { image });
    expect(stdout).toBe("[]\n");
  });

  it("is refused if its files have paths that lead out of their mounts", async () => {
    const mounts = [{ path: "/data", memory: { maxBytes: 100, maxFiles: 5 } }, { path: "/lib" }];
    for (const path of ["../x", "/x", "a//b", "a/../../b", "", "a\0b"]) {
      for (const mount of ["/data", "/lib"]) {
        const list = [[mount, [[path, 1, 0]]]];
        await refused(withFiles(filesOf({ memoryBytes: 2 ** 24, mounts }, list, "x")));
      }
    }
  });

  it("is refused if its files exceed what their mount may hold", () => {
    const mounts = [{ path: "/data", memory: { maxBytes: 3, maxFiles: 1 } }];
    const list = [["/data", [["a", 9, 0]]]];
    const bytes = withFiles(filesOf({ memoryBytes: 2 ** 24, mounts }, list, "123456789"));
    expect(() => Image.loadSync(bytes)).toThrow(MicroPythonInvalidStateError);
  });

  it("is bounded in memory and in files, before it is unpacked", () => {
    const large = createImageSync({ setup: "x = b'x' * 5_000_000" }).save();
    expect(() => Image.loadSync(large, { memoryBytes: 2 ** 21 })).toThrow(
      "more memory than allowed",
    );
    const bomb = packed(new Uint8Array([...content, ...new Uint8Array(120_000_000)]));
    expect(() => Image.loadSync(bomb)).toThrow("more memory than allowed");
    expect(() => Image.loadSync(saved, { maxFileBytes: 10 })).toThrow("more memory than allowed");
  });

  it("whose memory was tampered with hurts only the programs that start from it", () => {
    const memoryAt = FILES_AT + filesBytes;
    for (let at = memoryAt + 8; at < content.length; at += 5) {
      const copy = content.slice();
      copy[at] = (copy[at] as number) ^ 0x55;
      let image: Image;
      try {
        image = Image.loadSync(packed(copy));
      } catch (error) {
        expect(error).toBeInstanceOf(MicroPythonInvalidStateError);
        continue;
      }
      try {
        runSync("print(x, m.v)", { image, fuel: 1_000_000 });
      } catch (error) {
        expect((error as Error).name).toMatch(/^MicroPython/);
      }
    }
    expect(runSync("print(1 + 1)").stdout).toBe("2\n");
  });
});

describe("code that an image runs before its programs do", () => {
  it("reads and writes nothing of the program before", () => {
    const image = createImageSync({
      python: "cpython",
      setup: `
import _sandbox_packages, os
found = []
def spy(*args):
    print("hidden")
    try: found.append(os.read(0, 100))
    except OSError as error: found.append(error)
class Spy(dict):
    __setitem__ = spy
os.environ = Spy()
_sandbox_packages.use = spy`,
    });
    const heard: string[] = [];
    const onStdout = (text: string) => void heard.push(text);
    const first = runSync("print('shown')", { image, stdin: "secret", onStdout });
    const packages = [{ name: "a.zip", bytes: zipOf([{ path: "a.py", content: "" }]) }];
    const second = runSync("print(found)", { image, env: { A: "1" }, packages });
    expect(second.stdout).toBe("[b'', b'']\n");
    expect([first.stdout, heard.join("")]).toEqual(["shown\n", "shown\n"]);
  });
});

describe("a large image of MicroPython", { timeout: 120_000 }, () => {
  const SETUP = `
rows = [{"id": i, "name": "row " + str(i)} for i in range(5000)]
data = bytearray(1_000_000)
class Node: pass`;
  const watch = new MemoryWatch(BEFORE_MARKED_BYTES);
  afterAll(() => watch.stop());

  /** A program's memory at its start. */
  function memoryOf(image: Image): Uint8Array {
    let memory: Uint8Array | null = null;
    const look = () => {
      memory = watch.copy();
    };
    runSync("look()", { image, hostFunctions: { look } });
    return memory as unknown as Uint8Array;
  }

  /** Where the next program's memory differs from what it should be. */
  function differenceFrom(image: Image, clean: Uint8Array): number | null {
    let difference: number | null = -1;
    const look = () => {
      difference = watch.difference(clean);
    };
    runSync("look()", { image, hostFunctions: { look } });
    return difference;
  }

  it("is the same to the byte for each program, whatever the one before wrote", () => {
    const image = createImageSync({ setup: SETUP, memoryBytes: 2 ** 26 });
    const clean = memoryOf(image);
    for (const code of [
      "pass",
      "data[:] = b'\\xff' * len(data)",
      "for row in rows: row.clear()\nrows.reverse()\nimport gc; gc.collect()",
      "rows.clear(); del data\nx = [bytearray(b'\\xff' * 5000) for _ in range(1500)]",
      "x = bytearray(b'\\xff' * 40_000_000)",
      "x = []\nwhile True: x.append(b'\\xff' * 100_000)",
      "def f(n): return [n, f(n + 1)]\nf(0)",
      "while True: rows.sort(key=lambda row: id(row))",
      "import sys\nsys.path.clear(); sys.modules.clear()\nfor c in (Node, Exception):\n  try: c.x = 1\n  except Exception: pass",
    ]) {
      outcomeOf(code, { image, fuel: 5_000_000, wallTimeoutMs: null });
      expect(differenceFrom(image, clean), code).toBeNull();
    }
  });

  it("is so even for interpreters that are corrupted from the start", () => {
    const saved = createImageSync({ setup: SETUP }).save();
    const content = new Uint8Array(gunzipSync(saved.subarray(stateAt)));
    const filesBytes = new DataView(content.buffer).getUint32(40, true);
    const runs = new DataView(content.buffer).getUint32(FILES_AT + filesBytes + 4, true);
    const bytesAt = FILES_AT + filesBytes + 8 + 8 * runs;
    const random = new Random(24);
    const endings = new Set<string>();
    const differences: (number | null)[] = [];
    for (let i = 0; i < 40; i++) {
      const copy = content.slice();
      for (let change = 0; change < 200; change++) {
        const at = bytesAt + random.below(copy.length - bytesAt - 4);
        const value = random.pick([0, 8, 0xffff_fff8, random.below(2 ** 24) * 8]);
        new DataView(copy.buffer).setUint32(at, value, true);
      }
      const compressed = gzipSync(copy);
      const bytes = new Uint8Array([...saved.subarray(0, stateAt), ...compressed]);
      new DataView(bytes.buffer).setUint32(HEADER_BYTES + 12, crc32(compressed), true);
      const image = Image.loadSync(bytes);
      const limits = { image, fuel: 1_000_000, wallTimeoutMs: null };
      let clean: Uint8Array | null = null;
      const look = () => {
        if (clean === null) clean = watch.copy();
        else differences.push(watch.difference(clean));
      };
      const code = "look()\nrows.sort(key=str)\nfor row in rows: row.clear()\ndata[:] = b'x' * 9";
      for (let run = 0; run < 3; run++) {
        endings.add(outcomeOf(code, { ...limits, hostFunctions: { look } }).ending);
      }
    }
    expect(endings).toContain("crashed");
    expect(differences.length).toBeGreaterThan(20);
    expect(differences.every((difference) => difference === null)).toBe(true);
    expect(runSync("print(1 + 1)").stdout).toBe("2\n");
  });

  it("ends endless recursion in every form as without page marks", () => {
    const image = createImageSync({ setup: SETUP });
    const programs = Object.entries({ ...RECURSIONS, ...RECURSIONS_THROUGH_TOOLS });
    const all = Object.fromEntries([
      ...programs.map(([name, code]) => [name, code + TWICE]),
      ...programs.map(([name, code]) => [`${name}, at the edge`, code + AT_THE_EDGE]),
    ]);
    expect(failuresOnThisThread(all, { image, fuel: 15_000_000, wallTimeoutMs: null })).toEqual([]);
  });
});
