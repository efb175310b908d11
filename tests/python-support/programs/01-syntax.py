## Syntax

# `match` statements
match [1, 2]:
    case [a, b]:
        print(a + b)

# the walrus operator
if (n := 10) > 5:
    print([n, [y := 1, y + 1]])

# the walrus operator inside a comprehension, for the function around it
print([last := x for x in range(3)], last)

# chained comparisons
print(1 < 2 < 3, 1 < 3 < 2)

# conditional expressions, `and` and `or`
print("a" if 0 else "b", 0 or "x", 1 and "y")

# `else` of loops, `break` and `continue`
for i in range(3):
    if i == 1:
        continue
else:
    print("else", i)
while True:
    break
else:
    print("never")

# starred assignment
first, *middle, last = range(5)
print(first, middle, last)

# starred expressions in lists, tuples and sets
print([*range(2), *"ab"], (*[1], 2), {*[3]})

# starred expressions in dictionaries
print({**{"a": 1}, "b": 2})

# starred expressions in calls, also several
print(max(*[1, 5], *(7, 2)), dict(**{"a": 1}, **{"b": 2}))

# starred values in `return`
def f():
    rest = [2, 3]
    return 1, *rest
print(f())

# nested comprehensions with several conditions
print([(x, y) for x in range(3) if x for y in range(3) if y != x])
print({k: v for k, v in zip("ab", [1, 2])}, {len(w) for w in ["a"]})

# `global`, `nonlocal` and `del`
count = 0
def outer():
    global count
    inner_count = 1
    def inner():
        nonlocal inner_count
        inner_count += 1
    inner()
    count = inner_count
outer()
print(count)
del count
print("count" in globals())

# augmented assignment of every operator
x = 7
x += 1; x -= 2; x *= 3; x //= 2; x **= 2; x %= 50; x <<= 2; x >>= 1; x |= 1; x &= 30; x ^= 5
print(x)

# matrix multiplication
class M:
    def __matmul__(self, other):
        return "matmul"
print(M() @ M())

# annotations of variables
x: int = 3
y: "list[int]"
print(x)

# annotations of variables, kept in `__annotations__`
class C:
    x: int = 3
print(C.__annotations__)

# annotations of functions
def f(a: int, *b: str, c: "float" = 1.0) -> bool:
    return True
print(f(1))

# annotations of functions, kept in `__annotations__`
def f(a: int) -> bool:
    return True
print(f.__annotations__)

# numbers with underscores, and in other bases
print(1_000_000, 0xFF, 0o17, 0b1010, 0x_FF)

# several context managers in one `with`
import io
with io.StringIO("a") as a, io.StringIO("b") as b:
    print(a.read() + b.read())

# several context managers in parentheses
import io
with (io.StringIO("a") as a, io.StringIO("b") as b):
    print(a.read() + b.read())

# decorators that are any expression
decorators = [lambda f: "decorated"]
@decorators[0]
def f(): pass
print(f)

# `assert` with a message
try:
    assert 1 > 2, "no"
except AssertionError as error:
    print(error)

# `print` to a stream, with `sep` and `end`
import sys
print("a", "b", sep="-", end="!\n", file=sys.stdout)

# `lambda` with default values
print((lambda a, b=2, *c, d=4: (a, b, c, d))(1))

# unpacking in `for`
for i, (a, *b) in enumerate([(1, 2, 3)]):
    print(i, a, b)

# joined string literals and escapes
print("a" 'b' "\x41\u00e9\U0001f600\101")

# characters by their Unicode name
print("\N{BULLET}")

# identifiers that are no ASCII
größe = 3
print(größe)

# type hints with `|` and `[]`
def f(a: int | None = None, b: list[int] = []):
    return 1
print(f())

# semicolons and lines that are continued
a = 1; b = \
    2; print(a + b)

# `from __future__ import annotations`
from __future__ import annotations
print(1)

# compiling and running text
print(eval("1 + x", {"x": 2}))
exec("y = 3")
print(y)
print(eval(compile("2 + 2", "<text>", "eval")))
