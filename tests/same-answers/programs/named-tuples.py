from collections import namedtuple, OrderedDict
P = namedtuple("P", "x, y")
p = P(1, 2)
print(p, p._replace(x=5), P._make([3, 4]), P._fields, p._asdict(), p.count(1), p.index(2))
Q = namedtuple("Q", ["a", "b", "c"], defaults=(2, 3))
print(Q(1), Q(1, 5), Q(c=9, a=0))
for f in [lambda: P(1), lambda: P(1,2,3), lambda: P(z=1), lambda: P(1, x=2), lambda: Q(), lambda: Q(1,2,3,4), lambda: namedtuple("P","x x"), lambda: namedtuple("P","_x"), lambda: namedtuple("P","def"), lambda: namedtuple("P","1a"), lambda: namedtuple("E", "")(1)]:
    try: print(f())
    except Exception as e: print(type(e).__name__, e)
print(namedtuple("R", "a def a _b", rename=True)._fields)
class PP(namedtuple("PP", "x y")):
    __slots__ = ()
    def norm(self): return self.x + self.y
    @classmethod
    def origin(cls): return cls(0, 0)
q = PP(3, 4)
print(q, q.norm(), PP.origin(), PP._fields, q._fields, PP._make([1,2]), type(PP._make([1,2])).__name__, q._asdict())
x, y = q
print(x, y, q == (3, 4), hash(q) == hash((3, 4)), isinstance(q, tuple), len(q), q[0], q[::-1], q + (1,))
match p:
    case P(a, b): print(a, b)
print(sorted([P(2,1), P(1,3)]), max(P(2,1), P(1,3)))
print(int.from_bytes(b"\xff\xfe", "big", signed=True), int.from_bytes(b"\x01\x02", byteorder="little"), int.from_bytes([1,2], "big"), (-3).to_bytes(4, "big", signed=True), (258).to_bytes(length=2, byteorder="little"), int.from_bytes(b"\xff"*12, "little", signed=True))
d = OrderedDict(a=1); print(d.keys(), d.items(), d.values(), OrderedDict())
class O:
    class I:
        def f(self): pass
    def m(self):
        class L: pass
        return L
print(O.I, O.I.__qualname__, O.I.__name__, repr(O().m())[:40], O.I.f.__name__)
class E(Exception):
    class Inner(Exception): pass
try: raise E.Inner("x")
except E.Inner as e: print(repr(e), type(e), str(e))
