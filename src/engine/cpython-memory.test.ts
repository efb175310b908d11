import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { SANDBOX_RUN_PROGRAM } from "../abi/constants.js";
import { MARK_TABLE_BYTES } from "../abi/page-marks.js";
import { testPlatform } from "../base/platform.test-tools.js";
import { ArchiveStore } from "../files/archive-store.js";
import { readLibrary } from "../files/library.js";
import { MountTable } from "../files/mount-table.js";
import { InputSource } from "../wasi/input.js";
import { OpenFiles } from "../wasi/open-files.js";
import { OutputSink } from "../wasi/output.js";
import { compileArtifactSync } from "./artifact.js";
import { NO_ANSWERS } from "./host-answers.js";
import { decodeImage } from "./image-file.js";
import { SandboxInstance } from "./instance.js";
import { UNLIMITED } from "./limits.test-tools.js";

const read = (name: string) => readFileSync(new URL(`../../dist/${name}`, import.meta.url));
const artifact = compileArtifactSync(read("cpython-wasi.wasm"));
const image = decodeImage(read("cpython-wasi.image"), artifact);
const library = new ArchiveStore(() => readLibrary(read("cpython-wasi.lib")));
const platform = testPlatform({
  monotonicMs: () => performance.now(),
  fillRandom: (bytes) => bytes.fill(4),
});

/** Code that moves, fills, grows or stops in as many ways as possible. */
const PROGRAMS = [
  "print(1 + 1)",
  "x = [bytearray(i) for i in range(0, 9000, 7)]",
  "x = [[] for _ in range(60_000)]\nfor y in x: y.append(x)",
  "x = 10 ** 20_000\ns = hex(x * x)",
  "def f(n): return n and f(n - 1)\ntry: f(10 ** 6)\nexcept RecursionError: pass",
  "import random, zlib\nzlib.compress(random.randbytes(10 ** 5))",
  "import array\narray.array('d', range(50_000)).tobytes()",
  "import re\nre.sub('(a|b)*c', 'b', 'abc' * 999)",
  "class A:\n  def __del__(self): pass\nx = [A() for _ in range(9999)]\nimport gc; gc.collect()",
  "import asyncio\nasync def main(): await asyncio.sleep(0)\nasyncio.run(main())",
  "import decimal, json, xml.etree.ElementTree as E\nE.fromstring('<a>' + '<b/>' * 3000 + '</a>')",
  "' '.join(chr(i).upper() for i in range(0xd800))",
  "while True: pass",
];

describe("the memory of CPython", { timeout: 120_000 }, () => {
  it.each(PROGRAMS)("is the image's again, to the byte, after %j", (code) => {
    const instance = new SandboxInstance(artifact, platform, 256 * 1024 * 1024);
    const files = new OpenFiles(new MountTable([{ path: "/usr/lib/python3.13", store: library }]));
    const sink = () => new OutputSink(null, 1000);
    const streams = { stdin: new InputSource(""), stdout: sink(), stderr: sink() };
    const host = { ...streams, files, answers: NO_ANSWERS };
    const source = new TextEncoder().encode(code);
    instance.restore(image);
    const call = {
      kind: "source",
      purpose: SANDBOX_RUN_PROGRAM,
      source,
      filename: "a.py",
    } as const;
    const { end } = instance.call(call, host, { ...UNLIMITED, fuel: 40_000_000 });
    // A stop may interrupt it at any point.
    expect(end.kind).toBe(code.startsWith("while") ? "stopped" : "finished");
    instance.restore(image);
    const { memory } = instance.takeWholeSnapshot();
    const expected = image.memory.slice();
    const table = (artifact.pageMarksAt as number) - artifact.stackBytes;
    expected.fill(0, table, table + MARK_TABLE_BYTES);
    expect(Buffer.compare(memory, expected)).toBe(0);
  });
});
