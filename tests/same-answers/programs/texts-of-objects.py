# What objects of the interpreter are shown as, and small things beside it.
import array
import cmath
import collections
import io
import math
import re
import struct

print(len, print, math.sin, struct.pack, [len, repr])
print(str.upper, list.append, dict.get, int.bit_length, "%s" % len, f"{max}")
print(collections.deque, collections.OrderedDict, array.array, re.Pattern, type(re.match("a", "a")), io.StringIO)
print(collections.namedtuple("Point", "x y"), type(collections.deque()), int, type(None), type({}.items()), ValueError)


def address(value):
    return re.sub("0x[0-9a-f]+", "0x", repr(value))


def steps():
    yield 1


class Named:
    def __dir__(self):
        return ["b", "a"]


class Number(int):
    pass


print(address(object()), address(zip()), address(map(len, [])), address(enumerate([])), address(filter(None, [])))
print(address(steps()), address(Named()), dir(Named()))
print(slice(1, 2) == slice(1, 2), slice(1) == slice(2), slice(1, 2) < slice(1, 3), slice(1) != slice(1), slice(1) == 1)
print(bytearray(b"").find(bytearray(b"")), b"" in bytearray(b""), bytearray().find(b"a"), bytearray(b"").index(b""))


def thrown(*arguments):
    def caught():
        try:
            yield 1
        except Exception as error:
            yield repr(error)

    generator = caught()
    next(generator)
    return generator.throw(*arguments)


print(thrown(ValueError("a")), thrown(ValueError))
for wrong in (
    lambda: b"a" + "a",
    lambda: b"a" + 1,
    lambda: len(Number(5)),
    lambda: array.array("i", [1]) + b"1234",
    lambda: array.array("i", [1]) + array.array("h", [1]),
    lambda: abs(complex(1e308, 1e308)),
    lambda: cmath.log(0),
    lambda: cmath.exp(1000),
):
    try:
        print(wrong())
    except Exception as error:
        print(type(error).__name__, error if isinstance(error, (ValueError, OverflowError)) else "")

for z in (-1, -4, 4, 0, 25, -7, 3 + 4j, -3 - 4j, 1j, 2.5, complex(0.0, -0.0)):
    print(cmath.sqrt(z), abs(z))
print(cmath.exp(0), cmath.log(1), cmath.log(10), cmath.log10(100), cmath.phase(-1), cmath.polar(3 + 4j), cmath.rect(2, 0))
print(cmath.sqrt(1e300), abs(1e200 + 1e200j), abs(3 + 4j), cmath.exp(1j * cmath.pi))
a, b, c = 1, 5, 6
d = b**2 - 4 * a * c
print((-b - cmath.sqrt(d)) / (2 * a), (-b + cmath.sqrt(d)) / (2 * a), (-2 + cmath.sqrt(-8)) / 2)
