import { describe, expect, it } from "vitest";
import { COUNT_KINDS, COUNTS, type CountProgram } from "./counts-programs.js";
import { canaryTrouble, outcomeOf } from "./outcome.js";

/** Excessive counts must be refused while compiling, or when memory or the stack runs out. */
const MAY_REFUSE = ["SyntaxError", "MemoryError", "RuntimeError"];

const UNLIMITED = { fuel: null, wallTimeoutMs: null, maxSourceBytes: null, memoryBytes: 64 << 20 };

/** Returns what is wrong with a program's behaviour, or `null` if it is right. */
function troubleOf({ code, prints }: CountProgram): string | null {
  const { ending, message, facts } = outcomeOf(code, UNLIMITED);
  if (ending === "finished" && facts.stdout === prints) return null;
  if (MAY_REFUSE.includes(ending)) return null;
  return `${ending} ${message.slice(0, 200)} ${facts.stdout.slice(0, 200)}`;
}

describe("a program with many", () => {
  for (const { name, most, program } of COUNT_KINDS) {
    it(`${name} prints what it should, or is refused`, { timeout: 300_000 }, () => {
      const troubles = COUNTS.filter((count) => count <= most).flatMap((count) => {
        const trouble = troubleOf(program(count));
        return trouble === null ? [] : [`${count}: ${trouble}`];
      });
      expect(troubles).toEqual([]);
    });
  }

  it("items in a list can evaluate it from its text", () => {
    const { facts } = outcomeOf("print(len(eval(str(list(range(100000))))))", UNLIMITED);
    expect(facts.stdout).toBe("100000\n");
  });

  it("of anything leaves no trace in others", () => {
    expect(canaryTrouble()).toBeNull();
  });
});

describe("a full heap", () => {
  it.each([100, 1000, 20_000, 60_000])("refuses a frame of %d values", (count) => {
    const code = `
def f(): return [${"1,".repeat(count)}]
def g(*a): return len(a)
class C:
    def m(self, *a): return len(a)
args = [1] * ${count}
method = C().m
kept = []
try:
    while True: kept.append(bytearray(1000))
except MemoryError: pass
for call in (f, lambda: g(*args), lambda: method(*args)):
    try: call()
    except MemoryError: pass
kept = None
print(len(f()), g(*args), method(*args))
`;
    for (const memoryBytes of [2 << 20, 4 << 20, 16 << 20]) {
      const { ending, facts } = outcomeOf(code, { ...UNLIMITED, memoryBytes });
      expect(["finished", "MemoryError"], `${memoryBytes}`).toContain(ending);
      if (ending === "finished") expect(facts.stdout).toBe(`${count} ${count} ${count}\n`);
    }
    expect(canaryTrouble()).toBeNull();
  });

  it("refuses a long name of a module deep in a recursion", () => {
    const code = `
names = ["import " + "a." * n + "a" for n in (100, 5000, 30000)]
def f(n):
    try: f(n + 1)
    except RuntimeError: pass
    for name in names:
        try: exec(name)
        except (RuntimeError, ImportError, SyntaxError, MemoryError): pass
    raise KeyError
try: f(0)
except KeyError: print("ended")
`;
    expect(outcomeOf(code, UNLIMITED).facts.stdout).toBe("ended\n");
  });
});
