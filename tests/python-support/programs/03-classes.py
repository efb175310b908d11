## Classes

# inheritance and `super()`
class A:
    def __init__(self, x):
        self.x = x
    def hello(self):
        return "A" + str(self.x)
class B(A):
    def __init__(self):
        super().__init__(5)
    def hello(self):
        return "B" + super().hello()
print(B().hello(), isinstance(B(), A), issubclass(B, A))

# the method resolution order of a diamond
class A:
    def f(self): return ["A"]
class B(A):
    def f(self): return ["B"] + super().f()
class C(A):
    def f(self): return ["C"] + super().f()
class D(B, C):
    def f(self): return ["D"] + super().f()
print(D().f())

# `__mro__`
class A: pass
print(len(A.__mro__))

# `__bases__`, `__name__`, `__class__` and `type()`
class A: pass
class B(A): pass
print(B.__bases__ == (A,), B.__name__, B().__class__ is B, type(B()) is B)

# `__dict__` of an object
class A: pass
a = A()
a.x = 1
print(a.__dict__)

# setting through `__dict__`
class A: pass
a = A()
a.__dict__["x"] = 1
print(a.x)

# properties with setter and deleter
class A:
    def __init__(self): self._x = 1
    @property
    def x(self): return self._x
    @x.setter
    def x(self, value): self._x = value * 2
    @x.deleter
    def x(self): print("deleted")
a = A()
a.x = 4
print(a.x)
del a.x

# class methods and static methods
class A:
    n = 3
    @classmethod
    def make(cls): return cls.n
    @staticmethod
    def add(a, b): return a + b
print(A.make(), A().make(), A.add(1, 2))

# `__getattr__`, `__setattr__` and `__delattr__`
class A:
    def __getattr__(self, name): return name.upper()
    def __setattr__(self, name, value): print("set", name, value)
    def __delattr__(self, name): print("del", name)
a = A()
a.x = 1
print(a.y)
del a.z

# `__getattribute__`
class A:
    x = 1
    def __getattribute__(self, name):
        return "asked"
print(A().x)

# descriptors
class Positive:
    def __get__(self, obj, owner): return obj._v
    def __set__(self, obj, value): obj._v = abs(value)
class A:
    v = Positive()
a = A()
a.v = -3
print(a.v)

# `__set_name__` of descriptors
class D:
    def __set_name__(self, owner, name): print(owner.__name__, name)
class A:
    x = D()

# `__slots__` keep other attributes out
class A:
    __slots__ = ("x",)
a = A()
try:
    a.y = 1
    print("set")
except AttributeError:
    print("AttributeError")

# `__new__`
class A:
    def __new__(cls, x):
        self = object.__new__(cls)
        self.x = x
        return self
print(A(3).x)

# `__init_subclass__`
class A:
    def __init_subclass__(cls, **kwargs): print("subclass", cls.__name__)
class B(A): pass

# metaclasses
class Meta(type):
    def __call__(cls): return "made by Meta"
class A(metaclass=Meta): pass
print(A())

# classes made with `type()`
A = type("A", (), {"x": 1, "f": lambda self: self.x + 1})
print(A().f(), A.__name__)

# operators, also reflected and in place
class V:
    def __init__(self, x): self.x = x
    def __add__(self, other): return V(self.x + other)
    def __radd__(self, other): return V(other + self.x)
    def __iadd__(self, other): self.x += other; return self
    def __neg__(self): return V(-self.x)
    def __invert__(self): return V(~self.x)
    def __pow__(self, other): return V(self.x ** other)
v = V(2)
v += 1
print((v + 1).x, (1 + v).x, (-v).x, (~v).x, (v ** 2).x)

# comparison and hashing
class P:
    def __init__(self, x): self.x = x
    def __eq__(self, other): return self.x == other.x
    def __lt__(self, other): return self.x < other.x
    def __hash__(self): return hash(self.x)
print(P(1) == P(1), P(1) != P(2), sorted([P(2), P(1)])[0].x, len({P(1), P(1)}))

# `__eq__` without `__hash__` makes a class unhashable
class P:
    def __eq__(self, other): return True
try:
    hash(P())
    print("hashed")
except TypeError:
    print("TypeError")

# containers: `__len__`, `__getitem__`, `__setitem__`, `__contains__`, `__iter__`
class Box:
    def __init__(self): self.d = {}
    def __len__(self): return len(self.d)
    def __getitem__(self, k): return self.d[k]
    def __setitem__(self, k, v): self.d[k] = v
    def __delitem__(self, k): del self.d[k]
    def __contains__(self, k): return k in self.d
    def __iter__(self): return iter(sorted(self.d))
b = Box()
b["x"] = 1
b["y"] = 2
del b["x"]
print(len(b), b["y"], "x" in b, list(b), bool(b))

# iteration through `__getitem__` alone
class Seq:
    def __getitem__(self, i):
        if i > 2:
            raise IndexError
        return i * 10
print(list(Seq()), 20 in Seq())

# `__reversed__`
class R:
    def __reversed__(self): return iter("cba")
print(list(reversed(R())))

# callable objects, `__str__` and `__repr__`
class A:
    def __call__(self, x): return x + 1
    def __str__(self): return "str"
    def __repr__(self): return "repr"
print(A()(1), A(), [A()], "%s %r" % (A(), A()))

# `__format__` of a class
class A:
    def __format__(self, spec): return "<" + spec + ">"
print(f"{A():abc}")

# `__bool__`, `__int__`, `__float__` and `__abs__`
class N:
    def __bool__(self): return False
    def __int__(self): return 3
    def __float__(self): return 2.5
    def __abs__(self): return 1
n = N()
print(bool(n), int(n), float(n), abs(n))

# `__index__`
class N:
    def __index__(self): return 1
print("abc"[N()], hex(N()))

# `__divmod__`
class N:
    def __divmod__(self, other): return (1, 2)
print(divmod(N(), 1))

# `__round__`
class N:
    def __round__(self, n=None): return 9
print(round(N()))

# context managers
class C:
    def __enter__(self): return "in"
    def __exit__(self, kind, error, trace):
        print(kind.__name__, error)
        return True
with C() as c:
    print(c)
    raise ValueError("v")
print("after")

# subclasses of `list`, `dict`, `int` and `str`
class L(list):
    def first(self): return self[0]
class D(dict):
    def __missing__(self, key): return "missing " + key
class I(int): pass
class S(str):
    def shout(self): return self.upper() + "!"
print(L([1, 2]).first(), I(3) + 4, S("a").shout())

# `__missing__` of a subclass of `dict`
class D(dict):
    def __missing__(self, key): return "missing " + key
print(D()["x"])

# `super().__setitem__` in a subclass of `dict`
class D(dict):
    def __setitem__(self, k, v): super().__setitem__(k, v * 2)
d = D()
d["a"] = 1
print(d["a"])

# a class with two built-in bases
class A(list, Exception): pass
print("made")

# `dir`, `hasattr`, `getattr`, `setattr` and `delattr`
class A: pass
a = A()
setattr(a, "x", 1)
print(hasattr(a, "x"), getattr(a, "y", 2), "x" in dir(a))
delattr(a, "x")
print(hasattr(a, "x"))

# `vars`
class A: pass
a = A()
a.x = 1
print(vars(a))

# private names are mangled
class A:
    def __init__(self): self.__x = 1
print(hasattr(A(), "_A__x"))

# `__del__` when the last reference goes
class A:
    def __del__(self): print("deleted")
a = A()
del a
print("end")

# the default `repr` of an object
class A: pass
print(repr(A()).split(" at ")[0])

# the `repr` of a class
class A: pass
print(A, int)

# bound methods are equal
class A:
    def f(self): return 1
a = A()
print(a.f == a.f, a.f is a.f)

# `__self__` and `__func__` of a bound method
class A:
    def f(self): return 1
a = A()
print(a.f.__self__ is a, a.f.__func__ is A.f)

# `abc.ABC` and `abstractmethod`
from abc import ABC, abstractmethod
class A(ABC):
    @abstractmethod
    def f(self): pass
try:
    A()
    print("made")
except TypeError:
    print("TypeError")

# data classes
from dataclasses import dataclass
@dataclass
class P:
    x: int
    y: int = 2
print(P(1))

# enumerations
from enum import Enum
class Colour(Enum):
    RED = 1
print(Colour.RED)

# named tuples
from collections import namedtuple
P = namedtuple("P", ["x", "y"])
p = P(1, y=2)
print(p, p.x, p[1], p == (1, 2), p + (3,))

# `_asdict` of a named tuple
from collections import namedtuple
P = namedtuple("P", "x y")
print(dict(P(1, 2)._asdict()) == {"x": 1, "y": 2}, P(1, 2)._asdict() == {"x": 1, "y": 2})

# `_replace` of a named tuple
from collections import namedtuple
P = namedtuple("P", "x y")
print(P(1, 2)._replace(x=3))

# `_fields` and defaults of a named tuple
from collections import namedtuple
P = namedtuple("P", "x y", defaults=[5])
print(P(1), P._fields)

# `typing.NamedTuple`
from typing import NamedTuple
class P(NamedTuple):
    x: int
print(P(1))
