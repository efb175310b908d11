

# Added to Lib's module: why no thread can be started, and what to do instead.
# SPDX-License-Identifier: Apache-2.0
def _start_joinable_thread(function, *, handle=None, daemon=True):
    error = RuntimeError("can't start new thread")
    error.add_note("There are no threads in this sandbox: call the function itself, or use asyncio.")
    raise error


def get_native_id():
    from os import getpid
    return getpid()


__all__.append("get_native_id")
