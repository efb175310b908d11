"""Prints random programs whose every step prints, as JSON, one a line. /given/seed has the seed and how many."""

import json
import random

SEED, COUNT = map(int, open("/given/seed").read().split())
R = random.Random(SEED)

# What the programs use.
PRELUDE = '''def t(n, v=None):
    print("t%s" % (n,), end=" ")
    return n if v is None else v
class CM:
    def __init__(self, n, sup=False): self.n, self.sup = n, sup
    def __enter__(self): print("enter", self.n); return self
    def __repr__(self): return "CM"
    def __exit__(self, et, ev, tb): print("exit", self.n, et.__name__ if et else None); return self.sup
class E1(Exception): pass
class E2(E1): pass
class O:
    def __init__(self): self.a = 1; self.l = [1, 2, 3]; self.d = {"k": 1}
    def m(self, *a, **k): print("m", a, sorted(k.items())); return self
    def __getitem__(self, i): print("get", i); return 7
    def __setitem__(self, i, v): print("set", i, v)
    def __delitem__(self, i): print("del", i)
    def __iadd__(self, o): print("iadd", o); return self
    def __contains__(self, x): print("in", x); return x == 1
    def __bool__(self): print("bool"); return True
    def __call__(self, *a, **k): print("call", a, sorted(k.items())); return len(a)
    def __lt__(self, x): print("lt", x); return True
    def __eq__(self, x): print("eq", x); return False
    def __hash__(self): return 1
    def __repr__(self): return "O"
def f(a, b=2, *c, d=4, **e): print("f", a, b, c, d, sorted(e.items())); return a
'''
steps = 0
def step():
    global steps; steps += 1; return steps
def value():
    return R.choice(["%d" % R.randint(-3, 9), "'s%d'" % R.randint(0, 3), "[1, 2]", "(3, 4)", "None", "True", "1.5", "{'a': 1}", "x", "y", "z"])
def traced(v=None): return "t(%d)" % step() if v is None else "t(%d, %s)" % (step(), v)
def expression(d=0):
    k = R.randint(0, 24)
    if d > 2: return R.choice([traced(), traced(), "x", "y", value()])
    e = lambda: expression(d + 1)
    if k == 0: return "(%s if %s else %s)" % (e(), e(), e())
    if k == 1: return "(%s and %s)" % (e(), e())
    if k == 2: return "(%s or %s)" % (e(), e())
    if k == 3: return "(not %s)" % e()
    if k == 4: return "(%s < %s <= %s)" % (traced(), traced(), traced())
    if k == 5: return "(%s == %s != %s)" % (e(), e(), e())
    if k == 6: return "f(%s, %s)" % (e(), e())
    if k == 7: return "f(%s, *%s, d=%s)" % (e(), traced("[5, 6]"), e())
    if k == 8: return "f(*%s, %s, *%s, **%s, z=%s)" % (traced("(1,)"), traced(), traced("[2]"), traced("{'d': 3}"), traced())
    if k == 9: return "[%s for i in %s if %s]" % (R.choice(["i", "(i, x)", traced("i")]), traced("[1, 2, 3]"), R.choice(["i > 1", traced("i")]))
    if k == 10: return "{%s: %s, %s: %s}" % (traced(), e(), traced(), e())
    if k == 11: return "[%s, *%s, %s]" % (e(), traced("(1, 2)"), e())
    if k == 12: return "f'{%s} {%s!r:>5} {x}'" % (traced(), traced())
    if k == 13: return "(w%d := %s)" % (R.randint(0, 2), e())
    if k == 14: return "o[%s:%s]" % (traced(), traced())
    if k == 15: return "o.m(%s).a" % e()
    if k == 16: return "(lambda a, b=%s: (a, b, x))(%s)" % (e(), e())
    if k == 17: return "(%s in %s)" % (traced(), R.choice(["o", traced("[1, 2]"), "{1: 2}"]))
    if k == 18: return "sorted([%s for i in range(3) for j in range(i)])" % R.choice(["i * j", "(i, j)", "j"])
    if k == 19: return "{%s for i in (1, 2, 1)}" % R.choice(["i", "i % 2"])
    if k == 20: return "(%s, %s)" % (e(), e())
    if k == 21: return "[*map(lambda v: %s, [1, 2])]" % R.choice(["v + 1", "(v, x)", traced("v")])
    if k == 22: return "[(i, j) for i in range(2) if %s for j in [%s] if j]" % (traced("i"), traced())
    if k == 23: return "(%s + %s * %s)" % (traced(), traced(), traced())
    return R.choice([traced(), "x", "y", "z", value()])
def target():
    return R.choice(["x", "y", "z", "o.a", "o[%s]" % traced(), "o.l[%s]" % traced("0"), "o.d[%s]" % traced("'k'"), "t(%d, o).a" % step()])
def block(depth, loop, func, gen, ind):
    out = []
    for _ in range(R.randint(1, 3 if depth else 5)):
        out += statement(depth, loop, func, gen, ind)
    return out
def statement(depth, loop, func, gen, ind):
    p = "    " * ind
    sub = lambda l=loop, f=func, g=gen: block(depth + 1, l, f, g, ind + 1)
    k = R.randint(0, 30)
    if depth > 3 and k > 12: k = R.randint(0, 12)
    if k == 0: return [p + "print(%d, x, y)" % step()]
    if k == 1: return [p + "print(%s)" % expression()]
    if k == 2: return [p + "%s = %s" % (target(), expression())]
    if k == 3: return [p + "%s, %s = %s" % (target(), target(), "(%s, %s)" % (expression(1), expression(1)))]
    if k == 4: return [p + "%s = %s = %s" % (target(), target(), expression())]
    if k == 5: return [p + "%s += %s" % (R.choice(["x", "o", "o.a", "o.l[%s]" % traced("0"), "o.d[%s]" % traced("'k'"), "o[%s]" % traced()]), traced())]
    if k == 6: return [p + "%s, *%s = %s" % (R.choice("xy"), R.choice("yz"), R.choice(["[1, 2, 3]", "'ab'", "range(3)", traced("(1, 2)")]))]
    if k == 7: return [p + R.choice(["del o[%s]" % traced(), "del o.l[0:%s]" % traced("1"), "del z", "pass", "x = y = 1"])]
    if k == 8 and func: return [p + "return %s" % expression(1)] if not gen or R.random() < .5 else [p + "return"]
    if k == 9 and loop: return [p + R.choice(["break", "continue"])]
    if k == 10: return [p + "raise %s" % R.choice(["E1(%d)" % step(), "E2(%d)" % step(), "ValueError('v')", "E1", "KeyError('k') from E1(0)"])] if R.random() < .5 else [p + "assert %s, %d" % (expression(1), step())]
    if k == 11 and gen: return [p + R.choice(["yield %s" % expression(1), "x = yield %s" % expression(1), "yield from [%s, %s]" % (traced(), traced()), "print((yield %d))" % step()])]
    if k == 12: return [p + "print(%r, %s, sep='|')" % ("v", expression())]
    if k in (13, 14):
        o = [p + "if %s:" % expression(1)] + sub()
        if R.random() < .4: o += [p + "elif %s:" % expression(1)] + sub()
        if R.random() < .5: o += [p + "else:"] + sub()
        return o
    if k in (15, 16):
        o = [p + "for %s in %s:" % (R.choice(["i", "x", "i, x", "i, *y", "o.a"]), "x")]
        tgt = R.choice(["i", "x", "(i, x)", "i, *y", "o.a"]); it = "[(1, 2), (3, 4, 5)][:%d]" % R.randint(0, 2) if "," in tgt and "*" in tgt else "[(1, 2), (3, 4)]" if "," in tgt else "range(%d)" % R.randint(0, 3)
        o = [p + "for %s in %s:" % (tgt, it)] + sub(True)
        if R.random() < .4: o += [p + "else:"] + sub()
        return o
    if k == 17:
        v = "n%d" % step()
        o = [p + "%s = 0" % v, p + "while %s < %d:" % (v, R.randint(0, 3)), p + "    %s += 1" % v] + sub(True)
        if R.random() < .4: o += [p + "else:"] + sub()
        return o
    if k in (18, 19, 20, 21):
        o = [p + "try:"] + sub()
        h = R.random()
        if h < .75:
            for _ in range(R.randint(1, 2)):
                o += [p + R.choice(["except E1 as e:", "except E2:", "except (ValueError, E2) as e:", "except KeyError as e:", "except Exception as e:"])] + ([p + "    print('caught', type(e).__name__, e)"] if o and False else []) + sub()
            if R.random() < .3: o += [p + "else:"] + sub()
            if R.random() < .4: o += [p + "finally:"] + sub()
        else: o += [p + "finally:"] + sub()
        return o
    if k in (22, 23): return [p + "with %s:" % ", ".join(R.choice(["CM(%s)", "CM(%s) as z", "CM(%s, True)"]) % traced() for _ in range(R.randint(1, 2)))] + sub()
    if k in (24, 25):
        n = "g%d" % step()
        o = [p + "def %s(x=%s, *, y=%s):" % (n, expression(1), traced())]
        if R.random() < .3 and func: o += [p + "    nonlocal z"]
        elif R.random() < .2: o += [p + "    global gg"] + [p + "    gg = %d" % step()]
        o += [p + "    z0 = 1"] + block(depth + 1, False, True, False, ind + 1)
        o += [p + "print(%d, %s(%s))" % (step(), n, R.choice(["", traced(), "y=%s" % traced()]))]
        return o
    if k in (26, 27):
        n = "h%d" % step()
        o = [p + "def %s(x):" % n, p + "    y = z = 0"] + block(depth + 1, False, True, True, ind + 1) + [p + "    yield 'end'"]
        o += [p + "for v in %s(%s): print('yielded', v)" % (n, traced())] if R.random() < .5 else [p + "it = %s(1); print('first', next(it, None))" % n, p + "try: print('sent', it.send(%s))" % traced() , p + "except StopIteration as s: print('stop', s.value)", p + R.choice(["it.close()", "print(list(it))", "try: it.throw(E2(5))\n%sexcept Exception as e: print('thrown', type(e).__name__)" % p])]
        return o
    if k == 28:
        n = "C%d" % step()
        o = [p + "class %s(%s):" % (n, R.choice(["O", "object", "E1", "dict", "list"])), p + "    x = %s" % expression(1), p + "    y = [x for _ in range(2)]" if R.random() < .3 else p + "    y = 3"]
        o += block(depth + 2, False, False, False, ind + 1)
        o += [p + "    def q(self): return x, self.x, y", p + "try: print(%s().q())" % n, p + "except TypeError as e: print('TE')"]
        return o
    if k == 29:
        o = [p + "match %s:" % expression(1)]
        for _ in range(R.randint(1, 3)):
            o += [p + "    case %s:" % R.choice(["1", "x if x == 2", "[x, y]", "{'a': z}", "str() | None", "(1 | 2) as y", "[x, *_]", "int(x)", "E1() as e", "O(a=x)"])] + block(depth + 1, loop, func, gen, ind + 2)
        return o
    return [p + "print(%d, x, y)" % step()]


def program():
    global steps
    steps = 0
    lines = ["x = 1", "y = 2", "z = 3", "o = O()", "gg = 0", "def main(x=1, y=2):", "    z = 3; i = 0"]
    lines += block(0, False, True, False, 1) + block(0, False, True, False, 1)
    ended = ["except Exception as e: print('ended', type(e).__name__, type(e.__context__).__name__, type(e.__cause__).__name__)"]
    lines += ["try: print('result', main())"] + ended
    if R.random() < 0.4: lines += ["try:"] + block(1, False, False, False, 1) + ended
    return PRELUDE + "\n".join(lines) + "\nprint(gg)\n"


for _ in range(COUNT): print(json.dumps(program()))
