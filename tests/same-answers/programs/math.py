# math functions
import math
print(math.gcd(12, 18), math.gcd(), math.gcd(-4, 6, 10), math.gcd(0, 0), math.gcd(2**100, 6**50), math.lcm(4, 6), math.lcm(), math.lcm(0, 5), math.lcm(-3, 7), math.isqrt(0), math.isqrt(99), math.isqrt(10**40 + 5), math.isqrt(2**52 - 1), math.isqrt(2**46 * 2**46 - 1), [math.isqrt(i) for i in range(20)])
print(math.comb(5, 2), math.comb(50, 25), math.comb(3, 5), math.comb(100, 0), math.perm(5, 2), math.perm(5), math.perm(3, 5), math.prod([1, 2, 3, 4]), math.prod([]), math.prod([2.5, 2], start=10), math.factorial(20), math.factorial(0))
print(math.hypot(3, 4), math.hypot(), math.hypot(1, 1, 1), math.hypot(1e200, 1e200), math.hypot(float("inf"), float("nan")), math.dist([1, 2], [4, 6]), math.dist((1.5, 2, 3), (0, 0, 0)), math.fsum([0.1] * 10), math.fsum([1e100, 1, -1e100, 1e-300]), math.fsum([5e-324, 5e-324]), math.fsum([]), math.fsum([1.5, 2, 1e16, 1]), math.log1p(0.5))
print((5).bit_length(), (0).bit_length(), (-256).bit_length(), (2**100).bit_length(), (255).bit_count(), (-7).bit_count(), (2**70 + 1).bit_count(), (1.0).is_integer(), (1.5).is_integer(), float("inf").is_integer())
print(math.sin(1), math.cos(1), math.tan(1), math.atan2(1, 2), math.degrees(math.atan2(-3, -4)), math.asin(0.3), math.acos(0.3), math.atan(10), math.tanh(0.5), math.gamma(5.5), math.lgamma(10), math.gamma(5), math.log10(1000), math.log10(2), math.log(8, 2), math.log2(8), math.exp(1), math.sqrt(2), math.pi, math.e, math.radians(180), math.sin(math.pi), math.cos(math.pi / 2), math.sin(1e6), math.tan(math.pi / 4))
for f in (lambda: math.gcd(1.5), lambda: math.isqrt(-1), lambda: math.comb(-1, 2), lambda: math.gamma(-1), lambda: math.gamma(200), lambda: math.lgamma(0), lambda: math.acos(2), lambda: math.log10(0), lambda: math.sin(float("inf")), lambda: math.gamma(0)):
    try: print(f())
    except Exception as e: print(type(e).__name__, e)
