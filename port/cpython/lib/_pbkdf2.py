# PBKDF2 with HMAC, as RFC 8018 describes it.
# SPDX-License-Identifier: Apache-2.0
import hmac


def pbkdf2_hmac(hash_name, password, salt, iterations, dklen=None):
    """Password based key derivation function 2 (PKCS #5 v2.0) with HMAC as pseudorandom function."""
    if not isinstance(hash_name, str):
        raise TypeError("hash_name must be a string")
    password, salt = bytes(memoryview(password)), bytes(memoryview(salt))
    if iterations < 1:
        raise ValueError("iteration value must be greater than 0.")
    start = hmac.new(password, None, hash_name)
    size = start.digest_size
    if dklen is None:
        dklen = size
    if dklen < 1:
        raise ValueError("key length must be greater than 0.")
    inner, outer = start._inner, start._outer

    def keyed(message):
        one = inner.copy()
        one.update(message)
        other = outer.copy()
        other.update(one.digest())
        return other.digest()

    key = b""
    for number in range(1, -(-dklen // size) + 1):
        last = keyed(salt + number.to_bytes(4, "big"))
        block = int.from_bytes(last, "big")
        for _ in range(iterations - 1):
            last = keyed(last)
            block ^= int.from_bytes(last, "big")
        key += block.to_bytes(size, "big")
    return key[:dklen]
