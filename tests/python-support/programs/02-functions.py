## Functions and decorators

# arguments by position, by keyword, and collected
def f(a, b=2, *args, c, d=4, **kwargs):
    return a, b, args, c, d, sorted(kwargs.items())
print(f(1, c=3), f(1, 5, 6, c=7, e=8))

# positional-only parameters
def f(a, /, b):
    return a + b
print(f(1, b=2))

# keyword-only parameters
def f(a, *, b):
    return a + b
try:
    f(1, 2)
except TypeError:
    print("TypeError")

# a missing or surplus argument raises TypeError
def f(a): pass
for call in (lambda: f(), lambda: f(1, 2), lambda: f(1, b=2)):
    try:
        call()
    except TypeError:
        print("TypeError")

# the text of the TypeError for a wrong call
def f(a): pass
f()

# closures share their variables
def counter():
    n = 0
    def up():
        nonlocal n
        n += 1
        return n
    return up
up = counter()
up()
print(up())

# default values are made once
def f(x=[]):
    x.append(1)
    return x
f()
print(f())

# decorators with arguments
def times(n):
    def decorate(f):
        def wrapper(*args, **kwargs):
            return f(*args, **kwargs) * n
        return wrapper
    return decorate
@times(3)
def word(s):
    return s
print(word("ab"))

# decorators apply from the inside out
def tag(name):
    return lambda f: lambda: name + f()
@tag("a")
@tag("b")
def f():
    return "c"
print(f())

# `__name__` of a function
def f(): pass
print(f.__name__)

# `__doc__`, `__defaults__`, `__module__` and `__qualname__` of a function
def f(a=1):
    "docs"
for name in ["__doc__", "__defaults__", "__module__", "__qualname__"]:
    print(name, hasattr(f, name))

# attributes set on a function
def f(): pass
f.calls = 1
print(f.calls)

# the `repr` of a function starts with its kind and name
def f(): pass
print(repr(f)[:11])

# `functools`: `wraps`, `partial`, `reduce` and `lru_cache`
import functools
names = "cache cached_property cmp_to_key lru_cache partial reduce singledispatch total_ordering wraps".split()
print("missing:", " ".join(name for name in names if not hasattr(functools, name)) or "none")

# recursion a hundred calls deep
def f(n):
    return 0 if n == 0 else 1 + f(n - 1)
print(f(100))

# the exception of a recursion without end
def f():
    f()
try:
    f()
except RecursionError:
    print("RecursionError")
except RuntimeError:
    print("RuntimeError")

# a local variable that is not set yet
def f():
    print(x)
    x = 1
try:
    f()
except UnboundLocalError:
    print("UnboundLocalError")

# a local variable that is not set yet, caught as NameError
def f():
    print(x)
    x = 1
try:
    f()
except NameError:
    print("NameError")

# `locals()` inside a function
def f():
    a = 1
    return sorted(locals())
print(f())

# `callable`, and functions as values
print(callable(print), callable(1), [f(4) for f in (str, float)])
