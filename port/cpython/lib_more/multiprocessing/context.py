

# Added to Lib's module: what needs processes raises at once.
# SPDX-License-Identifier: Apache-2.0
def _refuse(*args, **kwargs):
    import errno

    raise OSError(errno.ENOTSUP, "there are no processes in this sandbox; call the function itself, or use asyncio")


for _name in (
    "Manager Pipe Lock RLock Condition Semaphore BoundedSemaphore Event Barrier Queue JoinableQueue SimpleQueue Pool "
    "RawValue RawArray Value Array"
).split():
    setattr(BaseContext, _name, _refuse)
for _kind in Process, ForkProcess, SpawnProcess, ForkServerProcess:
    _kind._Popen = staticmethod(_refuse)
del _name, _kind
