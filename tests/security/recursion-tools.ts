/** Number of iterators in a chain. */
const DEPTH = 20_000;

/** The same for C functions: sorting, iterating, parsing, packing and compiling. */
export const RECURSIONS_THROUGH_TOOLS: Readonly<Record<string, string>> = {
  // Calls of Python from C
  "a sort key": "def attack(x=0): return sorted([1, 2], key=attack)",
  "list.sort with a key": "def attack(x=0): [1, 2].sort(key=attack)",
  "__lt__ in a sort":
    "class A:\n    def __lt__(self, o): return sorted([A(), A()])\ndef attack(): sorted([A(), A()])",
  "__eq__ in a list":
    "class A:\n    def __eq__(self, o): return self in [1]\ndef attack(): A() in [1]",
  "__eq__ in list.index":
    "class A:\n    def __eq__(self, o): return [1].index(self)\ndef attack(): [1].index(A())",
  "__eq__ in a dict": `
class A:
    def __hash__(self): return 1
    def __eq__(self, o): return {A(): 1}[A()]
def attack(): {A(): 1}[A()]`,
  map: "def attack(x=0): return list(map(attack, [1]))",
  filter: "def attack(x=0): return list(filter(attack, [1]))",
  "min and max": "def attack(x=0): return max([1, 2], key=lambda y: min([1, 2], key=attack))",
  "sum of things that add":
    "class A:\n    def __add__(self, o): return sum([A(), A()], A())\ndef attack(): sum([A(), A()], A())",
  "any and all": "def attack(x=0): return any(all(attack() for _ in (1,)) for _ in (1,))",
  getattr:
    "class A:\n    def __getattr__(self, name): return getattr(self, name)\ndef attack(): getattr(A(), 'x')",
  hasattr:
    "class A:\n    def __getattr__(self, name): return hasattr(self, name)\ndef attack(): hasattr(A(), 'x')",
  "re.sub with a function": "import re\ndef attack(m=None): return re.sub('a', attack, 'a')",
  "functools.reduce":
    "def attack(a=0, b=0):\n    from functools import reduce\n    return reduce(attack, [1, 2])",
  heapq:
    "import heapq\nclass A:\n    def __lt__(self, o): return heapq.heapify([A(), A()])\ndef attack(): heapq.heapify([A(), A()])",
  "a native function that calls itself":
    "def attack():\n    f = map\n    list(map(map, [map] * 3, [map] * 3))\n    x = [1]\n    for i in range(20000): x = map(int, x)\n    list(x)",
  "print to a stream of Python": `
import io
class S(io.IOBase):
    def write(self, b): print("x", file=self)
def attack(): print("x", file=S())`,
  "a stream that reads itself": `
import io
class S(io.IOBase):
    def readinto(self, b): return io.BufferedReader(self, 10).read(1) if hasattr(io, "BufferedReader") else json.load(self)
import json
def attack(): json.load(S())`,
  "json.dump to a stream of Python": `
import io, json
class S(io.IOBase):
    def write(self, b): json.dump([1], self)
def attack(): json.dump([1], S())`,
  "sys.print_exception to a stream of Python": `
import io, sys
class S(io.IOBase):
    def write(self, b): sys.print_exception(ValueError(), self)
def attack(): sys.print_exception(ValueError(), S())`,
  "a str that is asked for while it is printed":
    "class A:\n    def __str__(self):\n        print(self)\n        return ''\ndef attack(): print(A())",

  // Chains of iterators and generators
  ...chains({
    map: "x = map(abs, x)",
    filter: "x = filter(abs, x)",
    zip: "x = zip(x)",
    enumerate: "x = enumerate(x)",
    "reversed lists": "x = reversed([x])",
    "generator expressions": "x = (i for i in x)",
    "yield from": "x = delegate(x)",
    generators: "x = generator(x)",
    iter: "x = iter(Iterable(x))",
    "map over two": "x = map(lambda a, b: a, x, [1] * 9)",
    "zip over map over filter": "x = zip(map(abs, filter(None, x)))",
  }),
  "a generator that goes on with itself":
    "def g():\n    yield next(it)\ndef attack():\n    global it\n    it = g()\n    next(it)",
  "a generator that makes the next":
    "def attack():\n    yield from attack()\nf = attack\ndef attack(): list(f())",
  "generators that are closed": `
def g(x):
    try:
        yield from x
    finally: pass
def attack():
    x = iter([1, 2, 3])
    for i in range(20000): x = g(x)
    next(x)
    x.close()`,
  "throw into a chain": `
def g(x): yield from x
def attack():
    x = iter([1, 2, 3])
    for i in range(20000): x = g(x)
    next(x)
    x.throw(ValueError)`,
  "send into a chain": `
def g(x): yield from x
def h():
    while True: yield 1
def attack():
    x = h()
    for i in range(20000): x = g(x)
    next(x)
    x.send(1)`,
  coroutines: `
import asyncio
async def f(n): return await f(n + 1)
def attack(): asyncio.run(f(0))`,
  "asyncio.run in itself":
    "import asyncio\nasync def f(): asyncio.run(f())\ndef attack(): asyncio.run(f())",
  "async for and async with": `
class A:
    def __aiter__(self): return self
    async def __anext__(self):
        async for x in self: pass
    async def __aenter__(self):
        async with self: pass
    async def __aexit__(self, *a): pass
async def f():
    async with A(): pass
async def g():
    async for x in A(): pass
def attack():
    try:
        f().send(None)
    except RuntimeError: pass
    g().send(None)`,

  // Streams over streams
  ...streams({
    DeflateIO: "x = deflate.DeflateIO(x, deflate.ZLIB)",
    "raw DeflateIO": "x = deflate.DeflateIO(x, deflate.RAW, 5)",
    BufferedWriter: "x = io.BufferedWriter(x, 8)",
    both: "x = io.BufferedWriter(deflate.DeflateIO(x, deflate.RAW, 5), 8)",
    "streams of Python": "x = Stream(x)",
    "streams of Python and C": "x = deflate.DeflateIO(Stream(x), deflate.RAW, 5)",
  }),

  // Regular expressions
  "a pattern with many groups":
    "import re\ndef attack(): re.compile('(' * 20000 + 'a' + ')' * 20000)",
  "a pattern with many open groups": "import re\ndef attack(): re.compile('(' * 100000)",
  "a pattern with a few groups":
    "import re\ndef attack(): re.match('(' * 100 + 'a' + ')' * 100, 'a')",
  "a pattern of nested stars":
    "import re\ndef attack(): re.match('(' * 40 + 'a' + '*)' * 40, 'a' * 1000 + 'b')",
  "a star over a long text": "import re\ndef attack(): re.match('(a|b)*', 'ab' * 100000)",
  "a star over nothing": "import re\ndef attack(): re.match('(a*)*', 'b')",
  "an option over a long text": "import re\ndef attack(): re.match('a?' * 20000, 'a' * 20000)",
  "a search that backtracks": "import re\ndef attack(): re.search('(a+)+c', 'a' * 5000)",
  "a substitution": "import re\ndef attack(): re.sub('(a|b)*c', '', 'ab' * 100000)",
  alternatives: "import re\ndef attack(): re.match('|'.join(['a'] * 20000), 'b')",

  // Parsers
  "json of nested lists":
    "import json\ndef attack(): print(len(json.loads('[' * 100000 + ']' * 100000)))",
  "json of nested objects":
    "import json\ndef attack(): json.loads('{\"a\":' * 50000 + '1' + '}' * 50000)",
  "json that stays open": "import json\ndef attack(): json.loads('[' * 1000000)",
  "json from a stream of Python": `
import io, json
class S(io.IOBase):
    def readinto(self, b): return len(str(json.load(self)))
def attack(): json.load(S())`,
  "exec in exec": "def attack(): exec('attack()')",
  "eval in eval": "def attack(): eval('attack()')",
  "compile in exec": 's = \'exec(compile(s, "x", "exec"))\'\ndef attack(): exec(s)',
  "eval of its own text": "s = 'eval(s)'\ndef attack(): eval(s)",
  __import__:
    "def attack():\n    import sys\n    __import__('.' * 100000 + 'x', globals(), {}, (), 1)",
  "format in format": "def attack(): '{:{}}'.format(1, '{' * 1000)",
  "nested replacement fields": "def attack(): ('{:' * 20000 + '}' * 20000).format(*range(100))",
  "struct.calcsize": "import struct\ndef attack(): struct.calcsize('1' * 100000 + 'b')",

  // Functions called at exit
  __exit__:
    "class A:\n    def __enter__(self): pass\n    def __exit__(self, *a):\n        with A(): pass\ndef attack():\n    with A(): pass",
  finally: "def attack():\n    try:\n        raise ValueError\n    finally:\n        attack()",
  "raise from": `
def attack():
    e = None
    for i in range(20000):
        try:
            raise ValueError(i) from e
        except ValueError as f: e = f
    raise e`,
};

function chains(steps: Readonly<Record<string, string>>): Record<string, string> {
  const helpers = `
def delegate(x): yield from x
def generator(x):
    for i in x: yield i
class Iterable:
    def __init__(self, x): self.x = x
    def __iter__(self): return iter(self.x)
`;
  const entries = Object.entries(steps).map(([name, step]) => [
    `a chain of ${name}`,
    `${helpers}def attack():\n    x = [1, 2, 3]\n    for i in range(${DEPTH}): ${step}\n    for i in x: pass`,
  ]);
  return Object.fromEntries(entries);
}

function streams(steps: Readonly<Record<string, string>>): Record<string, string> {
  const helpers = `
import deflate, io
class Stream(io.IOBase):
    def __init__(self, x): self.x = x
    def write(self, b): return self.x.write(b)
    def readinto(self, b): return self.x.readinto(b)
    def ioctl(self, a, b): return 0
`;
  const uses: Readonly<Record<string, string>> = {
    "written to": "x.write(b'some text' * 100)",
    read: "x.read(100)",
    "read by line": "x.readline()",
    closed: "x.write(b'some text'); x.close()",
    flushed: "x.flush()",
  };
  return Object.fromEntries(
    Object.entries(steps).flatMap(([name, step]) =>
      Object.entries(uses).map(([use, code]) => [
        `${name} over ${name}, ${use}`,
        `${helpers}def attack():\n    x = io.BytesIO()\n    for i in range(3000): ${step}\n    ${code}`,
      ]),
    ),
  );
}
