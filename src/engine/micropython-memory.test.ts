import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { SANDBOX_RUN_PROGRAM } from "../abi/constants.js";
import { MARKS_BEFORE_MEMORY } from "../abi/page-marks.js";
import { testPlatform } from "../base/platform.test-tools.js";
import { InputSource } from "../wasi/input.js";
import { NOTHING_MOUNTED } from "../wasi/open-files.js";
import { OutputSink } from "../wasi/output.js";
import { type Artifact, compileArtifactSync } from "./artifact.js";
import { NO_ANSWERS } from "./host-answers.js";
import { SandboxInstance } from "./instance.js";
import { UNLIMITED } from "./limits.test-tools.js";

const read = (name: string) => readFileSync(new URL(`../../dist/${name}`, import.meta.url));
const plain = compileArtifactSync(read("micropython-wasi.wasm"));
const marked = compileArtifactSync(read("micropython-wasi.marked.wasm"));
const platform = testPlatform({ fillRandom: (bytes) => bytes.fill(4) });
const MEMORY_BYTES = 64 * 1024 * 1024;

/** What the image holds: much of it is written to by some program below. */
const SETUP = `
import json, re
rows = [{"id": i, "name": "row " + str(i), "price": i / 4} for i in range(3000)]
data = bytearray(bytes(range(256)) * 4000)
class Node:
    def __init__(self, next): self.next = next
chain = None
for i in range(2000): chain = Node(chain)
text = "x" * 500_000`;

/** Code that moves, fills, frees, grows or stops in as many ways as possible. */
const PROGRAMS = [
  "print(1 + 1)",
  "for i in range(len(data)): data[i] = 255",
  "data[100:900_000] = bytes(899_900)",
  "rows.sort(key=lambda row: -row['price'])\nfor row in rows: row['id'] = None",
  "rows.clear()\nimport gc\ngc.collect()\nx = [bytearray(i) for i in range(0, 9000, 7)]",
  "while chain: chain = chain.next\ndel text, data\nimport gc; gc.collect()",
  "x = [[] for _ in range(60_000)]\nfor y in x: y.append(x)",
  "x = 10 ** 20_000\ns = hex(x * x)",
  "def f(n): return n and f(n - 1)\ntry: f(10 ** 6)\nexcept RecursionError: pass",
  "x = bytearray(30_000_000)\nfor i in range(0, len(x), 4096): x[i] = 1",
  "try:\n  x = []\n  while True: x.append(bytearray(1_000_000))\nexcept MemoryError: print(len(x))",
  "import array\nx = array.array('d', range(50_000))\nprint(sum(x))",
  "print(len(re.sub('(a|b)*c', 'b', 'abc' * 999)), len(json.dumps(rows)))",
  "class A:\n  def __del__(self): pass\nx = [A() for _ in range(9999)]\nimport gc; gc.collect()",
  "import random\nrandom.shuffle(rows)\nprint(rows[0]['id'])",
  "d = {str(i): i for i in range(20_000)}\nfor i in range(0, 20_000, 2): del d[str(i)]",
  "exec('y = ' + '+'.join(['1'] * 5000))\nprint(y)",
  "while True: data[:100] = data[100:200]",
  "raise ValueError(text[:10])",
];

const LIMITS = { ...UNLIMITED, fuel: 60_000_000 };

/** Runs a program. Returns everything about it that the host can see. */
function outcomeOf(instance: SandboxInstance, code: string) {
  const stdout = new OutputSink(null, 1000);
  const streams = { stdin: new InputSource(""), stdout, stderr: new OutputSink(null, 1000) };
  const host = { ...streams, files: NOTHING_MOUNTED, answers: NO_ANSWERS };
  const source = new TextEncoder().encode(code);
  const purpose = SANDBOX_RUN_PROGRAM;
  const call = { kind: "source", purpose, source, filename: "a.py" } as const;
  const outcome = instance.call(call, host, LIMITS);
  return { ...outcome, printed: stdout.text() };
}

const start = (artifact: Artifact) => new SandboxInstance(artifact, platform, MEMORY_BYTES);

/** The state after the setup. */
function makeImage() {
  const instance = start(plain);
  expect(instance.boot()).toEqual({ kind: "finished" });
  expect(outcomeOf(instance, SETUP).end).toEqual({ kind: "finished" });
  instance.clearFree();
  instance.imageFollows();
  return instance.takeWholeSnapshot();
}

describe("the artifact with page marks", { timeout: 120_000 }, () => {
  const image = makeImage();
  const [copying, marking] = [start(plain), start(marked)];

  it("has the other one's identity", () => {
    expect(marked).toEqual({
      ...plain,
      module: marked.module,
      pageMarksAt: MARKS_BEFORE_MEMORY,
    });
  });

  it.each(PROGRAMS)(
    "does the same as without, and restores all that was written, with %j",
    (code) => {
      const outcomes = [copying, marking].map((instance) => {
        instance.restore(image);
        return outcomeOf(instance, code);
      });
      expect(outcomes[1]).toEqual(outcomes[0]);
      const { memory } = copying.takeWholeSnapshot();
      expect(Buffer.compare(marking.takeWholeSnapshot().memory, memory)).toBe(0);
      // As the difference from the image, too.
      const again = start(plain);
      again.restore(marking.takeSnapshot());
      expect(Buffer.compare(again.takeWholeSnapshot().memory, memory)).toBe(0);
      marking.restore(image);
      expect(Buffer.compare(marking.takeWholeSnapshot().memory, image.memory)).toBe(0);
    },
  );

  it("boots to the same state", () => {
    const states = [plain, marked].map((artifact) => {
      const instance = start(artifact);
      instance.boot();
      return instance.takeWholeSnapshot().memory;
    });
    expect(Buffer.compare(states[0] as Uint8Array, states[1] as Uint8Array)).toBe(0);
  });
});
