def f(x):
    match x:
        case 0: return "zero"
        case 1 | 2 | 3: return "small"
        case -5: return "minus five"
        case -1.5: return "mf"
        case 2+3j: return "complex"
        case "a" | 'b': return "letter"
        case b"x": return "bytes"
        case None: return "none"
        case True: return "true"
        case []: return "empty"
        case [y]: return ("one", y)
        case [1, 2, *rest]: return ("12rest", rest)
        case [first, *_, last] if first == last: return ("same", first)
        case (a, b): return ("pair", a, b)
        case {"k": v, **rest}: return ("k", v, rest)
        case {"type": "x", "pos": [px, py]}: return (px, py)
        case {}: return "mapping"
        case str(s): return ("str", s)
        case int() as n if n > 100: return ("big", n)
        case float() | int(): return "num"
        case [*_, 9]: return "ends 9"
        case set(): return "set"
        case _: return "other"
for x in [0, 1, 3, -5, -1.5, 2+3j, "a", "b", b"x", None, True, [], (), [5], [1,2], [1,2,3,4], (7, 8, 7), (7, 8), {"k": 1, "z": 2}, {"type": "x", "pos": (3, 4)}, {"q": 1}, {}, "hello", 101, 50, 2.5, [3,4,9], [3,4,5], {1}, object, range(2), bytearray(b"x"), 1.0, False]:
    print(repr(x) if x is not object else "obj", f(x))
class Point:
    __match_args__ = ("x", "y")
    def __init__(self, x, y): self.x, self.y = x, y
class P3(Point):
    def __init__(self, x, y, z): super().__init__(x, y); self.z = z
class Color:
    RED = 1
    GREEN = 2
def g(p):
    match p:
        case Point(0, 0): return "origin"
        case P3(z=0): return "flat"
        case Point(x=0, y=yy): return f"Y={yy}"
        case Point(xx, 0): return f"X={xx}"
        case Point(x=xx, y=yy) if xx == yy: return "diag"
        case Point(): return "point"
        case Color.RED: return "red"
        case Color.GREEN | 5: return "green5"
        case [Point(x=a), Point(x=b)]: return (a, b)
        case (Point(x=1) as p1, q): return (p1.x, q)
        case {"p": Point(x=int() as z)}: return z
        case [[a, b], [c, *d]]: return a, b, c, d
        case (1 | 2) as n: return n
        case {1: [x, {"y": y}]}: return x, y
    return "nothing"
for p in [Point(0,0), P3(1,2,0), Point(0,5), Point(5,0), Point(3,3), Point(3,4), 1, 2, 5, [Point(1,2), Point(3,4)], (Point(1,1), 9), {"p": Point(7,8)}, [[1,2],[3,4,5]], {1: [2, {"y": 3}]}, [[1,2],[]], "zzz", 3]:
    print(g(p))
match = 3
case = 4
print(match, case)
match[0:1] if False else None
match: int = 5
def m2(match, case):
    match (match, case):
        case (1, case): return case
        case [match, 2]:
            case = 7
            return match, case
    match = [1]
    match[0] = 5
    match (match)[0]:
        case 5:
            print("five")
    return "none"
print(m2(1, 2), m2(2, 2), m2(3, 3))
x = "outer"
match [1, 2, 3]:
    case [x, y]: print("no")
    case [1, x, 4]: print("no")
    case _: print("x is", x)
for i in range(4):
    match i:
        case 1: continue
        case 3: break
        case k:
            for j in range(2):
                match j:
                    case 0: print(i, j, k)
                    case _: break
def gen():
    for i in range(3):
        match i:
            case 0: yield "zero"
            case n if (yield n): yield "guard"
            case n: yield n
print(list(gen()))
match 1, 2:
    case 1, 2: print("tuple")
match (
    {"a":
     1}):
    case {"a": 1}: print("multi")
match "x{y" 'z': # comment :
    case "x{yz": print("str")
match [1, [2, 3]]:
    case [a, [b, c]]: print(a, b, c)
try:
    match Point(1, 2):
        case Point(1, 2, 3): pass
except TypeError as e: print(e)
try:
    match 3:
        case int(1, 2): pass
except TypeError as e: print(e)
class E:
    @property
    def boom(self): raise ValueError("boom")
    @property
    def none(self): raise AttributeError("x")
try:
    match E():
        case E(none=1): print("no")
        case E(boom=1): pass
except ValueError as e: print("ValueError", e)
def h(cmd):
    match cmd.split():
        case ["go", ("north" | "south") as d]: return d
        case ["pick", obj] | ["pick", "up", obj]: return obj
        case ["quit" | "exit"]: return "bye"
        case [act]: return act
        case []: return "empty"
        case _: return "?"
print([h(c) for c in ["go north", "go west", "pick x", "pick up y", "exit", "foo", "", "a b c"]])
match {"a": None}:
    case {"a": None}: print("none value")
match 1:
    case True: print("bad")
    case 1: print("one")
match float("nan"):
    case float(v): print(v)
match "abc":
    case [*_]: print("bad")
    case str() | bytes() as t: print(t)
import io
with (io.StringIO("a") as fa, io.StringIO("b") as fb):
    print(fa.read() + fb.read())
with (io.StringIO("a") as fa,
      io.StringIO("b") as fb,
):
    print(fa.read() + fb.read())
with (io.StringIO("q") as fq): print(fq.read())
with (io.StringIO("q")) as fq: print(fq.read())
def k(*a, **kw): return a, kw
print(k(b=1, *(1, 2)), k(*(1,), c=3, *[4, 5], **{"z": 1}), k(0, x=1, *()))
print(*[1, 2], sep="-", *[3])
