# Locks and what is like them.
# SPDX-License-Identifier: Apache-2.0
from .core import *
from .core import _wake


class _Waiters:
    def __init__(self):
        self._waiters = []

    async def _wait(self):
        waiter = Future(loop=get_running_loop())
        self._waiters.append(waiter)
        try:
            await waiter
        finally:
            self._waiters.remove(waiter)


class _ContextManager:
    async def __aenter__(self):
        await self.acquire()

    async def __aexit__(self, exc_type, exc, tb):
        self.release()


class Lock(_ContextManager, _Waiters):
    def __init__(self):
        _Waiters.__init__(self)
        self._locked = False

    def __repr__(self):
        return "<Lock %s>" % ("locked" if self._locked else "unlocked")

    def locked(self):
        return self._locked

    async def acquire(self):
        if self._locked or any(not w.cancelled() for w in self._waiters):
            try:
                await self._wait()
            except CancelledError:
                if not self._locked:
                    self._wake_first()
                raise
        self._locked = True
        return True

    def release(self):
        if not self._locked:
            raise RuntimeError("Lock is not acquired.")
        self._locked = False
        self._wake_first()

    def _wake_first(self):
        if self._waiters:
            _wake(self._waiters[0])


class Event(_Waiters):
    def __init__(self):
        super().__init__()
        self._is_set = False

    def is_set(self):
        return self._is_set

    def set(self):
        self._is_set = True
        for waiter in self._waiters:
            _wake(waiter)

    def clear(self):
        self._is_set = False

    async def wait(self):
        if not self._is_set:
            await self._wait()
        return True


class ThreadSafeFlag(Event):
    async def wait(self):
        while not self._is_set:
            await self._wait()
        self._is_set = False


class Condition(_ContextManager, _Waiters):
    def __init__(self, lock=None):
        _Waiters.__init__(self)
        self._lock = lock = Lock() if lock is None else lock
        self.locked = lock.locked
        self.acquire = lock.acquire
        self.release = lock.release

    async def wait(self):
        if not self.locked():
            raise RuntimeError("cannot wait on un-acquired lock")
        self.release()
        try:
            await self._wait()
            return True
        finally:
            cancelled = None
            while True:
                try:
                    await self.acquire()
                    break
                except CancelledError as error:
                    cancelled = error
            if cancelled is not None:
                raise cancelled

    async def wait_for(self, predicate):
        result = predicate()
        while not result:
            await self.wait()
            result = predicate()
        return result

    def notify(self, n=1):
        if not self.locked():
            raise RuntimeError("cannot notify on un-acquired lock")
        for waiter in self._waiters:
            if n == 0:
                break
            if not waiter.done():
                n -= 1
                _wake(waiter)

    def notify_all(self):
        self.notify(len(self._waiters))


class Semaphore(_ContextManager, _Waiters):
    def __init__(self, value=1):
        if value < 0:
            raise ValueError("Semaphore initial value must be >= 0")
        _Waiters.__init__(self)
        self._value = value

    def locked(self):
        return self._value == 0 or any(not w.cancelled() for w in self._waiters)

    async def acquire(self):
        if not self.locked():
            self._value -= 1
            return True
        waiter = Future(loop=get_running_loop())
        self._waiters.append(waiter)
        try:
            try:
                await waiter
            finally:
                self._waiters.remove(waiter)
        except CancelledError:
            # The one who woke this task has already counted it.
            if waiter.done() and not waiter.cancelled():
                self._value += 1
            raise
        finally:
            while self._value > 0 and self._wake_next():
                pass
        return True

    def release(self):
        self._value += 1
        self._wake_next()

    def _wake_next(self):
        for waiter in self._waiters:
            if not waiter.done():
                self._value -= 1
                _wake(waiter, True)
                return True
        return False


class BoundedSemaphore(Semaphore):
    def __init__(self, value=1):
        super().__init__(value)
        self._bound = value

    def release(self):
        if self._value >= self._bound:
            raise ValueError("BoundedSemaphore released too many times")
        super().release()
