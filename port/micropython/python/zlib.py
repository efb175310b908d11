# CPython's zlib on top of MicroPython's deflate. SPDX-License-Identifier: Apache-2.0
import deflate
from binascii import crc32
from io import BytesIO

MAX_WBITS = 15
DEF_BUF_SIZE = 16384
Z_NO_COMPRESSION = 0
Z_BEST_SPEED = 1
Z_BEST_COMPRESSION = 9
Z_DEFAULT_COMPRESSION = -1


class error(Exception):
    pass


def _format(wbits, may_detect):
    # The window's size and the container's kind share one number, as in CPython.
    if -15 <= wbits <= -9:
        return deflate.RAW, -wbits
    if 9 <= wbits <= 15:
        return deflate.ZLIB, wbits
    if 25 <= wbits <= 31:
        return deflate.GZIP, wbits - 16
    if may_detect and 40 <= wbits <= 47:
        return deflate.AUTO, 15
    if may_detect and wbits == 0:
        return deflate.ZLIB, 15
    raise ValueError("Invalid initialization option")


def compress(data, level=Z_DEFAULT_COMPRESSION, wbits=MAX_WBITS):
    if not -1 <= level <= 9:
        raise error("Bad compression level")
    kind, window = _format(wbits, False)
    out = BytesIO()
    with deflate.DeflateIO(out, kind, window) as stream:
        stream.write(memoryview(data))
    return out.getvalue()


def decompress(data, wbits=MAX_WBITS, bufsize=DEF_BUF_SIZE):
    kind, window = _format(wbits, True)
    try:
        # A window of 15 bits decompresses whatever a smaller one compressed.
        return deflate.DeflateIO(BytesIO(data), kind, max(window, 15)).read()
    except (OSError, EOFError):
        raise error("incorrect or truncated data while decompressing")


def adler32(data, value=1):
    a, b = value & 0xFFFF, value >> 16
    view = memoryview(data)
    # 5552 bytes are the most whose sums stay below 2**32 (RFC 1950).
    for start in range(0, len(view), 5552):
        for byte in view[start : start + 5552]:
            a += byte
            b += a
        a %= 65521
        b %= 65521
    return b << 16 | a
