# asyncio: the part of CPython's that needs neither sockets, threads nor processes, and sleep_ms(),
# wait_for_ms() and ThreadSafeFlag of MicroPython.
# SPDX-License-Identifier: Apache-2.0
from .core import *
from .core import __all__ as _CORE

# Loaded when they are used for the first time.
_LAZY = {
    "funcs": "ALL_COMPLETED FIRST_COMPLETED FIRST_EXCEPTION Timeout as_completed gather shield timeout timeout_at wait wait_for wait_for_ms",
    "locks": "BoundedSemaphore Condition Event Lock Semaphore ThreadSafeFlag",
    "queues": "LifoQueue PriorityQueue Queue QueueEmpty QueueFull",
}
_CPYTHON = "Barrier Runner Server StreamReader StreamWriter TaskGroup create_subprocess_exec create_subprocess_shell eager_task_factory iscoroutinefunction open_connection run_coroutine_threadsafe start_server to_thread wrap_future"
__all__ = _CORE + " ".join(_LAZY.values()).split()


def __getattr__(name):
    for module, names in _LAZY.items():
        if name in names.split():
            value = getattr(__import__(module, None, None, [name], 1), name)
            globals()[name] = value
            return value
    hint = ' in MicroPython (run with python="cpython")' if name in _CPYTHON.split() else ""
    raise AttributeError("module 'asyncio' has no attribute '%s'%s" % (name, hint))
