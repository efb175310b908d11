

# Added to Lib's module: it takes hashes to be as wide as pointers.
# SPDX-License-Identifier: Apache-2.0
def _hash(self):
    return hash(frozenset(self))


_hash.__qualname__ = "Set._hash"
Set._hash = _hash
del _hash
