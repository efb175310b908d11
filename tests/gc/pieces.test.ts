import { runSync } from "micropython-wasm";
import { describe, expect, it } from "vitest";

/** Elements of a list that is marked in one piece: 4 KiB, at eight bytes each. */
const PART = 512;

const OPTIONS = { memoryBytes: 64 * 1024 * 1024, fuel: null, wallTimeoutMs: null };

describe("a collection in pieces", () => {
  it.each([
    ["lists of about one part", `[${PART} + i for i in range(-20, 20)]`],
    ["lists of about two parts", `[2 * ${PART} + i for i in range(-20, 20)]`],
    ["lists of many parts", "[0, 1, 100_000, 50_001]"],
  ])("keeps everything in %s", (_, sizes) => {
    const { stdout } = runSync(
      `
import gc
x = []
for size in ${sizes}:
    x.append([[i] for i in range(size)])
    garbage = [[i] for i in range(size)]
for _ in range(3):
    del garbage
    gc.collect()
    garbage = [[-1] for i in range(60_000)]
print(all(y == [[i] for i in range(len(y))] for y in x))`,
      OPTIONS,
    );
    expect(stdout).toBe("True\n");
  });

  it("keeps what is nested so deeply that it has to scan again", () => {
    const { stdout } = runSync(
      `
import gc
x = None
for i in range(100_000):
    x = [x, [i], [i], [i]]
gc.collect()
garbage = [[-1] for i in range(200_000)]
seen = 0
while x:
    x, a, b, c = x
    seen += a == b == c
print(seen)`,
      OPTIONS,
    );
    expect(stdout).toBe("100000\n");
  });

  it("runs the finalisers of objects far from the start of memory", () => {
    const { stdout } = runSync(
      `
import gc
fill = [[i] for i in range(300_000)]
for i in range(300): open("/tmp/%d" % i, "w").write("text")
gc.collect()
for i in range(300): open("/tmp/more%d" % i, "w").write("text")
print("ok")`,
      { ...OPTIONS, mounts: [{ path: "/tmp", memory: {} }] },
    );
    // No more than 64 can be open at once.
    expect(stdout).toBe("ok\n");
  });

  it("finds the start of a large object from a pointer into it", () => {
    const { stdout } = runSync(
      `
import re
s = "a," * 1_000_000
print(len(re.sub(",", lambda match: [match.group(0)][0] * 2, s[:40_000])), len(s))`,
      OPTIONS,
    );
    expect(stdout).toBe("60000 2000000\n");
  });
});
