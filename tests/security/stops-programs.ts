import { indent } from "./outcome.js";

/** A program that would run for very long. */
export interface Hostile {
  /** The setup. */
  readonly setup: string;
  /** The part that takes so long. */
  readonly attack: string;
}

function hostile(setup: string, attack: string): Hostile {
  return { setup, attack };
}

/** Repeats an operation that is slow but finite. */
function again(setup: string, code: string): Hostile {
  return { setup, attack: `while True: ${code}` };
}

const BIG_BYTES = "b = bytes(10 ** 8)";
const TEXT = "s = 'a' * 10 ** 7";

export const HOSTILE_PROGRAMS: Readonly<Record<string, Hostile>> = {
  // Python code
  "a loop": again("", "pass"),
  "a loop that catches all": again(
    "",
    "\n    try:\n        while True: pass\n    except BaseException: print('caught')",
  ),
  "a loop in finally": hostile("", "try:\n    1 / 0\nfinally:\n    while True: pass"),
  "a generator": hostile("def g():\n    while True: yield", "for _ in g(): pass"),
  "a generator that will not close": hostile(
    "def g():\n    try:\n        yield\n    finally:\n        while True: pass\nx = g()\nnext(x)",
    "x.close()",
  ),
  "__eq__ in in": hostile(
    "class A:\n    def __eq__(self, o):\n        while True: pass",
    "A() in [1]",
  ),
  "__eq__ in a dict": hostile(
    "class A:\n    def __hash__(self): return 1\n    def __eq__(self, o):\n        while True: pass\nd = {A(): 1}",
    "d[A()]",
  ),
  "__lt__ in sort": hostile(
    "class A:\n    def __lt__(self, o):\n        while True: pass",
    "[A(), A()].sort()",
  ),
  "a sort key": hostile("def key(x):\n    while True: pass", "sorted([1, 2], key=key)"),
  "__str__ of what is raised": hostile(
    "class E(Exception):\n    def __str__(self):\n        while True: pass",
    "try:\n    raise E\nexcept E as e: print(str(e))",
  ),
  asyncio: hostile(
    "import asyncio\nasync def f():\n    while True:\n        try: await asyncio.sleep(0)\n        except BaseException: print('caught')",
    "asyncio.run(f())",
  ),
  exec: hostile("", "exec('while True: pass')"),
  "an import of much": again("import sys", "\n    import asyncio\n    del sys.modules['asyncio']"),
  "a sleep": again("import time", "time.sleep(0)"),

  // Integers
  "a huge power": hostile("x = 10", "x ** x ** 8"),
  "a power of huge operands": hostile("x = 3 ** 20000", "pow(x, x, x - 1)"),
  "a huge product": again("x = (1 << 3000000) - 1", "x * x"),
  "a huge quotient": again("x = (1 << 3000000) - 1; y = (1 << 1500000) - 1", "x // y"),
  "a huge shift": again("x = 1 << 30000000", "x >> 1"),
  "str of a huge int": hostile("x = 1 << 8000000", "str(x)"),
  "int of a huge str": again("s = '7' * 1000000", "int(s)"),
  "a factorial": hostile("import math", "math.factorial(10 ** 6)"),

  // Text and bytes
  "a text made of 100 MB": again("", "'a' * 10 ** 8"),
  "a search through 100 MB": again(BIG_BYTES, "b.find(b'x')"),
  "a search that nearly matches": hostile(TEXT, "s.find('a' * 5000 + 'b')"),
  "in over 100 MB": again(BIG_BYTES, "b'x' in b"),
  "a count": again(BIG_BYTES, "b.count(b'x')"),
  replace: again(TEXT, "s.replace('b', 'c')"),
  "replace that grows": again("s = 'a' * 10 ** 6", "s.replace('a', 'bb')"),
  join: again("s = 'a' * 10 ** 6", "''.join([s] * 100)"),
  "split of 100 MB": again(BIG_BYTES, "b.split(b'x')"),
  "split into many": again("s = 'ab' * 10 ** 6", "s.split('b')"),
  lower: again(TEXT, "s.lower()"),
  strip: again("s = ' ' * 10 ** 7", "s.strip()"),
  concatenation: again(TEXT, "s + s"),
  "a slice": again(TEXT, "s[1:]"),
  "a character far behind": again("s = 'é' * 10 ** 6", "s[999999]"),
  encode: again(TEXT, "s.encode()"),
  decode: again(BIG_BYTES, "b.decode()"),
  repr: again(TEXT, "repr(s)"),
  padding: again("", "'%100000000d' % 1"),
  "padding by str.format": again("", "'{:>100000000}'.format(1)"),
  "bytes that are compared": again("a = bytearray(10 ** 8); b = bytearray(10 ** 8)", "a == b"),
  "bytes that are ordered": again("a = bytes(10 ** 7); b = bytes(10 ** 7)", "a < b"),
  "bytes that are copied": again("b = bytearray(10 ** 8)", "b[:] = b"),

  // Containers
  "sorted of a million": again(
    "import random\nx = [random.getrandbits(30) for _ in range(1000000)]",
    "sorted(x)",
  ),
  "sum of a range": hostile("", "sum(range(10 ** 12))"),
  "max of a range": hostile("", "max(range(10 ** 12))"),
  "in a range": hostile("", "-1 in map(abs, range(10 ** 12))"),
  "all of a range": hostile("", "all(range(1, 10 ** 12))"),
  "zip of ranges": hostile("", "for _ in zip(range(10 ** 12), range(10 ** 12)): pass"),
  "list of a range": hostile("", "list(range(10 ** 9))"),
  "tuple of a range": hostile("", "tuple(range(10 ** 9))"),
  "set of a range": hostile("", "set(range(10 ** 9))"),
  "lists that are multiplied": again("", "[0] * 10 ** 6"),
  "lists that are compared": again("a = [0] * 10 ** 6; b = [0] * 10 ** 6", "a == b"),
  "in over a list": again("a = [0] * 10 ** 6", "1 in a"),
  "pop at the front": again("a = [0] * 10 ** 6", "a.append(a.pop(0))"),
  "a heap": again("import heapq\na = list(range(300000, 0, -1))", "heapq.heapify(a[:])"),
  "a deque": again(
    "from collections import deque\nd = deque((), 10 ** 6)",
    "d.extend(range(10 ** 6))",
  ),
  "collections of garbage": again("import gc\nx = [[i] for i in range(200000)]", "gc.collect()"),

  // Modules
  "a pattern that backtracks": hostile("import re", "re.match('a*a*a*a*a*a*a*b', 'a' * 200)"),
  "a pattern over a long text": again("import re; s = 'a' * 10 ** 6", "re.search('b', s)"),
  "re.sub": again("import re; s = 'a' * 10 ** 6", "re.sub('b', 'c', s)"),
  "sha256 of 100 MB": again(`import hashlib\n${BIG_BYTES}`, "hashlib.sha256(b)"),
  md5: again("import hashlib\nb = bytes(10 ** 7)", "hashlib.md5(b)"),
  sha1: again("import hashlib\nb = bytes(10 ** 7)", "hashlib.sha1(b)"),
  crc32: again("import binascii\nb = bytes(10 ** 7)", "binascii.crc32(b)"),
  base64: again("import binascii\nb = bytes(10 ** 7)", "binascii.b2a_base64(b)"),
  "deflate of 100 MB": again(
    `import deflate, io\n${BIG_BYTES}`,
    "deflate.DeflateIO(io.BytesIO(), deflate.ZLIB, 15).write(b)",
  ),
  "deflate of what is random": again(
    "import deflate, io, random\nb = bytes(random.getrandbits(8) for _ in range(100000))",
    "deflate.DeflateIO(io.BytesIO(), deflate.ZLIB, 15).write(b)",
  ),
  "json of deep nesting": again("import json; s = '[' * 100000 + ']' * 100000", "json.loads(s)"),
  "json of much": again("import json; s = '[' + '1,' * 10 ** 6 + '1]'", "json.loads(s)"),
  "json.dumps": again("import json; x = [0] * 10 ** 6", "json.dumps(x)"),
  struct: again("import struct", "struct.calcsize('1b' * 500000)"),
  "eval of a long text": again("s = '1+' * 50000 + '1'", "eval(s)"),
  "random bytes": again("import os", "os.urandom(10 ** 7)"),
  "standard input": again("import sys", "sys.stdin.read()"),
  polling: again("import select, sys; p = select.poll(); p.register(sys.stdin)", "p.poll(0)"),
};

/** Programs that take long to compile. */
export const HOSTILE_SOURCES: Readonly<Record<string, string>> = {
  "many statements": "x = 1\n".repeat(100_000),
  "one long sum": `x = ${"1 + ".repeat(200_000)}1`,
  "one long list": `x = [${"1,".repeat(200_000)}]`,
  "one long string": `x = "${"a".repeat(1_000_000)}"`,
  "one long number": `x = ${"9".repeat(100_000)}`,
  "one long name": "a".repeat(1_000_000),
  "one long comment": `#${"a".repeat(1_000_000)}`,
  "empty lines": "\n".repeat(1_000_000),
  "many names": Array.from({ length: 50_000 }, (_, i) => `a${i} = 1`).join("\n"),
  "nested parentheses": "(".repeat(5000) + ")".repeat(5000),
  "open parentheses": "(".repeat(1_000_000),
  "nested lists": "[".repeat(5000) + "]".repeat(5000),
  "nested blocks": Array.from({ length: 1000 }, (_, i) => `${" ".repeat(i)}if 1:\n`).join(""),
  "nested lambdas": `${"lambda: ".repeat(50_000)}1`,
  "nested f-strings": `${"f'{".repeat(5000)}1${"}'".repeat(5000)}`,
  "an f-string of many fields": `f'${"{x}".repeat(100_000)}'`,
  "constants that fold": `x = ${"1 << ".repeat(20)}1 << 100000000`,
  "a constant power": "x = 9 ** 9 ** 9",
  decorators: `${"@a\n".repeat(100_000)}def f(): pass`,
  semicolons: "1;".repeat(400_000),
};

/** What a program prints when its setup is done. */
export const READY = "ready\n";

/** A program's whole output if its memory was full before it was stopped. */
export const FULL = `${READY}full\ncleaned up\nend\n`;

/** The program, which prints a warning if it continues despite its stop. */
export function programOf(program: Hostile): string {
  return `${setupOf(program)}
try:
${indent(program.attack)}
except MemoryError:
    print("full")
except BaseException as e:
    print("caught", type(e))
finally:
    print("cleaned up")
print("end")`;
}

/** The first part of that program. */
export function setupOf({ setup }: Hostile): string {
  return `${setup}\nprint("ready")`;
}
