import math
for a in (10**30, -10**30, True, 2.5, -2.5, 2**64 - 1): print(math.floor(a), math.ceil(a), math.trunc(a))
class Steps:
    def __floor__(self): return "floor"
    def __ceil__(self): return "ceil"
    def __trunc__(self): return "trunc"
print(math.floor(Steps()), math.ceil(Steps()), math.trunc(Steps()))
for text in ["2.0**10000", "(-2.0)**10001", "math.exp(1000)", "math.pow(10, 400)", "math.pow(0, -1)", "math.log(0)", "1.5 // 0", "1 % 0", "complex(0, -0.0)"]:
    try: print(text, eval(text))
    except Exception as error: print(text, type(error).__name__, error)
print([pow(i, j, k) for i in range(-3, 4) for j in range(4) for k in (-5, -1, 1, 4)])
# ---
class Whole:
    def __int__(self): return 1
class Index:
    def __index__(self): return 1
for what in (Whole(), Index(), 1.0, "1", True):
    for use in (lambda i: [1, 2][i], lambda i: range(i), lambda i: "a" * i, lambda i: hex(i), int, lambda i: "%x" % i):
        try: print(use(what))
        except Exception as error: print(type(error).__name__)
# ---
class Account:
    __kind = "savings"
    def __init__(self): self.__balance = 1
    def __secret(self): return self.__balance
    def show(self, __more=2): return self.__secret() + __more, self.__kind, self.__class__.__name__
    class Inner:
        def __init__(self): self.__x = 1
    def inner(self): return self.Inner().__dict__
class Savings(Account):
    def __init__(self):
        super().__init__()
        self.__balance = 100
a = Savings()
print(a.show(), a.__dict__, a.inner(), a._Account__balance, hasattr(a, "__balance"), hasattr(Account, "_Account__secret"))
try: print(a.__balance)
except AttributeError as error: print(error)
class _: 
    def f(self): self.__x = 1; return self.__dict__
print(_().f())
# ---
def f(a, b=2, /, c=3, *, d=4): return a, b, c, d
def g(a, /, **more): return a, more
print(f(1), f(1, 5, c=6, d=7), g(1, a=2), (lambda x, /: x)(1))
for call in ("f(a=1)", "f(1, b=2)", "g(a=1)", "(lambda x, /: x)(x=1)", "g()"):
    try: print(eval(call))
    except TypeError as error: print(error)
for text in ("def h(/, a): pass", "def h(a, /, b, /): pass", "def h(*a, /): pass", "def h(**a, /): pass"):
    try: exec(text); print("fine")
    except SyntaxError: print("SyntaxError")
# ---
def local():
    if False: value = 1
    return value
def deleted():
    value = 1
    del value
    return value
def parameter(first, second, /):
    del second
    return first, second
def cell():
    def use(): return kept
    print(kept)
    kept = 1
def many(a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q):
    r = 1; s = 2; del r, s, q
    return q
def never():
    if False: yield 1
def nor_this():
    while False: yield 1
print(list(never()), list(nor_this()))
for function, arguments in ((local, ()), (deleted, ()), (parameter, (1, 2)), (cell, ()), (many, range(17))):
    try: function(*arguments)
    except UnboundLocalError as error: print(error)
class Named:
    def method(self, a): pass
    @staticmethod
    def alone(): pass
    class Inner:
        def method(self): return lambda: 1
for call in ("Named().method()", "Named().method(1, 2)", "Named().method(b=1)", "Named.alone(1)", "Named.Inner().method(1)", "Named.Inner().method()(1)", "Named(1)"):
    try: eval(call)
    except TypeError as error: print(error)
# ---
class Base:
    def __add__(self, other): return "Base.add"
    def __radd__(self, other): return "Base.radd"
class Sub(Base):
    def __radd__(self, other): return "Sub.radd"
class Plain(Base): pass
class Whole(int):
    def __radd__(self, other): return "Whole.radd"
    def __rmul__(self, other): return "Whole.rmul"
print(Base() + Sub(), Sub() + Base(), Base() + Plain(), 1 + Whole(2), Whole(1) + 1, 3 * Whole(2), [1] * Whole(2), "a" * Whole(2))
x = Base(); x += Sub(); print(x)
class Odd:
    def __bool__(self): return 5
for use in (bool, lambda x: not x, lambda x: 1 if x else 2):
    try: print(use(Odd()))
    except TypeError as error: print(error)
n = float("nan")
print(n in [n], [n].count(n), [n].index(n), [n] == [n], (n,) == (n,), {"a": n} == {"a": n}, n in {n}, n in (n,), n == n)
it = iter([1]); items = [1]; it = iter(items); print(list(it)); items.append(2); print(list(it))
def say(x): print(x); return x
{say("key"): say("value"), "constant": say(2), say(3): "constant"}
print({say(i): say(-i) for i in range(2)})
# ---
import io
s = io.StringIO("aé日\nb"); print(s.read(2), s.tell(), s.seek(1), s.read(1), s.seek(0, 2), s.tell())
s = io.StringIO(); print(s.write("é日"), s.tell(), s.getvalue())
print(bytearray("é", "utf-8"), bytearray(b"").hex(), b"ab".hex("-"), b"ab".hex(b"+"))
for text in ['b"ab".hex("--")', "bytearray(b'', 'ascii')", "bytes(b'', 'ascii')", "300 in b'a'", "'a' in b'a'", "1.0 in b'a'", "97 in b'a'", "97 in bytearray(b'a')", "None in bytearray()", "{} | set()", "{1: 2} | {3: 4}"]:
    try: print(text, eval(text))
    except Exception as error: print(text, type(error).__name__)
# ---
from collections import namedtuple
class Point(namedtuple("Base", "x y")): pass
print(Point(1, 2), repr(Point(1, 2)), namedtuple("Base", "x")(1))
class C:
    def m(self): pass
print(repr(C()).split(" at ")[0], repr(C().m).split(" at ")[0], type(C().m), type(print), type(len).__name__, type(...), type(NotImplemented))
def outer():
    x = 1
    return lambda: x
print(type(outer()), type(outer))
try:
    with 5: pass
except TypeError as error: print(error)
# ---
b = bytearray(b"abc"); c = b.replace(b"x", b"y"); d = b.partition(b"x")[0]; c.append(1); d.append(2)
print(b, c, d, b.rpartition(b"x"), b"abc".partition(b"x"))
class Growing:
    size = 2
    def __getitem__(self, i):
        if i >= Growing.size: raise IndexError
        return i
it = iter(Growing()); print(list(it)); Growing.size = 5; print(list(it))
import io
print(io.StringIO("a\r\nb", newline="\n").read() == "a\r\nb")
