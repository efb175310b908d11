import type { Random } from "../random.js";

/** Functions to take bytecode from: calls, loops, handlers, generators, cells, classes, patterns. */
const VICTIMS = `
import gc, marshal, sys, types
def adds(a, b=1, *c, **d): return a + b
def loops(a, *c, **d):
    total = 0
    for i in range(20):
        if i % 3: total += i
        else: total = [total, a][0]
    return total
def handles(a, *c, **d):
    try:
        with open(a) as f: return f.read()
    except (OSError, TypeError) as e: return str(e)
    finally: a = None
def yields(a, *c, **d):
    x = yield a
    yield from [x, a]
def gathers(a, *c, **d):
    inner = lambda: a
    return [inner() for _ in range(3)], {k: v for k, v in d.items()}
def matches(a, *c, **d):
    match a:
        case {"x": [1, *rest]}: return rest
        case str() | int(): return f"{a!r:>10}"
def builds(a, *c, **d):
    class Inner:
        value = a
        def method(self): return super().__init__()
    return Inner().method(), Inner.value
victims = [adds, loops, handles, yields, gathers, matches, builds]
def use(f):
    for argument in 1, "x", [2], {"x": [1, 2]}:
        try:
            result = f(argument, 2, k=3)
            if isinstance(result, types.GeneratorType): list(zip(result, range(9)))
            repr(result)
        except BaseException: pass
def forge(code, **fields):
    for _ in range(2):
        try: use(types.FunctionType(code.replace(**fields), globals(), "forged", (1,), tuple(types.CellType(i) for i in range(len(code.co_freevars)))))
        except BaseException: pass
`;

/** A program that runs forged bytecode, or uses another of the interpreter's own loopholes. */
export function forgedProgram(random: Random): string {
  const door = random.pick(DOORS);
  const lines = random.several(3, () => door(random));
  return `${VICTIMS}\n${lines.join("\n")}\nprint("end")\n`;
}

const victim = (random: Random): string => `victims[${random.below(7)}].__code__`;

const bytes = (random: Random, most: number): string =>
  `bytes([${random.several(most, () => String(random.below(256))).join(", ")}])`;

/** Statements that change some bytes of a `bytearray` in `b`. */
function changes(random: Random): string {
  const change = () => {
    const at = `${random.below(1000)} % len(b)`;
    return random.chance(70)
      ? `b[${at}] = ${random.below(256)}`
      : `b[${at}] = b[${random.below(1000)} % len(b)]`;
  };
  return random.several(6, change).join("; ") || "pass";
}

const DOORS: readonly ((random: Random) => string)[] = [
  // Bytecode that the compiler did not produce.
  (random) =>
    `c = ${victim(random)}; b = bytearray(c.co_code); ${changes(random)}; forge(c, co_code=bytes(b))`,
  (random) => `forge(${victim(random)}, co_code=${bytes(random, 60)})`,
  (random) =>
    `c = ${victim(random)}; b = bytearray(c.co_exceptiontable or b"\\x80"); ${changes(random)}; forge(c, co_exceptiontable=bytes(b))`,
  (random) =>
    `forge(${victim(random)}, ${random.pick(["co_stacksize=0", "co_stacksize=1", "co_consts=()", "co_names=()", "co_consts=(1,)", "co_names=('a',)", "co_flags=0", "co_flags=0x20", "co_flags=0x2a0", "co_linetable=b'\\xff' * 9", "co_firstlineno=-5"])})`,
  (random) =>
    `c = ${victim(random)}; forge(c, co_consts=tuple(reversed(c.co_consts)), co_names=tuple(reversed(c.co_names)))`,
  // Code and values from bytes.
  (random) =>
    `b = bytearray(marshal.dumps(${victim(random)})); ${changes(random)}\ntry: use(types.FunctionType(marshal.loads(bytes(b)), globals()))\nexcept BaseException: pass`,
  (random) => `try: repr(marshal.loads(${bytes(random, 80)}))\nexcept BaseException: pass`,
  // Objects that no program should get hold of.
  (random) =>
    `for o in gc.get_objects()[${random.below(2000)}::${1 + random.below(50)}]:\n    try:\n        if type(o) in (${random.pick(["list", "dict", "set", "list, dict", "dict, set"])}): o.clear()\n    except BaseException: pass`,
  (random) =>
    `for o in gc.get_referrers(${random.pick(["int", "str", "None", "len", "type", "sys"])})[:${random.below(40)}]:\n    try:\n        if type(o) is dict: o[${random.pick(["'__add__'", "'print'", "'__class__'", "1"])}] = ${random.pick(["None", "lambda *a: a[0]", "use"])}\n    except BaseException: pass`,
  (random) =>
    `class A: __slots__ = ("a", "b")\nclass B: __slots__ = ("a", "b")\nx = A(); x.a = ${random.below(9)}\ntry:\n    x.__class__ = ${random.pick(["B", "int", "type(sys)", "list", "Exception"])}; repr(x.a)\nexcept BaseException: pass`,
  (random) =>
    `try: ${random.pick(["sys.modules.clear()", "sys.builtin_module_names", "vars(sys).clear()", "__builtins__.__dict__.clear()", "type.mro(int)", "sys._clear_type_cache()"])}\nexcept BaseException: pass`,
  // Observing and controlling the interpreter.
  (random) =>
    `def t(frame, event, arg):\n    try: frame.f_lineno = ${random.below(60)}\n    except BaseException: pass\n    frame.f_locals[${random.pick(["'a'", "'i'", "'total'", "'x'"])}] = ${random.pick(["None", "1", "frame", "[]"])}\n    return t\nsys.settrace(t); use(victims[${random.below(7)}]); sys.settrace(None)`,
  (random) =>
    `sys.setrecursionlimit(${random.pick(["10 ** 9", "2 ** 31 - 1", "100000"])})\ndef deep(n): return ${random.pick(["deep(n + 1)", "sorted([n], key=deep)", "str(deep(n + 1))", "max([n], key=lambda x: deep(x + 1))"])}\ntry: deep(0)\nexcept BaseException: pass`,
  (random) =>
    `g = yields(1); next(g)\ntry:\n    g.gi_frame.${random.pick(["clear()", "f_locals.clear()", "f_trace_opcodes = True", "f_back"])}; g.send(g)\nexcept BaseException: pass`,
  (random) =>
    `def p(*a): ${random.pick(["sys.setprofile(None)", "a[0].clear() if hasattr(a[0], 'clear') else None", "use(victims[0])", "raise ValueError"])}\ntry:\n    sys.setprofile(p); use(victims[${random.below(7)}])\nexcept BaseException: pass\nfinally: sys.setprofile(None)`,
  (random) =>
    `m = sys.monitoring\ntry: m.use_tool_id(1, "x")\nexcept BaseException: pass\ndef e(code, *a): ${random.pick(["return m.DISABLE", "m.set_local_events(1, code, m.events.INSTRUCTION)", "m.free_tool_id(1)", "m.restart_events()", "adds.__code__ = code"])}\ntry:\n    m.register_callback(1, m.events.${random.pick(["LINE", "INSTRUCTION", "JUMP", "PY_RETURN", "CALL"])}, e); m.set_events(1, ${random.below(1 << 16)}); use(victims[${random.below(7)}])\nexcept BaseException: pass\nfinally:\n    try: m.set_events(1, 0)\n    except BaseException: pass`,
  (random) =>
    `gc.callbacks.append(lambda *a: ${random.pick(["gc.collect()", "gc.callbacks.clear()", "[o for o in gc.get_objects() if type(o) is list and o.clear()]", "1 / 0"])})\ngc.set_threshold(${1 + random.below(20)}); use(victims[${random.below(7)}]); gc.collect(); gc.callbacks.clear()`,
  (random) =>
    `class A:\n    def __del__(self): ${random.pick(["globals()['kept'] = self", "self.__class__ = B", "gc.collect()", "self.me.__dict__.clear()"])}\nclass B(A): pass\nfor i in range(${random.below(30)}):\n    x = A(); x.me = x; y = B(); y.me = x\ndel x, y\ntry: B.__bases__ = (${random.pick(["object", "A, object", "B", "int", "type"])},)\nexcept BaseException: pass\ngc.collect()`.replace(
      "range(0)",
      "range(1)",
    ),
  // Bytes that decoders read.
  (random) =>
    `import pickle\ntry: repr(pickle.loads(${bytes(random, 60)}))\nexcept BaseException: pass`,
  (random) =>
    `import pickle\nb = bytearray(pickle.dumps([adds, {1: (2, 3)}, {4}, b"x" * 9, 2 ** 100, "é", Exception("a")], ${random.below(6)})); ${changes(random)}\ntry: repr(pickle.loads(bytes(b)))\nexcept BaseException: pass`,
  (random) =>
    `import ${random.pick(["bz2", "lzma", "zlib"])} as c\nb = bytearray(c.compress(b"some text " * 50)); ${changes(random)}\ntry: c.decompress(bytes(b))\nexcept BaseException: pass`,
  (random) =>
    `import pyexpat\nb = bytearray(b"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b 'c'>]><a x='1'>&b;<b/>&#65;</a>"); ${changes(random)}\np = pyexpat.ParserCreate()\np.StartElementHandler = lambda *a: ${random.pick(["p.Parse(b'<z>')", "p.__init__()", "setattr(p, 'StartElementHandler', None)", "gc.collect()"])}\ntry: p.Parse(bytes(b), True)\nexcept BaseException: pass`,
  // Streams, descriptors, and what ends a process elsewhere.
  (random) =>
    `import os\nfor n in range(${random.below(6)}, 70):\n    try: os.${random.pick(["close(n)", "ftruncate(n, 9)", "lseek(n, 5, 1)", "fstat(n)", "write(n, b'x')", "utime(n)"])}\n    except BaseException: pass`,
  (random) =>
    `try: ${random.pick(["sys.stdout.detach()", "sys.stdout.__init__(sys.stdout.buffer)", "sys.stdin.close()", "sys.stdout.buffer.raw.close()", "sys.stdout.buffer.__init__(sys.stdout.buffer.raw, 1)", "sys.stdout = None", "sys.stderr = adds"])}\nexcept BaseException: pass`,
  (random) =>
    `import faulthandler, os, signal\ntry: ${random.pick(["faulthandler._read_null()", "faulthandler._sigsegv()", "faulthandler._fatal_error_c_thread()", "faulthandler._sigabrt()", "faulthandler._stack_overflow()", "os.abort()", "os._exit(3)", "signal.raise_signal(11)", "signal.raise_signal(2)", "os.system('x')"])}\nexcept BaseException: pass`,
  (random) =>
    `import host\nfor n in dir(host):\n    for a in (), (${random.below(9)},), (None, -1), (adds, b"x", 2 ** 70):\n        try: getattr(host, n)(*a)\n        except BaseException: pass`,
  (random) =>
    `import ctypes, array\nfor t in (${random.pick(["ctypes.c_int", "ctypes.c_char_p", "ctypes.c_void_p", "ctypes.c_char * 8"])},):\n    for v in ${random.below(1 << 30)}, -1, b"x", None:\n        try:\n            x = t(v); repr(x.value); bytes(memoryview(x)); x.value = ${random.below(99)}\n        except BaseException: pass\na = array.array("i", [1, 2]); v = memoryview(a)\ntry: a.__init__("i"); a.extend([1] * 99); v[1] = 3; v.release()\nexcept BaseException: pass`,
  (random) =>
    `try: ${random.pick(["adds", "loops", "builds"])}.__code__ = ${victim(random)}; use(victims[${random.below(7)}])\nexcept BaseException: pass`,
];
