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
    `try: ${random.pick(["adds", "loops", "builds"])}.__code__ = ${victim(random)}; use(victims[${random.below(7)}])\nexcept BaseException: pass`,
];
