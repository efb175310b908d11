## Numbers

# integers of any size
print(2 ** 100, -(2 ** 64) // 3, 10 ** 30 % 97, (1 << 70) >> 68, 2 ** 64 & 2 ** 65 - 1)

# division and remainder of negative numbers
print(-7 // 2, -7 % 3, 7 % -3, divmod(-7, 2), -7 / 2, 7.5 // 2, -7.5 % 2)

# powers
print(pow(3, 5), pow(3, 5, 7), 2 ** -1, (-8) ** (1 / 3) != 0, 0 ** 0)

# `pow` with a negative exponent and a modulus
print(pow(3, -1, 7))

# rounding goes to even
print(round(0.5), round(1.5), round(2.5), round(-1.5), round(1234, -2), round(1.25, 1))

# rounding of what is not exactly half
print(round(2.675, 2), round(1.005, 2))

# `repr` of floats
print(0.1, 1.0, 1e16, 1e-5, 1.5e300, 123456789.123, 100.0, 3.14159)

# `repr` of floats that need 17 digits
print(0.1 + 0.2, 2 / 3, 1 / 3)

# floats come back from their `repr`
import math
print([x for x in (0.1, 1 / 3, 2 / 3, 0.1 + 0.2, math.pi, 1e23, 5e-324, 1.7976931348623157e308, 9007199254740993.0) if float(repr(x)) != x])

# infinity and NaN
inf, nan = float("inf"), float("nan")
print(inf, -inf, nan, nan == nan, inf > 10 ** 300, inf - inf)

# `-0.0`
print(-0.0, 0.0 == -0.0, str(-0.0))

# parsing integers
print(int("42"), int(" -7 "), int("ff", 16), int("0x1f", 0), int("1_000"), int(3.9), int(-3.9), int("101", 2))

# parsing floats
print(float("1.5"), float(" 1e3 "), float("-inf"), float("1_000.5"))

# integers compare with floats exactly
print(2 ** 53 == 2.0 ** 53, 2 ** 53 + 1 == float(2 ** 53 + 1), 1 == 1.0, hash(1) == hash(1.0))

# `bool` counts as a number
print(True + True, True == 1, sum([True, False]), [5, 6][True])

# `bool` is a subclass of `int`
print(isinstance(True, int), issubclass(bool, int))

# `&`, `|` and `^` of two `bool`
print(True & False, True | False, True ^ True)

# complex numbers
c = 3 + 4j
print(c, c.real, c.imag, abs(c), c * c, complex(1, 2))

# `conjugate` of a complex number
print((3 + 4j).conjugate())

# `bit_length`
print((255).bit_length())

# `bit_count` of an integer
print((255).bit_count())

# `is_integer` and `as_integer_ratio` of a float
print((2.0).is_integer())
print((0.5).as_integer_ratio())

# `float.hex`
print((1.5).hex())

# `numerator`, `real` and `imag` of an integer
print((3).real, (3).imag, (3).numerator)

# `bin`, `oct`, `hex`, `abs`, `min`, `max` and `sum`
print(bin(10), oct(8), hex(255), hex(-1), abs(-3), min(3, 1), max([1, 5], default=0), sum([1, 2], 10))

# `min` and `max` with `key` and `default`
print(max("abc", "xy", key=len), min([], default="none"))

# division by zero
for f in (lambda: 1 / 0, lambda: 1 // 0, lambda: 1 % 0, lambda: 1.0 / 0, lambda: 0 ** -1):
    try:
        print(f())
    except ZeroDivisionError:
        print("ZeroDivisionError")

# overflow of floats
for f in (lambda: 10.0 ** 400, lambda: float(10 ** 400), lambda: int(float("inf"))):
    try:
        print(f())
    except OverflowError:
        print("OverflowError")

# what `math` has
import math
names = """acos acosh asin asinh atan atan2 atanh cbrt ceil comb copysign cos cosh degrees dist e erf erfc exp
expm1 fabs factorial floor fmod frexp fsum gamma gcd hypot inf isclose isfinite isinf isnan isqrt lcm ldexp
lgamma log log10 log1p log2 modf nan nextafter perm pi pow prod radians remainder sin sinh sqrt tan tanh
tau trunc""".split()
print("missing:", " ".join(name for name in names if not hasattr(math, name)) or "none")

# results of `math`
import math
print(math.sqrt(16), math.floor(-1.5), math.ceil(1.2), math.trunc(-1.7), math.pi, math.log(8, 2), math.isclose(0.1 + 0.2, 0.3), math.modf(2.5), math.copysign(1, -0.0))

# the last digit of `math.sqrt(2)`
import math
print(math.sqrt(2))

# `math.factorial`
import math
print(math.factorial(20), math.factorial(25))

# `math.gcd`, `lcm`, `comb`, `perm`, `prod` and `isqrt`
import math
print(math.gcd(12, 18), math.prod([1, 2, 3]))

# `random` with a seed gives the same numbers again
import random
random.seed(1)
a = [random.random() for _ in range(3)]
random.seed(1)
print(a == [random.random() for _ in range(3)], all(0 <= x < 1 for x in a))

# `random` with a seed gives CPython's numbers
import random
random.seed(1)
print(random.randint(1, 1000000))

# what `random` has
import random
names = "choice choices gauss getrandbits randint random randrange sample seed shuffle uniform Random".split()
print("missing:", " ".join(name for name in names if not hasattr(random, name)) or "none")

# `decimal.Decimal`
from decimal import Decimal
print(Decimal("0.1") + Decimal("0.2"))

# `fractions.Fraction`
from fractions import Fraction
print(Fraction(1, 3) + 1)

# `statistics.mean`
import statistics
print(statistics.mean([1, 2, 3]))

# conversion of very long integers to text
print(len(str(10 ** 4000)))
