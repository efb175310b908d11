import { MicroPythonSessionSync, runSync } from "micropython-wasm";
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

  it("and strings that nothing refers to are forgotten", { timeout: 120_000 }, () => {
    const session = new MicroPythonSessionSync();
    session.run("import gc\ndef join(row, price): return row + ':' + str(price)");
    const bytesInUse = () => Number(session.evaluate("(gc.collect(), gc.mem_alloc())[1]"));
    const evaluateUpTo = (first: number, end: number) => {
      for (let i = first; i < end; i++) {
        expect(session.evaluate(`join("id${i}", ${i})`)).toBe(`id${i}:${i}`);
        if (i % 10 === 0) session.run(`def name${i}(arg${i}): return arg${i}\ndel name${i}`);
      }
    };
    evaluateUpTo(0, 1000);
    const before = bytesInUse();
    evaluateUpTo(1000, 20_000);
    expect(bytesInUse()).toBeLessThan(before + 1024);
  });

  it("in use stay as they are", { timeout: 120_000 }, () => {
    const session = new MicroPythonSessionSync({ fuel: null, memoryBytes: 64 << 20 });
    const count = 20_000;
    for (let i = 0; i < count; i++) session.run(`kept${i} = 'v${i}'`);
    session.run("import gc\ngc.collect()");
    const code = `print(all(globals()['kept%d' % i] == 'v%d' % i for i in range(${count})), kept7)`;
    expect(session.run(code).stdout).toBe("True v7\n");
    const restored = MicroPythonSessionSync.restore(session.save(), { memoryBytes: 64 << 20 });
    expect(restored.run(`print(kept0, kept${count - 1})`).stdout).toBe(`v0 v${count - 1}\n`);
    expect(session.fork().evaluate(`kept${count - 2}`)).toBe(`v${count - 2}`);
  });

  it("that only other objects refer to stay as well", () => {
    const code = `
import gc, io, re, sys
from collections import namedtuple, OrderedDict
def new(text, number): return sys.intern(text + str(number)) if hasattr(sys, "intern") else getattr(Named(), text + str(number))
class Named:
    def __getattr__(self, name): return name
def make(n):
    cls = type(new("Class", n), (), {new("attr", n): n})
    held = {new("key", n): new("value", n)}
    source = "def f%d(a%d, *, b%d=1):\\n  def g%d(): return a%d + b%d, 'text%d'\\n  return g%d\\n" % ((n,) * 8)
    space = {}
    exec(source, space)
    try: exec("raise Error%d" % n, {})
    except NameError as e: error = e
    return (cls, held, space["f%d" % n], error, bytes(new("b", n), "utf-8"), memoryview(new("m", n).encode()),
        io.StringIO(new("s", n)), re.match(".*", new("r", n)), namedtuple(new("T", n), new("field", n)),
        iter(new("it", n)), (new("t", n),), {new("set", n)}, [new("ab", n)[i] for i in range(2)],
        compile("c%d = 'c%d'" % (n, n), "file%d" % n, "exec"), new("x", n).encode)
made = [make(n) for n in range(200)]
for i in range(3000): new("other name", i)
gc.collect()
junk = [bytearray(b"\\xff" * 24) for i in range(20000)]
for n, m in enumerate(made):
    n = str(n)
    space = {}
    exec(m[13], space)
    assert m[0].__name__ == "Class" + n and getattr(m[0], "attr" + n) == int(n)
    assert m[1] == {"key" + n: "value" + n} and m[1]["key" + n] == "value" + n
    assert m[2].__name__ == "f" + n
    g = m[2](**{"a" + n: 3, "b" + n: 4})
    assert g() == (7, "text" + n) and g.__name__ == "g" + n if hasattr(g, "__name__") else g() == (7, "text" + n)
    assert "Error" + n in str(m[3])
    assert m[4] == ("b" + n).encode() and bytes(m[5]) == ("m" + n).encode()
    assert m[6].read() == "s" + n and m[7].group(0) == "r" + n
    assert repr(m[8](1)) == "T%s(field%s=1)" % (n, n) and getattr(m[8](5), "field" + n) == 5
    assert "".join(m[9]) == "it" + n and m[10] == ("t" + n,) and "set" + n in m[11]
    assert m[12] == ["a", "b"] and space["c" + n] == "c" + n and m[14]() == ("x" + n).encode()
print("right")
`;
    const { stdout } = runSync(code, { fuel: null, memoryBytes: 64 << 20 });
    expect(stdout).toBe("right\n");
  });

  it("are listed by dir() in order", () => {
    const code = "class A: pass\na = A()\nfor n in 'zy', 'b1', 'zx': setattr(a, n, 1)\n";
    const { stdout } = runSync(`${code}print([n for n in dir(a) if n[0] != '_'])`);
    expect(stdout).toBe("['b1', 'zx', 'zy']\n");
  });
});
