import { MicroPythonSessionSync } from "micropython-wasm";
import { describe, expect, it } from "vitest";

describe("names", () => {
  it("stay apart after 65,536 of them", { timeout: 60_000 }, () => {
    const session = new MicroPythonSessionSync({
      fuel: null,
      wallTimeoutMs: null,
      memoryBytes: 64 * 1024 * 1024,
    });
    session.run(`
class A: pass
a = A()
for i in range(66000):
  setattr(a, 'name%d' % i, i)
  delattr(a, 'name%d' % i)
`);
    const code = `
def first(title): return title
class Second: second = 2
class ThirdError(Exception): pass
from collections import namedtuple
Fourth = namedtuple("Fourth", ("fifth", "sixth"))
def outer():
  seventh = 7
  def inner():
    nonlocal seventh
    seventh += 1
    return seventh
  return inner()
def eighth(**ninth): return sorted(ninth)
print(first(title=1), first.__name__, Second.__name__, Second.second, Fourth(1, sixth=2))
print(outer(), eighth(tenth=1, eleventh=2), len([1]), max(2, 1))
`;
    expect(session.run(code).stdout).toBe(
      "1 first Second 2 Fourth(fifth=1, sixth=2)\n8 ['eleventh', 'tenth'] 1 2\n",
    );
    session.globals.set("twelfth", 12);
    session.registerFunction(() => 13, { name: "thirteenth" });
    expect(session.run("print(twelfth, thirteenth())").stdout).toBe("12 13\n");
    session.run("fourteenth = 14");
    expect(session.globals.get("fourteenth")).toBe(14);
    const options = { memoryBytes: 64 * 1024 * 1024 };
    const restored = MicroPythonSessionSync.restore(session.save(), options);
    expect(restored.run("print(twelfth, Second.__name__)").stdout).toBe("12 Second\n");
    expect(() => session.run("def fifteenth(): raise ThirdError('x')\nfifteenth()")).toThrow(
      expect.objectContaining({
        pythonType: "ThirdError",
        traceback: expect.stringContaining("in fifteenth"),
      }),
    );
  });
});
