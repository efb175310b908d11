# What the expressions of eval.jsonl call.
x = "global"
y = 1
def f1(x): return eval("x")
def f2():
    x = 5
    exec("x = 6")
    return x
def f3():
    exec("made = 1")
    return "made" in globals()
def f4(a, b=2, *c, d=4, **e): return sorted(locals().items(), key=lambda i: i[0])
def f5():
    z = 1
    def g(): return z
    return sorted(locals()) , g()
def f6():
    z = 1
    def g(): return eval("z")
    def h():
        z
        return eval("z")
    try: r = g()
    except NameError: r = "NameError"
    return r, h()
def f7(): return [eval("i + y") for i in range(3)]
def f8(): return list(eval("i") for i in range(3))
def f9():
    q = 1
    del q
    try: return eval("q")
    except NameError: return "NameError"
def f10():
    if 0: late = 1
    return "late" in locals()
def f11(n): return eval("n", {"n": "g"}), eval("n", {"n": "g"}, {"n": "l"}), eval("n", None), eval("n", None, {"n": "l"})
def f12(n):
    l = locals()
    l["n"] = 9
    return n
def f13(b, a): return dir()
def f14(): return dir(1) == dir(2)
class C:
    z = eval("y")
    def m(self, v): return eval("v + self.w")
    w = 3
    def k(self): return [eval("z", {"z": z}) for z in (1, 2)]
def f15():
    eval = lambda s: "mine " + s
    return eval("x")
def f16(x): return (lambda x: eval("x"))(x + 1)
def f17(v):
    exec("r.append(v)", {"r": r, "v": 2})
    exec("r.append(v)")
    return r
r = []
def f18(v):
    yield eval("v")
    v += 1
    yield eval("v")
def f19(a): return eval("a * 2")
def f20(k): return "{k}".format(**locals())
def f21(*args): return eval("args"), eval(*["args[0]"])
def f22(n): return eval(compile("n + 1", "c", "eval"))
def f23():
    try: raise ValueError(3)
    except ValueError as err: return eval("err.args")
def f24(n):
    exec("n += 1; global made2; made2 = n")
    return n, made2
def f25(n): return eval("[n for n in range(n)]")
def f27(a1):
    def inner(b1):
        a1
        return sorted(locals())
    return inner(2)
def f28(): return eval("locals()") == {} 
def f29(v): return eval("eval('v')")
def f31(): return type(locals()).__name__, len(locals())
