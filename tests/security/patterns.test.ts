import { MicroPythonLimitError, runSync } from "micropython-wasm";
import { describe, expect, it } from "vitest";

describe("regular expressions of an attacker", () => {
  it.each([
    ["repeats within repeats", 're.match("(a+)+$", "a" * 40 + "b")'],
    ["alternatives that overlap", 're.match("(a|aa)+$", "a" * 60 + "b")'],
    ["a search at every position", 're.search("(x+x+)+y", "x" * 5000)'],
    ["counted repeats of nothing", 're.match("(?:(?:){100000}){100000}", "")'],
    ["many replacements", 're.sub("", "x" * 1000, "y" * 10000000)'],
  ])("%s end with the fuel", (_, call) => {
    const run = () => runSync(`import re\n${call}`, { fuel: 3e6, memoryBytes: 1 << 26 });
    expect(run).toThrow(/fuel|memory/);
    expect(run).toThrow(
      expect.toSatisfy((e) => e instanceof MicroPythonLimitError || /Memory/.test(String(e))),
    );
  });

  it("do not recurse, however deep they are", () => {
    const { stdout } = runSync(
      `import re
n = 20000
print(re.match("(?:" * n + "a" + ")" * n, "a").span())
print(re.match("(?:a|b)*c", "ab" * n + "c").end())
print(re.match("(?=" * 5000 + "a" + ")" * 5000, "a").span())
for broken in "(" * n, "[" * n, "(?:a" * n + "|" * n, "(?P<" + "a" * n:
    try: re.compile(broken)
    except re.error as e: print("re.error")`,
      { fuel: 1e9, memoryBytes: 1 << 27, wallTimeoutMs: 20_000 },
    );
    expect(stdout).toBe(`(0, 1)\n40001\n(0, 0)\n${"re.error\n".repeat(4)}`);
  });

  it("need no more memory than the program has", () => {
    const { stdout } = runSync(
      `import re
try: re.match("(?:(a)|b)*c", "ab" * 1000000)
except MemoryError: print("MemoryError")
try: re.compile("(?:a{2}){2}" * 1000000)
except (MemoryError, re.error): print("refused")
print(re.match("a", "ab"))`,
      { fuel: 1e10, memoryBytes: 1 << 24, wallTimeoutMs: 20_000 },
    );
    expect(stdout).toBe("MemoryError\nrefused\n<re.Match object; span=(0, 1), match='a'>\n");
  });

  it("search a copy of what can change", () => {
    const { stdout } = runSync(`
import re, gc
text = bytearray(b"a1" * 100)
def change(match):
    text[:] = b""
    re.purge()
    gc.collect()
    [bytes(50) for _ in range(100)]
    return match.group() * 2
print(re.sub(b"\\\\d", change, text) == b"a11" * 100)
matches = re.finditer(b"a", text := bytearray(b"aaa"))
next(matches)
text[:] = b""
print([match.span() for match in matches])`);
    expect(stdout).toBe("True\n[(1, 2), (2, 3)]\n");
  });
});
