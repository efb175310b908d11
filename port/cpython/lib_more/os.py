

# Added to Lib's module: what programs ask about the machine. There is one processor and no terminal.
# SPDX-License-Identifier: Apache-2.0
def sched_getaffinity(pid, /):
    if pid not in (0, getpid()):
        from errno import ESRCH
        raise ProcessLookupError(ESRCH, strerror(ESRCH))
    return {0}


def sched_setaffinity(pid, mask, /):
    if 0 not in mask:
        from errno import EINVAL
        raise OSError(EINVAL, strerror(EINVAL))
    sched_getaffinity(pid)


def get_terminal_size(fd=1, /):
    from errno import ENOTTY
    fstat(fd)
    raise OSError(ENOTTY, strerror(ENOTTY))


__all__ += ["sched_getaffinity", "sched_setaffinity", "get_terminal_size"]
