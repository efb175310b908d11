# What modules need that import `select`, which make it a method without an object. Nothing here can be waited for: using it raises OSError.
# SPDX-License-Identifier: Apache-2.0
error = OSError


@staticmethod
def select(rlist, wlist, xlist, timeout=None):
    if not rlist and not wlist and not xlist and timeout is not None:
        import time

        time.sleep(timeout)
        return [], [], []
    raise OSError("there is nothing that select() could wait for in this sandbox")
