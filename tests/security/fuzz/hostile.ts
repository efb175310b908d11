import type { Random } from "../random.js";

/** The exception that ends a program if something immutable has changed. */
export const SPOILED = "Spoiled";

/**
 * `Evil` implements every special method, and changes containers at random in each. `anything()` calls any
 * function, method or class that a program can get hold of, with any objects.
 */
const PRELUDE = `
import _asyncio, array, asyncio, binascii, collections, deflate, errno, gc, hashlib, heapq, io, json
import math, micropython, os, platform, random, re, select, struct, sys, time
from collections import OrderedDict, deque, namedtuple

class ${SPOILED}(BaseException): pass

def pick(items):
    global state
    state = (state * 1103515245 + 12345) & 0x7fffffff
    return items[(state >> 8) % len(items)] if items else None

def boxes_again():
    return [[1, 2, 3] * 5, {i: i for i in range(9)}, set(range(9)), OrderedDict({"a": 1, "b": 2}),
            bytearray(40), array.array("i", range(9)), array.array("d", range(3)), deque((1, 2, 3), 9),
            memoryview(bytearray(30)), io.BytesIO(b"abc" * 9), io.StringIO("abc" * 9), A(range(5)), D(),
            S(), select.poll(), micropython.RingIO(bytearray(20)), io.BufferedWriter(S(), 3),
            deflate.DeflateIO(S(), deflate.ZLIB)]

class A(list): pass
class D(dict): pass
class B(bytearray): pass

def change():
    global depth
    if depth > 2: return
    depth += 1
    box = pick(boxes)
    try:
        pick((
            lambda: box.clear(), lambda: box.append(1), lambda: box.extend(bytes(100)), lambda: box.pop(),
            lambda: box.update({i: 0 for i in range(20)}), lambda: box.__setitem__(0, 1),
            lambda: box.__setitem__(0, evil()), lambda: box.popitem(), lambda: box.add(evil()), lambda: box.sort(),
            lambda: box.write(b"more" * 9), lambda: box.seek(0), lambda: box.close(), lambda: box.insert(0, evil()),
            lambda: box.register(evil()), lambda: box.popleft(), lambda: box.read(), lambda: box.reverse(),
            lambda: kept.append([0] * 30), lambda: kept.clear(), lambda: gc.collect(), lambda: next(generator),
            lambda: setattr(Evil, pick(NAMES), pick(VALUES)), lambda: delattr(Evil, pick(NAMES)),
            lambda: boxes.__setitem__(0, pick(boxes_again())), lambda: sys.path.append("x"), lambda: operation(),
        ))()
    except Exception: pass
    finally: depth -= 1

def answers(*values):
    def method(self, *args):
        kept.extend(args[:3])
        change()
        value = pick(values)
        if value is Raise: raise pick((ValueError, KeyError, StopIteration, OSError))(1)
        return value(*args) if callable(value) else value
    return method

class Raise(Exception): pass
NUMBERS = (0, 1, -1, 3, 7, 1000, 2 ** 31, -2 ** 40)
TRUTH = (True, False, True, NotImplemented, 1, Raise)
METHODS = {
    "__eq__": TRUTH, "__lt__": TRUTH, "__gt__": TRUTH, "__le__": TRUTH, "__ge__": TRUTH, "__ne__": TRUTH,
    "__contains__": TRUTH, "__bool__": (True, False), "__hash__": (1, 1, 5, Raise),
    "__index__": NUMBERS, "__int__": NUMBERS, "__float__": (0.5, 2.0, Raise), "__len__": (0, 1, 5, 50, -3, Raise),
    "__iter__": (lambda: iter(pick(boxes)), lambda: iter((1, 2, 3)), lambda: Evil(), Raise),
    "__next__": (1, 2, Raise, Raise), "__str__": ("text", "{}%s", Raise), "__repr__": ("text", Raise),
    "__format__": ("text",), "__getitem__": (1, Raise), "__setitem__": (None,), "__delitem__": (None,),
    "__call__": (1, "x", None, Raise), "__getattr__": (1, Raise, Raise), "__enter__": (1,), "__exit__": (True, False),
    "__add__": (1, NotImplemented), "__radd__": (1,), "__iadd__": (1,), "__mul__": (1,), "__neg__": (1,), "__abs__": (1,),
    "__reversed__": (lambda: iter(pick(boxes)), 1), "__get__": (1,), "__set__": (None,), "keys": (lambda: ["a", "b"], lambda: list(pick(boxes))),
    "key": (1, 0, 3, Raise), "send": (1,), "throw": (Raise,), "close": (None,), "write": (0, 1, 3, None, 10 ** 6, -5),
    "readinto": (0, 1, 3, 10 ** 6, None, -5), "ioctl": (0, 1, 4, -1, 10 ** 9), "seek": (0,), "flush": (None,),
    "mount": (None,), "umount": (None,), "stat": ((0,) * 10, [0] * 10, Raise), "open": (lambda *a: S(), Raise),
    "ilistdir": (lambda *a: iter([("x", 0, 0)]), Raise), "remove": (None,), "cancel": (None,), "chdir": (None,), "getcwd": ("/", 5),
}
NAMES = list(METHODS)
Evil = type("Evil", (), {name: answers(*values) for name, values in METHODS.items()})
S = type("S", (io.IOBase,), {name: answers(*values) for name, values in METHODS.items() if name != "__getattr__"})
def gives():
    for i in range(10 ** 6): change(); yield pick((i, evil()))
def evil(): return pick((Evil, S))()
P = namedtuple("P", ("a", "b"))

depth, kept, boxes = 0, [], []
generator = gives()
boxes = boxes_again()
MODULES = (sys, io, os, gc, re, json, math, heapq, struct, select, array, binascii, collections, deflate, errno, hashlib,
           micropython, platform, random, time, _asyncio, asyncio, __import__("builtins"))
SKIPPED = {"heap_lock", "heap_unlock", "sleep", "sleep_ms", "sleep_us", "input", "exit", "print", "exec", "help", "schedule",
           "kbd_intr", "run", "run_until_complete", "run_forever", "kbd_intr", "opt_level", "gc_disable", "disable", "atexit"}
VALUES = (0, 1, -1, 7, 255, 4096, 12345, 123456, 2 ** 20, 2 ** 31 - 1, 2 ** 32, -2 ** 63, 10 ** 30, 0.5, float("nan"), None, True,
          "", "a", "i", "<iH", "text" * 9, "a(b|c)*", b"", b"abc", b"x" * 60, (), (1, 2, 3), ("a", "b"), int, list, dict, type,
          object(), lambda *a: a, Evil, S, A, D, B, P, ValueError, range(9), ..., NotImplemented)

def argument():
    return pick((lambda: pick(VALUES), lambda: pick(boxes), evil, lambda: iter(pick(boxes)), lambda: pick(kept)))()

def anything():
    owner = pick((pick(MODULES), pick(MODULES), type(pick(boxes)), type(argument()), pick(boxes), argument(), Evil, A, D, B, P))
    names = [name for name in dir(owner) if name not in SKIPPED]
    if not names: return
    name = pick(names)
    f = getattr(owner, name)
    if name == "__dict__" and f: f = pick(list(f.values()))
    result = f(*[argument() for _ in range(pick((0, 1, 1, 2, 2, 3, 4)))])
    kept.append(result)
    if type(result) in (bytearray, deque, io.BytesIO): boxes[pick(range(len(boxes)))] = result
`;

/** Objects that nothing may change, and their values at the end. */
const CHECK = `
if ((constant, text, items, number, qstr) != (bytes(range(65, 91)) * 3, "constant" * 5, (1, (2, "x"), 3.5), 3 ** 90, "a_name")
        or hash(text) != text_hash or len(constant) != 78 or [1, 2] + [3] != [1, 2, 3] or "%s" % 5 != "5" or {1: 2}[1] != 2):
    raise ${SPOILED}(constant, text, items, number, qstr)
`;

const START = `
constant, text, items, number, qstr = bytes(range(65, 91)) * 3, "constant" * 5, (1, (2, "x"), 3.5), 3 ** 90, "a_name"
text_hash = hash(text)
`;

/** What a program does with a box `b`, an `Evil` `e` and any argument `x`. */
const OPERATIONS = [
  ...[
    "b.sort(key=e)",
    "b.sort(key=e.key, reverse=True)",
    "sorted(b, key=e)",
    "sorted(e)",
    "min(b, key=e)",
    "max(e, x)",
    "sum(e, 0)",
  ],
  ...[
    "heapq.heapify(b)",
    "heapq.heappush(b, e)",
    "heapq.heappop(b)",
    "b.index(e)",
    "b.count(e)",
    "b.remove(e)",
    "e in b",
    "b == x",
    "b < x",
  ],
  ...[
    "b == [e] * 15",
    "b != {e: 1}",
    "b.insert(e, x)",
    "b.insert(1, e)",
    "b[e]",
    "b[e:]",
    "b[:e]",
    "b[e:e]",
    "b[::e]",
    "b[e] = x",
    "b[e:e] = b",
    "b[1:2] = b",
  ],
  ...[
    "del b[e]",
    "del b[e:]",
    "b.pop(e)",
    "b.append(e)",
    "b.extend(e)",
    "b.extend(b)",
    "b += e",
    "b += b",
    "b * e",
    "b + x",
    "b |= {e: e}",
    "b & e",
    "b ^ {e}",
  ],
  ...[
    "b.add(e)",
    "b.discard(e)",
    "b.update(e)",
    "b.update([(e, e)])",
    "b.update({e: e, 1: e})",
    "b.setdefault(e, e)",
    "b.get(e)",
    "b.pop(e, 1)",
    "b.union(e)",
    "b.intersection_update(e)",
    "b.symmetric_difference_update([e, 1, e])",
    "b.issubset(e)",
  ],
  ...[
    "dict.fromkeys(e)",
    "dict(e)",
    "dict(**e)",
    "list(e)",
    "tuple(e)",
    "set(e)",
    "frozenset((e, 1, e))",
    "hash(frozenset((e, 2)))",
    "OrderedDict([(e, 1)])",
    "D(e)",
    "A(e)",
    "B(e)",
    "bytes(e)",
    "bytearray(e)",
    "array.array('i', e)",
    "deque(e, 5)",
  ],
  ...[
    "str(b)",
    "repr(b)",
    "'%s %r' % (b, e)",
    "'%d %x' % (e, e)",
    "'%(a)s' % {'a': e}",
    "'{!r} {:>9} {}'.format(b, e, e)",
    "'{0.a} {0[a]}'.format(e)",
    "f'{e} {b!r}'",
    "print(b, e, file=e)",
    "print(b, file=x)",
    "json.dumps(b)",
    "json.dump(b, e)",
    "json.load(e)",
    "json.dumps(e)",
  ],
  ...[
    "','.join(e)",
    "','.join(b)",
    "b'x'.join(b)",
    "'abc'.find('b', e, e)",
    "bytearray(b'abc').find(b'b', e)",
    "'abc'.replace('a', 'b', e)",
    "'abc'.split('b', e)",
    "'abc' * e",
    "'abc'[e:e]",
    "'abc'.startswith(('a', 'b'), e)",
    "b.decode()",
  ],
  ...[
    "re.sub('(.)', e, 'abcabc')",
    "re.sub('(a)', lambda m: kept.append(m) or 'x', 'abab', e)",
    "re.compile('a(b)').split('abab', e)",
    "kept.append(re.match('(a)', 'ab'))",
  ],
  ...[
    "struct.pack('<iHd', e, e, e)",
    "struct.pack_into('iq', b, e, e, e)",
    "struct.unpack_from('<iH', b, e)",
    "int.from_bytes(b, 'big')",
    "(5).to_bytes(e, 'big')",
    "math.sqrt(e)",
    "pow(e, 3, 7)",
    "divmod(e, 3)",
    "round(e, e)",
  ],
  ...[
    "list(map(e, b, e))",
    "list(zip(b, e, b))",
    "list(filter(e, b))",
    "list(enumerate(e, e))",
    "list(reversed(b))",
    "list(reversed(e))",
    "any(b)",
    "all(e)",
    "next(iter(e), x)",
    "list(generator.send(e))",
    "next(generator)",
  ],
  ...[
    "for i, y in zip(range(30), b): change()",
    "for i, (k, v) in zip(range(30), b.items()): change()",
    "for k in b: change()",
    "[change() for y in b]",
    "{y: change() for y in b}",
    "a, *c = b",
    "a, c, d = e",
    "(lambda *a, **k: change())(*b, *e, **x)",
    "f = (lambda *a: a)(*e, *b, 1, *e)",
    "print(*b, *e, sep=e)",
  ],
  ...[
    "hashlib.sha256(b).update(b)",
    "binascii.hexlify(b)",
    "binascii.crc32(b, e)",
    "b.readinto(bytearray(9))",
    "b.write(b)",
    "b.read(e)",
    "b.readline()",
    "b.seek(e, e)",
    "io.BufferedWriter(e, 3).write(b'abcdefgh')",
    "deflate.DeflateIO(e).read(5)",
    "deflate.DeflateIO(e, deflate.RAW, 9).write(b'abc' * 9)",
  ],
  ...[
    "b.register(e, e)",
    "b.poll(0)",
    "list(b.ipoll(0))",
    "b.modify(e, e)",
    "b.unregister(e)",
    "select.select([e], [e], [e], 0)",
    "select.select(b, e, x, e)",
    "kept.append(memoryview(b))",
    "kept.append(memoryview(b)[2:9])",
    "kept.append(iter(b))",
    "next(kept[-1])",
    "kept[-1][0] = 7",
  ],
  ...[
    "os.mount(e, '/m')",
    "open('/m/x')",
    "os.listdir('/m')",
    "os.umount('/m')",
    "import m.x",
    "exec('x = 1', {e: 1}, b)",
    "eval('a + b', b)",
    "getattr(e, 'zz')",
    "setattr(e, 'a', e)",
    "type('T', (Evil,), {e: e})",
    "type('T', (A,), b)",
    "isinstance(e, (int, e))",
    "super(Evil, e).x",
    "sys.print_exception(ValueError(e), e)",
    "raise e",
    "with e as y: change()",
    "anything()",
    "anything()",
    "anything()",
  ],
];

/** Generates a program whose objects change their own containers while these are in use. */
export function hostileProgram(random: Random): string {
  const indented = (line: string) => line.replace(/^/gm, "        ");
  const cases = random.several(60, () => random.pick(OPERATIONS));
  const chosen = [...new Set(cases)];
  const operations = chosen.map(
    (line, i) => `def operation_${i}(b, e, x):\n    if True:\n${indented(line)}\n`,
  );
  const names = chosen.map((_, i) => `operation_${i}`);
  return `${PRELUDE}
state = ${random.below(2 ** 31)}
${operations.join("")}
OPERATIONS = (${["anything", ...names].map((name) => `${name},`).join(" ")})
def operation():
    f = pick(OPERATIONS)
    if f is anything: f()
    else: f(pick(boxes), evil(), argument())
${START}
${random.chance(30) ? "gc.threshold(1)" : ""}
for _ in range(${10 + random.below(150)}):
    try: operation()
    except ${SPOILED}: raise
    except Exception: pass
    if len(kept) > 200: del kept[:150]
    if pick(range(20)) == 0: boxes = boxes_again()
${CHECK}`;
}
