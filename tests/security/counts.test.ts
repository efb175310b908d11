import { MicroPythonSessionSync } from "micropython-wasm";
import { describe, expect, it } from "vitest";
import { canaryTrouble, outcomeOf } from "./outcome.js";

const BYTE = [127, 128, 129, 254, 255, 256, 257, 300, 511, 512, 513, 768];
const WORD = [65_534, 65_535, 65_536, 65_537, 66_000];

const list = (count: number, item: (i: number) => string) =>
  Array.from({ length: count }, (_, i) => item(i)).join(",");
const lines = (count: number, line: (i: number) => string) =>
  Array.from({ length: count }, (_, i) => line(i)).join("\n");
const indent = (depth: number) => " ".repeat(depth);

/** What goes in must come out: for each count, a program and what it prints in CPython. */
interface Counted {
  readonly code: (count: number) => string;
  readonly prints: (count: number) => string;
}

const COUNT = "def count(*args, **kwargs): return len(args) + len(kwargs)\n";

/** Counts that the bytecode keeps in a byte, or less. */
const OF_A_BYTE: Readonly<Record<string, Counted>> = {
  "positional arguments": {
    code: (n) => `${COUNT}print(count(${list(n, () => "count")}))`,
    prints: (n) => `${n}`,
  },
  "positional arguments of a method": {
    code: (n) => `print(len('{}'.format(${list(n, (i) => `${i}`)})))`,
    prints: () => "1",
  },
  "keyword arguments": {
    code: (n) => `${COUNT}print(count(${list(n, (i) => `k${i}=${i}`)}))`,
    prints: (n) => `${n}`,
  },
  "arguments beside unpacked ones": {
    code: (n) => `${COUNT}print(count(*[1], ${list(n, () => "2")}, **{'a': 1}))`,
    prints: (n) => `${n + 2}`,
  },
  "parameters with defaults": {
    code: (n) =>
      `def f(${list(n, (i) => `p${i}=${i}`)}): return p0, p${n - 1}\nprint(f(), f(p${n - 1}=7))`,
    prints: (n) => `(0, ${n - 1}) (0, 7)`,
  },
  "keyword-only parameters": {
    code: (n) => `def f(*, ${list(n, (i) => `p${i}=${i}`)}): return p${n - 1}\nprint(f(), f(p0=1))`,
    prints: (n) => `${n - 1} ${n - 1}`,
  },
  "fields of an f-string": {
    code: (n) => `v = 1\nprint(len(f'${"{v}".repeat(n)}'))`,
    prints: (n) => `${n}`,
  },
  "base classes": {
    code: (n) =>
      `${lines(n, (i) => `class C${i}: pass`)}\nclass D(${list(n, (i) => `C${i}`)}): pass\nprint(isinstance(D(), C${n - 1}))`,
    prints: () => "True",
  },
  "targets before a star": {
    code: (n) => `${list(n, (i) => `a${i}`)}, *r = range(${n + 2})\nprint(a${n - 1}, r)`,
    prints: (n) => `${n - 1} [${n}, ${n + 1}]`,
  },
  "targets after a star": {
    code: (n) => `*r, ${list(n, (i) => `a${i}`)} = range(${n + 2})\nprint(r, a${n - 1})`,
    prints: (n) => `[0, 1] ${n + 1}`,
  },
  "targets without a star": {
    code: (n) => `${list(n, (i) => `a${i}`)} = range(${n})\nprint(a0, a${n - 1})`,
    prints: (n) => `0 ${n - 1}`,
  },
  "names closed over": {
    code: (n) => `def outer():
${lines(n, (i) => ` v${i} = ${i}`)}
 def inner(): return ${Array.from({ length: n }, (_, i) => `v${i}`).join(" + ")}
 return inner
print(outer()())`,
    prints: (n) => `${(n * (n - 1)) / 2}`,
  },
  "local variables before one that is closed over": {
    code: (n) => `def outer():
${lines(n, (i) => ` v${i} = ${i}`)}
 def inner(): return v${n - 1}
 v0 = 'changed'
 return inner(), v0, v${n - 1}
print(outer())`,
    prints: (n) => `(${n - 1}, 'changed', ${n - 1})`,
  },
  "nested try blocks": {
    code: (n) => `c = [0]
for i in range(3):
${lines(n, (i) => `${indent(i + 1)}try:`)}
${indent(n + 1)}break
${lines(n, (i) => `${indent(n - i)}finally: c[0] += 1`)}
print(c, i)`,
    prints: (n) => `[${n}] 0`,
  },
  decorators: {
    code: (n) => `def d(f): return lambda: f() + 1
${lines(n > 300 ? 1 : 90, () => "@d")}
def f(): return 0
print(f())`,
    prints: (n) => (n > 300 ? "1" : "90"),
  },
};

/** Counts that the bytecode or a frame keeps in 16 bits. */
const OF_A_WORD: Readonly<Record<string, Counted>> = {
  "values of a list": { code: (n) => `print(len([${"a,".repeat(n)}]))`, prints: (n) => `${n}` },
  "values of a tuple": { code: (n) => `print(len((${"a,".repeat(n)})))`, prints: (n) => `${n}` },
  "constants of a tuple": { code: (n) => `print(len((${"1,".repeat(n)})))`, prints: (n) => `${n}` },
  "values of a set": {
    code: (n) => `print(len({${list(n, (i) => `${i}`)}}))`,
    prints: (n) => `${n}`,
  },
  "entries of a dict": {
    code: (n) => `print(len({${list(n, (i) => `${i}:a`)}}))`,
    prints: (n) => `${n}`,
  },
  "arguments in a list": {
    code: (n) => `${COUNT}print(count(*[${"a,".repeat(n)}]))`,
    prints: (n) => `${n}`,
  },
  "values in a generator": {
    code: (n) => `def f():\n yield [${"a,".repeat(n)}]\nprint(len(next(f())))`,
    prints: (n) => `${n}`,
  },
};

const LOUD = /^(SyntaxError|MemoryError|RuntimeError|RecursionError)$/;

function check({ code, prints }: Counted, count: number, options: object): void {
  const { ending, facts } = outcomeOf(`a = 1\n${code(count)}`, options);
  if (!LOUD.test(ending))
    expect([ending, facts.stdout]).toEqual(["finished", `${prints(count)}\n`]);
}

describe("counts around 256, of", () => {
  it.each(Object.entries(OF_A_BYTE))("%s: are right, or refused", (_, counted) => {
    for (const count of BYTE) check(counted, count, { fuel: null, wallTimeoutMs: null });
    expect(canaryTrouble()).toBeNull();
  });

  it("never more than CPython's limits of old are refused", () => {
    for (const [name, counted] of Object.entries(OF_A_BYTE)) {
      const count = name === "nested try blocks" ? 20 : 250;
      const { ending, facts } = outcomeOf(counted.code(count), { fuel: null, wallTimeoutMs: null });
      const prints = `${counted.prints(count)}\n`;
      expect([name, ending, facts.stdout]).toEqual([name, "finished", prints]);
    }
  });
});

describe("counts around 65,536, of", () => {
  const options = {
    fuel: null,
    wallTimeoutMs: null,
    memoryBytes: 256 * 1024 * 1024,
    maxSourceBytes: null,
  };

  it.each(Object.entries(OF_A_WORD))(
    "%s: are right, or refused",
    { timeout: 300_000 },
    (_, counted) => {
      for (const count of WORD) check(counted, count, options);
      expect(canaryTrouble()).toBeNull();
    },
  );

  it("values: a long list is no error", () => {
    const { facts } = outcomeOf("print(len(eval(str(list(range(100000))))))", options);
    expect(facts.stdout).toBe("100000\n");
  });
});

describe("a frame that does not fit into what is left of the heap", () => {
  it.each([1000, 20_000, 40_000, 60_000])("raises MemoryError: %i values", (count) => {
    const session = new MicroPythonSessionSync({
      memoryBytes: 4 * 1024 * 1024,
      fuel: null,
      wallTimeoutMs: null,
    });
    const { stdout } = session.run(`
def f(): return (${"a,".repeat(count)})
a = 1
held = []
try:
  while True: held.append(bytearray(1000))
except MemoryError: pass
try: result = len(f())
except MemoryError: result = "MemoryError"
held = None
print(result)
`);
    expect(["MemoryError\n", `${count}\n`]).toContain(stdout);
    expect(session.run("print(a)").stdout).toBe("1\n");
  });
});

describe("names", () => {
  it("stay apart after 65,536 of them", () => {
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
