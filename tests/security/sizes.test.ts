import { describe, expect, it } from "vitest";
import { canaryTrouble, outcomeOf } from "./outcome.js";

/**
 * Python's integers have 64 bits and more, the sandbox's addresses have 32: truncated sizes would let a
 * program read and write memory that is not its own.
 */
const HELPERS = `
import array, binascii, gc, io, math, micropython, os, random, struct, sys, time
from collections import deque
one = 1
class Liar:
    def __init__(self, size): self.size = size
    def __len__(self): return self.size
    def __iter__(self): return iter([1] * 100)
`;

/** Expressions that ask for more than there can be; each must raise an exception. */
const TOO_LARGE = [
  "[0] * (2 ** 29)",
  "[0] * (2 ** 29 + 3)",
  "[1, 2] * (2 ** 28 + 1)",
  "(0,) * (2 ** 29 + 3)",
  "'ab' * (2 ** 31 + 3)",
  "b'ab' * (2 ** 31 + 3)",
  "deque(range(2 ** 29 + 1))",
  "deque([0]) * 2 ** 29",
  "dict.fromkeys(range(2 ** 28))",
  "dict.fromkeys(range(2 ** 28 + 5))",
  "dict.fromkeys(Liar(2 ** 28 + 1))",
  "list(range(2 ** 29 + 1))",
  "tuple(range(2 ** 61))",
  "array.array('d', Liar(2 ** 29 + 1))",
  "array.array('q', Liar(2 ** 29 + 1))",
  "struct.pack('<4294967295x2s', b'ab')",
  "struct.pack_into('>4294967295x8s', bytearray(8), 0, b'12345678')",
  "struct.pack_into('<4294967290x8s', bytearray(100), 50, b'12345678')",
  "struct.unpack('<4294967295x2s', bytes(1))",
  "struct.unpack_from('<4294967200x100s', bytes(100), 10)",
  "'a'.center(2 ** 31 + 10)",
  "'a'.center(2 ** 32 + 10)",
  "bytearray(2 ** 32 - 1)",
  "bytes(2 ** 32 - 1)",
  "os.urandom(2 ** 32 - 1)",
  "micropython.RingIO(2 ** 32 - 1)",
  "io.StringIO().seek(2 ** 63)",
  "one << 2 ** 40",
  "one << 2 ** 62",
  "bytes(2 ** 63)",
  "[0] * 2 ** 61",
  "''.join(['a' * 2 ** 22] * 1025)",
  "('a' * 2 ** 17).replace('a', 'b' * (2 ** 15 + 1))",
  "io.BytesIO(bytes(100)).read(2 ** 32 + 5)",
  "deque((), 2 ** 32 - 1)",
  "struct.pack('999999999x' * 5 + 'Q', 1)",
  "struct.pack_into('B', bytearray(10), 2 ** 32 - 5, 7)",
  "struct.unpack_from('B', bytearray(10), 2 ** 32 - 5)",
  "micropython.RingIO(-1)",
  "micropython.RingIO(bytearray(2 ** 16))",
];

/** Expressions whose sizes the interpreter may truncate, if it then respects the truncated size. */
const CUT = [
  "bytearray(2 ** 32 + 1)",
  "bytearray(2 ** 62)",
  "bytearray(Liar(2 ** 32 + 1))",
  "bytes(2 ** 32 + 3)",
  "[0] * (2 ** 32 + 3)",
  "[1, 2, 3] * 2 ** 61",
  "'ab' * (2 ** 32 + 3)",
  "'abc' * 2 ** 62",
  "array.array('d', Liar(2 ** 61))",
  "deque((), 2 ** 29)",
  "deque((), 2 ** 32 + 1)",
  "struct.calcsize('536870912Q')",
  "struct.pack('536870912Q')",
  "struct.pack_into('B', bytearray(10), 2 ** 32 + 3, 7)",
  "struct.unpack('4294967297B', bytes(1))",
  "struct.unpack_from('B', bytes(10), 2 ** 32 + 3)",
  "'%4294967300d' % 1",
  "'{:>4294967300}'.format(1)",
  "'{:.4294967300}'.format('a')",
  "(5).to_bytes(2 ** 32 + 4, 'little')",
  "io.BytesIO(2 ** 32 + 8)",
  "io.BytesIO().write(b'abcdef', 2 ** 32 + 1, 2)",
  "io.BytesIO().write(b'abcdef', -2 ** 32, 2 ** 33)",
  "io.BytesIO(b'abc').readinto(bytearray(3), 2 ** 32 + 6)",
  "io.BytesIO(b'abc').seek(-2 ** 33, 2)",
  "io.BufferedWriter(io.BytesIO(), 2 ** 32 + 4).write(b'abcdefgh')",
  "io.BufferedWriter(io.BytesIO(), 2 ** 32).write(b'abc')",
  "memoryview(bytearray(3))[2 ** 32:]",
  "range(2 ** 62)[2 ** 61]",
  "random.getrandbits(2 ** 32 + 1)",
  "time.mktime((2 ** 40, 1, 1, 1, 1, 1, 1, 1))",
  "round(1.5, 2 ** 40)",
  "round(15, -2 ** 40)",
  "math.ldexp(1.0, 2 ** 40)",
  "gc.threshold(2 ** 40)",
  "micropython.opt_level(2 ** 40)",
  "micropython.RingIO(2 ** 16 + 1).write(b'abc')",
  "binascii.hexlify(b'a' * 100, '-' * 70000)",
  "'a,b'.replace(',', 'x', 2 ** 32)",
  "array.array('B', [2 ** 40])",
  "sys.getsizeof(sys.modules)",
];

/** Programs that may finish or raise; only crashes and wrong results are forbidden. */
const PLACES: Readonly<Record<string, readonly [code: string, prints: string]>> = {
  "a far position of BytesIO": [
    "s = io.BytesIO(b'abc')\ns.seek(2 ** 32 + 3)\ns.write(b'x')\nprint(len(s.getvalue()))",
    "4294967300\n",
  ],
  "the farthest position of BytesIO": [
    "s = io.BytesIO(b'abc')\ns.seek(2 ** 63 - 1)\ns.write(b'abc')\nprint(s.getvalue())",
    "",
  ],
  "a position of BytesIO below its end": [
    "s = io.BytesIO()\ns.seek(2 ** 32 - 1)\ns.write(b'x')\nprint(len(s.getvalue()))",
    "4294967296\n",
  ],
  "a far position of StringIO": ["s = io.StringIO()\ns.seek(2 ** 33)\ns.write('x')", ""],
  "an insert far behind": ["x = [1, 2, 3]\nx.insert(2 ** 32 + 1, 9)\nprint(len(x))", "4\n"],
  "a huge shift to the right": ["x = 1\nprint(x >> 2 ** 33, -x >> 2 ** 33)", "0 -1\n"],
  "far indices": [
    `
caught = 0
for x in [1, 2, 3], (1, 2, 3), 'abc', b'abc', bytearray(3), memoryview(bytearray(3)), range(3):
    for i in 2 ** 32 + 1, -2 ** 32 - 1, 2 ** 63, -2 ** 63:
        try: x[i]
        except (IndexError, OverflowError, TypeError): caught += 1
print(caught)`,
    "28\n",
  ],
  "far slices": [
    "print([1, 2, 3][2 ** 32:], [1, 2, 3][:2 ** 32 + 2], 'abc'[2 ** 32:], b'abc'[-2 ** 40:2 ** 40])",
    "[] [1, 2, 3]  b'abc'\n",
  ],
  "an array of more items than announced": [
    "print(len(array.array('d', Liar(3))), len(array.array('B', Liar(2 ** 32 + 3))))",
    "100 100\n",
  ],
  "a deque that is filled": [
    "d = deque((), 2 ** 16)\nfor i in range(2000): d.append(i)\nprint(len(d), d[5], d[1999])",
    "2000 5 1999\n",
  ],
};

describe("a size larger than the sandbox", () => {
  it.each(TOO_LARGE)("is refused with an exception: %s", (expression) => {
    const options = { wallTimeoutMs: null };
    const { ending, facts } = outcomeOf(`${HELPERS}\nx = ${expression}\nprint("no")`, options);
    expect(ending).toMatch(/Error$/);
    expect(facts.stdout).toBe("");
    expect(canaryTrouble()).toBeNull();
  });

  it.each(CUT)("does no harm: %s", (expression) => {
    const { ending } = outcomeOf(`${HELPERS}\nx = ${expression}\nprint(x)`);
    expect(ending).toMatch(/^(finished|fuel|timeout)$|Error$/);
    expect(canaryTrouble()).toBeNull();
  });

  it.each(Object.entries(PLACES))("gives no access to memory: %s", (_, [code, prints]) => {
    const { ending, facts } = outcomeOf(HELPERS + code, { wallTimeoutMs: null });
    expect(ending).toMatch(/^finished$|Error$/);
    if (ending === "finished") expect(facts.stdout).toBe(prints);
    else expect(facts.stdout).toBe("");
  });
});
