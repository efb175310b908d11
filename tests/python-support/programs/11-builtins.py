## Built-in functions

# which built-in functions and types there are
import builtins
names = """abs aiter all anext any ascii bin bool breakpoint bytearray bytes callable chr classmethod compile complex
delattr dict dir divmod enumerate eval exec filter float format frozenset getattr globals hasattr hash help
hex id input int isinstance issubclass iter len list locals map max memoryview min next object oct open ord
pow print property range repr reversed round set setattr slice sorted staticmethod str sum super tuple type
vars zip NotImplemented Ellipsis""".split()
print("missing:", " ".join(name for name in names if not hasattr(builtins, name)) or "none")

# `isinstance` and `issubclass` with a tuple of classes
print(isinstance(1, (str, int)), issubclass(KeyError, (int, LookupError)))

# `isinstance` with a union of classes
print(isinstance(1, int | str))

# `format`
print(format(3.14159, ".2f"), format(255, "x"), format("a", ">3"))

# `sorted` and `sum` refuse what they cannot take
for f in (lambda: sum(["a"]), lambda: sorted(1), lambda: len(3)):
    try:
        f()
    except TypeError:
        print("TypeError")

# `type` of common values
print(type(1), type("a"), type(None), type([]), type(1.0), type(lambda: 1))

# `type` of a built-in function
print(type(print))

# `start`, `stop`, `step` and `indices` of a slice
class A:
    def __getitem__(self, s): return s.start, s.stop, s.step, s.indices(5)
print(A()[1:10:2])

# a `slice` can be made and used
print([0, 1, 2, 3][slice(1, 3)])

# `input` reads a line, and raises EOFError at the end
try:
    input()
except EOFError:
    print("EOFError")

# `hash` of equal values
print(hash(1) == hash(1.0) == hash(True), hash("a") == hash("a"), hash((1, 2)) == hash((1, 2)))

# `id` tells objects apart
a, b = [], []
print(id(a) == id(a), id(a) == id(b))

# `print` with `flush`
print("a", flush=True)

# `globals` and `dir` see new variables
x = 1
print("x" in globals(), "x" in dir())

# `NotImplemented` and `Ellipsis`
print(NotImplemented, ..., Ellipsis is ...)

# `exec` with a namespace of its own
scope = {}
exec("a = 1\nb = a + 1", scope)
print(scope["b"])

# `eval` with local variables
print(eval("a + b", {"a": 1}, {"b": 2}))

# `bool` of empty values
print([bool(x) for x in (0, 0.0, "", [], {}, (), set(), None, b"", range(0))])

# `help` and `__doc__`
print(len.__doc__ is None)

# `__name__` of the program
print(__name__)

# `open` is there, and there is nothing to open
try:
    open("/no/such/file")
except OSError:
    print("OSError")
