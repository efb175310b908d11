# What programs ask about resources. The sandbox's own limits are the host's; those set here have no effect.
# SPDX-License-Identifier: Apache-2.0
from collections import namedtuple
from os import getpid
from time import process_time

error = OSError

RLIM_INFINITY = -1
RUSAGE_SELF, RUSAGE_CHILDREN, RUSAGE_THREAD = 0, -1, 1
RLIMIT_CPU, RLIMIT_FSIZE, RLIMIT_DATA, RLIMIT_STACK, RLIMIT_CORE, RLIMIT_RSS = range(6)
RLIMIT_NPROC, RLIMIT_NOFILE, RLIMIT_MEMLOCK, RLIMIT_AS = range(6, 10)

struct_rusage = namedtuple(
    "struct_rusage",
    "ru_utime ru_stime ru_maxrss ru_ixrss ru_idrss ru_isrss ru_minflt ru_majflt ru_nswap ru_inblock ru_oublock "
    "ru_msgsnd ru_msgrcv ru_nsignals ru_nvcsw ru_nivcsw",
)
struct_rusage.__module__ = "resource"

_limits = {number: (RLIM_INFINITY, RLIM_INFINITY) for number in range(RLIMIT_AS + 1)}
_limits[RLIMIT_NOFILE] = (128, 128)


def _check(number):
    if not isinstance(number, int):
        raise TypeError(f"'{type(number).__name__}' object cannot be interpreted as an integer")
    if number not in _limits:
        raise ValueError("invalid resource specified")


def getrlimit(resource, /):
    _check(resource)
    return _limits[resource]


def setrlimit(resource, limits, /):
    _check(resource)
    soft, hard = limits
    infinite = float("inf")
    size = [infinite if limit == RLIM_INFINITY else limit for limit in (soft, hard, _limits[resource][1])]
    if size[0] > size[1]:
        raise ValueError("current limit exceeds maximum limit")
    if size[1] > size[2]:
        raise ValueError("not allowed to raise maximum limit")
    _limits[resource] = (soft, hard)


def prlimit(pid, resource, limits=None, /):
    if pid not in (0, getpid()):
        raise ProcessLookupError(3, "No such process")
    before = getrlimit(resource)
    if limits is not None:
        setrlimit(resource, limits)
    return before


def getrusage(who, /):
    if who not in (RUSAGE_SELF, RUSAGE_CHILDREN, RUSAGE_THREAD):
        raise ValueError("invalid who parameter")
    used = 0.0 if who == RUSAGE_CHILDREN else process_time()
    return struct_rusage(used, *[0.0], *[0] * 14)


def getpagesize():
    return 65536
