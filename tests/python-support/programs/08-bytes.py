## Bytes

# slices of bytes
b = b"abcdefg"
print(b[1:5], b[-3:-1], b[0], b[5:1])

# slices with steps of bytes
b = b"abcdefg"
print(b[::2], b[::-1])

# slices of a bytearray
b = bytearray(b"abcdefg")
print(b[1:3], b[-2:])

# slices with steps of a bytearray
b = bytearray(b"abcdefg")
print(b[::2])

# assignment to a slice of a bytearray
b = bytearray(b"abc")
b[1:2] = b"XYZ"
print(b)

# `del` in a bytearray
b = bytearray(b"abc")
del b[0]
print(b)

# making bytes
print(bytes(3), bytes([1, 2]), bytes("é", "utf-8"), bytearray(2), b"\x00a\n")

# `hex` and `fromhex`
print(b"\x01\xff".hex(), bytes.fromhex("01ff"), b"\x01\x02".hex(":"))

# searching in bytes
b = b"hello"
print(b.find(b"l"), b.count(b"l"), b.replace(b"l", b"L"), b.split(b"e"), b.startswith(b"he"), b.upper(), 104 in b, b"ell" in b)

# which methods `bytearray` has
names = "append clear copy count decode endswith extend find hex insert join lower lstrip partition pop remove replace reverse rfind rstrip split startswith strip upper".split()
print("missing:", " ".join(name for name in names if not hasattr(bytearray, name)) or "none")

# memoryview
b = bytearray(b"abcd")
m = memoryview(b)
m[1:3] = b"XY"
print(b, len(m), bytes(m[1:]))

# memoryview with a step
print(bytes(memoryview(b"abcd")[::2]))

# `%` formatting of bytes
print(b"%d %s" % (1, b"a"))

# `int.from_bytes` and `to_bytes`
print(int.from_bytes(b"\x01\x00", "big"), (258).to_bytes(2, "little"), (258).to_bytes(4, "big"))

# `int.from_bytes` and `to_bytes` of signed numbers
print((-2).to_bytes(2, "big", signed=True), int.from_bytes(b"\xff\xfe", "big", signed=True))

# `struct`
import struct
print(struct.pack("<IhB", 1, -2, 3), struct.unpack(">H", b"\x01\x02"), struct.calcsize("<Id"))

# `array`
from array import array
a = array("i", [1, 2])
a.append(3)
print(a, a[1], len(a), sum(a))

# `binascii`, `base64` and `zlib`
import binascii, zlib
print(binascii.hexlify(b"ab"), binascii.unhexlify("6162"), binascii.b2a_base64(b"ab"), binascii.crc32(b"ab"))
print(zlib.decompress(zlib.compress(b"a" * 50)) == b"a" * 50)

# `base64`
import base64
print(base64.b64encode(b"ab"), base64.b64decode("YWI="))

# `hashlib`
import hashlib
print(hashlib.sha256(b"ab").digest()[:4], hashlib.md5(b"ab").digest()[:4], hashlib.sha1(b"ab").digest()[:4])

# `hexdigest` of a hash
import hashlib
print(hashlib.sha256(b"").hexdigest()[:16])

# bytes and text never compare equal
print(b"a" == "a")
