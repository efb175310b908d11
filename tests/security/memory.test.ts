import { describe, expect, it } from "vitest";
import { canaryTrouble, indent, outcomeOf } from "./outcome.js";

const KIB = 1024;
const MIB = 1024 * KIB;
/** The minimum, and more. */
const SIZES = [704 * KIB, 2 * MIB];

/** Ways to use more memory than there is. */
const HOGS: Readonly<Record<string, string>> = {
  "a list that grows": "x = []\nwhile True: x.append(x)",
  "a list of lists": "x = []\nwhile True: x = [x, [], {}]",
  "a list that is doubled": "x = [1]\nwhile True: x += x",
  "a list that is multiplied": "x = [0] * 10 ** 9",
  "a tuple that is doubled": "x = (1,)\nwhile True: x += x",
  "a text that is doubled": "x = 'a'\nwhile True: x += x",
  "a text that is multiplied": "x = 'ab' * 10 ** 9",
  "a text that is joined": "x = 'ab' * 1000\nx = ''.join([x] * 10 ** 6)",
  "a text that is replaced": "x = 'a' * 10000\nwhile True: x = x.replace('a', 'aa')",
  "a text that is padded": "x = '{:>2000000000}'.format(1)",
  "a text that is formatted": "x = '%2000000000d' % 1",
  "a bytearray": "x = bytearray(2 ** 31 - 1)",
  bytes: "x = bytes(2 ** 31)",
  "bytes of many sizes":
    "n = 1\nx = []\nwhile True:\n    n = n * 5 // 4 + 1\n    x.append(bytearray(n))",
  "a bytearray that grows": "x = bytearray()\nwhile True: x.extend(b'abcdefgh' * 100)",
  "a dict that grows": "x = {}\ni = 0\nwhile True:\n    x[i] = i\n    i += 1",
  "a dict of texts": "x = {}\ni = 0\nwhile True:\n    x[str(i) * 10] = [i]\n    i += 1",
  "a set that grows": "x = set()\ni = 0.5\nwhile True:\n    x.add(i)\n    i += 1",
  attributes: "class A: pass\ni = 0\nwhile True:\n    setattr(A, 'a%d' % i, i)\n    i += 1",
  names: "i = 0\nwhile True:\n    exec('name%d = 1' % i)\n    i += 1",
  classes: "x = []\nwhile True: x.append(type('A', (), {}))",
  functions: "x = None\nwhile True:\n    def f(x=x): pass\n    x = f",
  generators: "def g(x): yield x\nx = []\nwhile True:\n    x.append(g(x))\n    next(x[-1])",
  exceptions:
    "x = None\nwhile True:\n    try:\n        raise ValueError(x)\n    except ValueError as e: x = e",
  frames: `def f(n):\n    ${Array.from({ length: 100 }, (_, i) => `v${i} = [n]`).join("; ")}\n    return f(n + 1)\nx = f(0)`,
  "a huge int": "n = 10 ** 9\nx = 1 << n",
  "an int that is squared": "x = 3\nwhile True: x = x * x",
  "an int of text": "x = int('9' * 10 ** 6)\nx = x ** 1000",
  "a deque": "from collections import deque\nx = deque(range(10 ** 9))",
  "an array": "import array\nx = array.array('q', range(10 ** 9))",
  "a range that is listed": "x = list(range(10 ** 9))",
  "a range that is sorted": "x = sorted(range(10 ** 9))",
  json: "import json\nx = json.loads('[' + '[],' * 10 ** 6 + '[]]')",
  "json that is written": "import json\nx = json.dumps([['x' * 1000] * 1000] * 1000)",
  "io.BytesIO": "import io\nx = io.BytesIO()\nwhile True: x.write(b'x' * 1000)",
  "io.StringIO": "import io\nx = io.StringIO()\nwhile True: x.write('x' * 1000)",
  "a large stream buffer": "import io\nx = io.BufferedWriter(io.BytesIO(), 10 ** 9)",
  "a compressor":
    "import deflate, io\nx = []\nwhile True:\n    x.append(deflate.DeflateIO(io.BytesIO(), deflate.ZLIB, 15))\n    x[-1].write(b'x')",
  "an expander": `
import deflate, io
out = io.BytesIO()
with deflate.DeflateIO(out, deflate.ZLIB) as d:
    for i in range(100): d.write(bytes(1000))
x = []
while True: x.append(deflate.DeflateIO(io.BytesIO(out.getvalue())).read())`,
  patterns: "import re\nx = []\nwhile True: x.append(re.compile('(a|b)*' * 10))",
  "a large source": "x = []\nwhile True: x.append(compile('a = 1\\n' * 1000, 'x', 'exec'))",
  "random bytes": "import os\nx = os.urandom(10 ** 9)",
  tasks:
    "import asyncio\nasync def f(): await asyncio.sleep(1)\nasync def g():\n    while True: asyncio.create_task(f())\nx = asyncio.run(g())",
};

/** Memory that stays in use after the program dropped it. */
const KEPT_FOR_EVER = { names: true, attributes: true };

/** Fills the memory twice, with or without a reserve for later; drops what filled it, and continues. */
function programOf(hog: string, headroomBytes: number): string {
  return `
import gc
def hog():
${indent(hog)}
ended = 0
for i in range(2):
    headroom = None
    try:
        # It may not fit between what is left of the first round.
        headroom = bytearray(${headroomBytes})
        hog()
    except Exception as e:
        headroom = None
        gc.collect()
        ended += isinstance(e, (MemoryError, RuntimeError, OverflowError, ValueError))
x = [str(i) for i in range(100)]
print(ended, sum(map(int, x)), len(bytearray(10000)), {i: x[i] for i in range(3)})
`;
}

const WORKED = "2 4950 10000 {0: '0', 1: '1', 2: '2'}\n";

describe.each(SIZES)("in %i bytes", (memoryBytes) => {
  const limits = { memoryBytes, fuel: 50_000_000, wallTimeoutMs: null };

  it.each(Object.entries(HOGS))("%s cannot use more, and the interpreter survives", (name, hog) => {
    for (const headroomBytes of memoryBytes >= 2 * MIB ? [128 * KIB, 0] : [0]) {
      const { ending, facts } = outcomeOf(programOf(hog, headroomBytes), limits);
      expect(facts.peakMemoryBytes).toBeLessThanOrEqual(memoryBytes);
      // Names are kept forever, because their number is expected to be small.
      if (name in KEPT_FOR_EVER && ending === "MemoryError") continue;
      // Much memory takes long to fill.
      if (ending === "fuel") continue;
      // What the program no longer uses may still be on the stack, and be all that is left.
      if (headroomBytes === 0 && ending === "MemoryError") continue;
      expect([ending, facts.stdout]).toEqual(["finished", WORKED]);
    }
    expect(canaryTrouble()).toBeNull();
  });
});

describe("an uncaught MemoryError", () => {
  it.each(Object.entries(HOGS))("ends a program: %s", (_, hog) => {
    const { ending, facts } = outcomeOf(hog, { memoryBytes: 704 * KIB, wallTimeoutMs: null });
    expect(["MemoryError", "RuntimeError", "OverflowError", "ValueError", "fuel"]).toContain(
      ending,
    );
    expect(facts.peakMemoryBytes).toBeLessThanOrEqual(704 * KIB);
    expect(canaryTrouble()).toBeNull();
  });
});

describe("freed memory", () => {
  it("is reused: 3 million lists fit into 16 MiB", () => {
    const code = "for i in range(3000000): x = [i, i]\nprint(x)";
    const { ending, facts } = outcomeOf(code, { fuel: null, wallTimeoutMs: null });
    expect(ending).toBe("finished");
    expect(facts.stdout).toBe("[2999999, 2999999]\n");
    expect(facts.peakMemoryBytes).toBeLessThanOrEqual(16 * MIB);
  });

  it("is reused after every MemoryError", () => {
    const code = `
import gc
counts = []
for i in range(50):
    try:
        x = []
        while True: x.append(bytearray(5000))
    except MemoryError:
        counts.append(len(x))
        x.clear()
        gc.collect()
print(min(counts) > 250)`;
    const { message, facts } = outcomeOf(code, {
      memoryBytes: 2 * MIB,
      fuel: null,
      wallTimeoutMs: null,
    });
    expect([facts.stdout, message]).toEqual(["True\n", ""]);
  });
});

describe("no memory at all", () => {
  it("still lets a program handle errors", () => {
    const code = `
kept = []
size = 2 ** 20
while size >= 1:
    try:
        while True: kept.append(bytearray(size))
    except MemoryError: size //= 2
caught = 0
for i in range(50):
    try:
        [1, 2, 3, 4, 5, 6, 7, 8][i]
    except (MemoryError, IndexError): caught += 1
kept = None
print("caught", caught)`;
    for (const memoryBytes of SIZES) {
      const { ending, facts } = outcomeOf(code, { memoryBytes, fuel: null, wallTimeoutMs: null });
      expect(["finished", "MemoryError"]).toContain(ending);
      if (ending === "finished") expect(facts.stdout).toMatch(/^caught \d+\n$/);
    }
  });

  it("is reported if the program itself does not fit", () => {
    const long = `x = "${"a".repeat(900_000)}"`;
    expect(["memory", "MemoryError"]).toContain(outcomeOf(long, { memoryBytes: 704 * KIB }).ending);
    const argv = Array.from({ length: 100 }, () => "a".repeat(20_000));
    expect(outcomeOf("1", { memoryBytes: 704 * KIB, argv }).ending).toMatch(/memory|MemoryError/);
    expect(canaryTrouble()).toBeNull();
  });
});
