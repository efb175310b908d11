# Locks of files, which are always free: no other process can hold them. Flags stay as they are: files never block.
# SPDX-License-Identifier: Apache-2.0
from errno import ENOTSUP
from os import O_RDWR, fstat, strerror

LOCK_SH, LOCK_EX, LOCK_NB, LOCK_UN = 1, 2, 4, 8
F_DUPFD, F_GETFD, F_SETFD, F_GETFL, F_SETFL, F_GETLK, F_SETLK, F_SETLKW = range(8)
F_RDLCK, F_WRLCK, F_UNLCK = range(3)
FD_CLOEXEC = 1

_FLAGS = {F_GETFD: FD_CLOEXEC, F_SETFD: 0, F_GETFL: O_RDWR, F_SETFL: 0}


def _check(fd):
    number = fd if isinstance(fd, int) else getattr(fd, "fileno", str)()
    if not isinstance(number, int):
        raise TypeError("argument must be an int, or have a fileno() method.")
    if number < 0:
        raise ValueError(f"file descriptor cannot be a negative integer ({number})")
    fstat(number)


def flock(fd, operation, /):
    _check(fd)


def lockf(fd, cmd, len=0, start=0, whence=0, /):
    _check(fd)
    if not cmd & (LOCK_SH | LOCK_EX | LOCK_UN):
        raise ValueError("unrecognized lockf argument")


def fcntl(fd, cmd, arg=0, /):
    _check(fd)
    if cmd in (F_SETLK, F_SETLKW):
        return arg
    if cmd in _FLAGS:
        return _FLAGS[cmd]
    raise OSError(ENOTSUP, strerror(ENOTSUP))


def ioctl(fd, request, arg=0, mutate_flag=True, /):
    _check(fd)
    raise OSError(ENOTSUP, strerror(ENOTSUP))
