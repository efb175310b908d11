# Random doubles and hard cases: printed, read back, formatted and rounded. Each line is a digest of 500 of them.
import hashlib
import struct

COUNT = 6000


def numbers(seed):
    while True:
        seed = (seed * 6364136223846793005 + 1442695040888963407) & 0xFFFFFFFFFFFFFFFF
        yield seed ^ seed >> 31


def answers(bits, kind):
    x = struct.unpack("<d", struct.pack("<Q", bits))[0]
    if x != x or x in (float("inf"), float("-inf")):
        return "special"
    text = repr(x)
    if float(text) != x:
        return "%s is read as %r" % (text, float(text))
    out = [text, "%.*e" % (bits % 20, x), format(x, ".%dg" % (1 + bits % 18))]
    # Of a size that programs use, and ties among them.
    y = (bits >> 11) % 10**12 / 10 ** (kind % 7)
    z = (bits >> 40) % 100000 + (bits % 8) / 8
    for v in (y, z, -z):
        out.append("%r %.2f %s %s" % (v, v, format(v, ",.1f"), round(v, bits % 4)))
        out.append("%s %s %s" % (round(v), int(v), str(v / 3)))
    # Half way between two doubles: reading rounds to the even one, and up if there is anything more.
    mantissa, exponent = (bits >> 12 | 1 << 52) * 2 + 1, kind % 120 - 100
    if exponent >= 0:
        middle = "%d" % (mantissa << exponent)
    else:
        digits = "%d" % (mantissa * 5**-exponent)
        middle = "%se%d" % (digits, exponent)
    longer = middle.replace("e", "1e") if exponent < 0 else middle + ".000000001"
    if exponent < 0:
        longer = "%s1e%d" % (digits, exponent - 1)
    out.append("%r %r %r" % (float(middle), float(longer), float("-" + middle)))
    return " ".join(out)


digest = hashlib.sha256()
for i, bits in zip(range(1, COUNT + 1), numbers(1)):
    digest.update(answers(bits, i).encode())
    if i % 500 == 0:
        print(i, digest.digest().hex())
        digest = hashlib.sha256()
for text in ("2.2250738585072011e-308", "2.2250738585072012e-308", "4.9406564584124654e-324", "2.4703282292062327e-324",
             "2.4703282292062328e-324", "1.7976931348623158e308", "1.7976931348623159e308", "9007199254740993",
             "9007199254740992.9999999999", "0.1e-400", "1e23", "8.5e22", "6.631236846766476e-316", "5e-324",
             "179769313486231580793e289", "0.000000000000000000000000000000000000000000001e45", "1" + "0" * 400 + "e-400",
             "." + "0" * 400 + "1e401", "123456789012345678901234567890", "9" * 30, "0." + "3" * 40):
    print(text[:30], repr(float(text)))
for power in range(-300, 300, 7):
    for text in ("9.999999999999999", "9.99999999999999", "1.000000000000001", "9.9999999999999995"):
        x = float("%se%d" % (text, power))
        print(x, "%.15e %.14g" % (x, x), end=" ")
print()
