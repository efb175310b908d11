/**
 * Ways to recurse endlessly, or as deeply as the data goes. Each program defines `attack`, which raises
 * a Python exception or returns.
 */
export const RECURSIONS: Readonly<Record<string, string>> = {
  // Functions
  "a function": "def attack(): attack()",
  "a function with arguments by name": "def attack(a=1, *b, c=2, **d): attack(a=a, c=c, d=d, e=b)",
  "a function with many arguments": "def attack(*a): attack(*a, 1)",
  "a lambda": "attack = lambda: attack() + 1",
  closures: `
def make(f):
    def g(): return f() + 1
    return g
def attack():
    f = lambda: 0
    for i in range(20000): f = make(f)
    f()`,
  "two functions": "def one(): attack()\ndef attack(): one()",
  "a function that handles and cleans up": `
def attack():
    try:
        attack()
    finally:
        for i in range(2): pass`,
  "a function in its exception handler": `
def attack():
    try:
        1 / 0
    except ZeroDivisionError:
        attack()`,
  "a function with large frames": `def attack(): ${many(200, (i) => `v${i} = ${i}`, "; ")}; attack()`,
  "a decorator": "def attack():\n    @attack_with\n    def f(): pass\ndef attack_with(f): attack()",
  "a default argument": "def attack():\n    def f(x=attack()): pass",
  "a comprehension": "def attack(): return [attack() for _ in (1,)]",
  "a with statement": `
class A:
    def __enter__(self):
        with A(): pass
    def __exit__(self, *a): pass
def attack():
    with A(): pass`,

  // Classes
  "a method": "class A:\n    def f(self): self.f()\nattack = A().f",
  "a static and a class method": `
class A:
    @staticmethod
    def f(): A.g()
    @classmethod
    def g(cls): cls.f()
attack = A.f`,
  ...specialMethods("__len__", "len(A())", ["bytearray", "B", "len", "array"]),
  ...specialMethods("__hash__", "hash(A())", ["hash", "set"]),
  ...specialMethods("__bool__", "bool(A())", ["bool", "any", "B"]),
  ...specialMethods("__int__", "int(A())", ["int", "I", "bytes"]),
  ...specialMethods("__float__", "float(A())", ["float"]),
  ...specialMethods("__abs__", "abs(A())", ["abs"]),
  ...specialMethods("__str__", "str(A())", ["str", "S", "repr"]),
  __init__: "class A:\n    def __init__(self): A()\nattack = A",
  __new__: "class A:\n    def __new__(cls): return cls()\nattack = A",
  __call__: "class A:\n    def __call__(self): self()\nattack = A()",
  "a callable that calls callables": `
class A:
    pass
def attack():
    a = A
    for i in range(20000):
        class B: __call__ = a
        a = B()
    a()`,
  __getattr__: "class A:\n    def __getattr__(self, name): return self.x\ndef attack(): A().y",
  __setattr__:
    "class A:\n    def __setattr__(self, name, value): self.x = value\ndef attack(): A().y = 1",
  __delattr__: "class A:\n    def __delattr__(self, name): del self.x\ndef attack(): del A().y",
  "a property": "class A:\n    @property\n    def x(self): return self.x\ndef attack(): A().x",
  "a descriptor": `
class D:
    def __get__(self, instance, owner): return instance.x
class A: x = D()
def attack(): A().x`,
  super: `
class A:
    def f(self): B().f()
class B(A):
    def f(self): super().f()
attack = B().f`,
  __getitem__: "class A:\n    def __getitem__(self, key): return self[key]\ndef attack(): A()[1]",
  __setitem__:
    "class A:\n    def __setitem__(self, key, value): self[key] = value\ndef attack(): A()[1] = 1",
  __contains__: "class A:\n    def __contains__(self, x): return x in self\ndef attack(): 1 in A()",
  __len__: "class A:\n    def __len__(self): return len(self)\ndef attack(): len(A())",
  __bool__: "class A:\n    def __bool__(self): return bool(self)\ndef attack(): bool(A())",
  __hash__: "class A:\n    def __hash__(self): return hash(self)\ndef attack(): {A(): 1}",
  __eq__: "class A:\n    def __eq__(self, other): return self == other\ndef attack(): A() == A()",
  "__add__ and __radd__": `
class A:
    def __add__(self, other): return other + self
    def __radd__(self, other): return self + other
def attack(): A() + A()`,
  __neg__: "class A:\n    def __neg__(self): return -self\ndef attack(): -A()",
  __int__: "class A:\n    def __int__(self): return int(self)\ndef attack(): int(A())",
  __str__: "class A:\n    def __str__(self): return str(self)\ndef attack(): str(A())",
  __repr__: "class A:\n    def __repr__(self): return repr([self])\ndef attack(): repr(A())",
  "__str__ of an exception": `
class E(Exception):
    def __str__(self): return str(self)
def attack(): str(E())`,
  "__format__ by way of str.format":
    "class A:\n    def __str__(self): return '{}'.format(self)\ndef attack(): '{}'.format(A())",
  "__str__ in an f-string":
    "class A:\n    def __str__(self): return f'{self}'\ndef attack(): f'{A()}'",
  "__str__ in %": "class A:\n    def __str__(self): return '%s' % self\ndef attack(): '%s' % A()",
  __iter__: "class A:\n    def __iter__(self): return iter(self)\ndef attack(): list(A())",
  __next__: `
class A:
    def __iter__(self): return self
    def __next__(self): return next(self)
def attack(): list(A())`,
  "__next__ that makes a list":
    "class A:\n    def __iter__(self): return self\n    def __next__(self): return list(self)\ndef attack(): list(A())",
  "a class statement": "def attack():\n    class A: x = attack()",
  "a deep hierarchy": `
def attack():
    class A: pass
    for i in range(5000):
        class A(A): pass
    A().missing`,
  "a deep hierarchy with several bases": `
def attack():
    class A: pass
    class M: pass
    for i in range(5000):
        class A(A, M): pass
    class Other: pass
    print(issubclass(A, Other), isinstance(A(), (Other, int)), hasattr(A(), "missing"))
    repr(A()), A() == A(), A() + 1`,
  "a deep hierarchy below a native class": `
def attack():
    class A(list): pass
    for i in range(5000):
        class A(A): pass
    a = A([1, 2])
    a.append(3)
    print(len(a), a[0], a == [1, 2, 3], isinstance(a, list))`,
  "a deep hierarchy of exceptions": `
def attack():
    class E(Exception): pass
    for i in range(5000):
        class E(E): pass
    try:
        raise E(1)
    except ValueError: pass
    except Exception as e: print(e)`,
  "bases of two sides": `
def attack():
    class A: pass
    class B: pass
    for i in range(12):
        class C(A, B): pass
        class D(B, A): pass
        A, B = C, D
    A().missing`,

  // Containers
  ...nested("a list", "x = [x]", "[]"),
  ...nested("a tuple", "x = (x,)", "()"),
  ...nested("a dict", "x = {1: x}", "{}"),
  ...nested("mixed containers", "x = [({'a': x},)]", "[]"),
  ...nested("an OrderedDict", "x = OrderedDict([(1, x)])", "OrderedDict()"),
  ...nested("a namedtuple", "x = Point(x)", "Point(1)"),
  ...nested("a deque", "x = deque((x,), 1)", "deque((), 1)"),
  ...nested("an exception", "x = ValueError(x)", "ValueError()"),
  ...nested("a bound method", "x = Bound(x).method", "Bound(1).method"),
  ...nested("a slice", "x = Sliced()[x:]", "Sliced()[:]"),
  ...nested("a partial", "x = partial(x)", "int"),
  "a list that contains itself": `
def attack():
    a = []; a.append(a)
    b = []; b.append(b)
    print(len(repr(a)) < 1000000)
    a == b`,
  "a dict that contains itself": "def attack():\n    d = {}; d[1] = d\n    repr(d)",
  "json of a list that contains itself": `
import json
def attack():
    a = []; a.append(a)
    json.dumps(a)`,
  "a class that counts as a list": `
class L(list):
    def __eq__(self, other): return list(self) == list(other)
def attack():
    a = L(); a.append(a)
    a == a`,
};

function many(count: number, item: (i: number) => string, between: string): string {
  return Array.from({ length: count }, (_, i) => item(i)).join(between);
}

/** All operations that walk a value nested 20,000 times. */
function nested(name: string, step: string, start: string): Record<string, string> {
  const build = `
from collections import OrderedDict, deque, namedtuple
Point = namedtuple("Point", ("x",))
class Bound:
    def __init__(self, x): self.x = x
    def method(self): pass
    def __repr__(self): return repr(self.x)
    def __eq__(self, other): return self.x == other.x
class Sliced:
    def __getitem__(self, key): return key
def partial(f): return lambda *a: f(*a)
def build():
    x = ${start}
    for i in range(20000): ${step}
    return x
`;
  const uses: Readonly<Record<string, string>> = {
    printed: "repr(build())",
    compared: "build() == build()",
    ordered: "build() < build()",
    hashed: "hash(build())",
    "written as json": "import json; json.dumps(build())",
    collected: "import gc; x = build(); gc.collect(); x = None; gc.collect()",
    called: "build()(1)",
    raised: "raise build()",
  };
  return Object.fromEntries(
    Object.entries(uses).map(([use, code]) => [
      `${name}, nested and ${use}`,
      `${build}def attack(): ${code}`,
    ]),
  );
}

/** Classes whose special method is a class or a C function, which calls it again. */
function specialMethods(name: string, call: string, values: readonly string[]) {
  const programs = values.map((value) => [
    `${name} that is ${value}`,
    `
class B(bytearray): pass
class I(int): pass
class S(str): pass
def array(x):
    import array
    return array.array("i", x)
class A: ${name} = ${value}
def attack(): return ${call}`,
  ]);
  return Object.fromEntries(programs) as Record<string, string>;
}
