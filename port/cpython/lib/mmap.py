# What modules need that import `mmap`. Files cannot be mapped into memory here: using it raises OSError.
# SPDX-License-Identifier: Apache-2.0
ACCESS_DEFAULT, ACCESS_READ, ACCESS_WRITE, ACCESS_COPY = 0, 1, 2, 3
MAP_SHARED, MAP_PRIVATE, MAP_ANON, MAP_ANONYMOUS = 1, 2, 32, 32
PROT_READ, PROT_WRITE, PROT_EXEC = 1, 2, 4
PAGESIZE = ALLOCATIONGRANULARITY = 65536

error = OSError


class mmap:
    """Files cannot be mapped into memory in this sandbox."""

    __slots__ = ()

    def __init__(self, *args, **kwargs):
        raise OSError("files cannot be mapped into memory in this sandbox")
