# The one group of a sandbox, that of its user.
# SPDX-License-Identifier: Apache-2.0
from collections import namedtuple

struct_group = namedtuple("struct_group", "gr_name gr_passwd gr_gid gr_mem")
struct_group.__module__ = "grp"

_GROUP = struct_group("sandbox", "x", 1000, [])


def getgrgid(id):
    if not isinstance(id, int):
        raise TypeError(f"gid should be integer, not {type(id).__name__}")
    if id != _GROUP.gr_gid:
        raise KeyError(f"getgrgid(): gid not found: {id}")
    return _GROUP


def getgrnam(name):
    if not isinstance(name, str):
        raise TypeError(f"getgrnam() argument must be str, not {type(name).__name__}")
    if name != _GROUP.gr_name:
        raise KeyError(f"getgrnam(): name not found: {name!r}")
    return _GROUP


def getgrall():
    return [_GROUP]
