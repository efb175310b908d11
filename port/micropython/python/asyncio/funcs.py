# Waiting for several things, and for a limited time.
# SPDX-License-Identifier: Apache-2.0
from .core import *
from .core import _wake

ALL_COMPLETED = "ALL_COMPLETED"
FIRST_COMPLETED = "FIRST_COMPLETED"
FIRST_EXCEPTION = "FIRST_EXCEPTION"


class _Gathering(Future):
    def __init__(self, children, loop):
        super().__init__(loop=loop)
        self._children = children
        self._cancel_requested = False

    def cancel(self, msg=None):
        if self.done():
            return False
        for child in self._children:
            if child.cancel(msg):
                self._cancel_requested = True
        return self._cancel_requested


def gather(*aws, return_exceptions=False):
    loop = get_event_loop()
    if not aws:
        outer = Future(loop=loop)
        outer.set_result([])
        return outer
    futures = {}  # of the arguments, by id: the same may be given twice
    children = []
    for aw in aws:
        if id(aw) not in futures:
            futures[id(aw)] = ensure_future(aw, loop=loop)
        children.append(futures[id(aw)])
    left = len(futures)
    outer = _Gathering(children, loop)

    def outcome(child):
        return CancelledError(*(child._exception.args or ("",))) if child.cancelled() else child.exception()

    def done(child):
        nonlocal left
        left -= 1
        error = outcome(child)
        if outer.done():
            return
        if error is not None and not return_exceptions:
            outer.set_exception(error)
        elif left == 0:
            if outer._cancel_requested:
                outer.set_exception(error if isinstance(error, CancelledError) else CancelledError())
            else:
                outer.set_result([c.result() if outcome(c) is None else outcome(c) for c in children])

    for future in list(futures.values()):
        future.add_done_callback(done)
    return outer


async def wait(fs, *, timeout=None, return_when=ALL_COMPLETED):
    if isfuture(fs) or iscoroutine(fs):
        raise TypeError("expect a list of futures, not " + type(fs).__name__)
    fs = list(fs)
    if not fs:
        raise ValueError("Set of Tasks/Futures is empty.")
    if return_when not in (FIRST_COMPLETED, FIRST_EXCEPTION, ALL_COMPLETED):
        raise ValueError("Invalid return_when value: " + str(return_when))
    if any(iscoroutine(f) for f in fs):
        raise TypeError("Passing coroutines is forbidden, use tasks explicitly.")

    def is_enough():
        done = [f for f in fs if f.done()]
        return len(done) == len(fs) or (
            done
            and (
                return_when == FIRST_COMPLETED
                or return_when == FIRST_EXCEPTION
                and any(not f.cancelled() and f._exception is not None for f in done)
            )
        )

    if not is_enough():
        loop = get_running_loop()
        waiter = Future(loop=loop)

        def done(f):
            if is_enough():
                _wake(waiter)

        handle = None if timeout is None else loop.call_later(timeout, _wake, waiter)
        for f in fs:
            f.add_done_callback(done)
        try:
            await waiter
        finally:
            if handle is not None:
                handle.cancel()
            for f in fs:
                f.remove_done_callback(done)
    return {f for f in fs if f.done()}, {f for f in fs if not f.done()}


def shield(arg):
    inner = ensure_future(arg)
    if inner.done():
        return inner
    outer = Future(loop=inner._loop)

    def done(inner):
        if outer.cancelled():
            if not inner.cancelled():
                inner.exception()
        elif inner.cancelled():
            outer.cancel()
        elif inner.exception() is not None:
            outer.set_exception(inner.exception())
        else:
            outer.set_result(inner.result())

    def outer_done(outer):
        if not inner.done():
            inner.remove_done_callback(done)

    inner.add_done_callback(done)
    outer.add_done_callback(outer_done)
    return outer


class Timeout:
    def __init__(self, when):
        self._when = when
        self._task = None
        self._handle = None
        self._expired = False
        self._finished = False

    def when(self):
        return self._when

    def expired(self):
        return self._expired

    def reschedule(self, when):
        if self._task is None:
            raise RuntimeError("Timeout has not been entered")
        if self._expired or self._finished:
            raise RuntimeError("Cannot change state of %s Timeout" % ("expired" if self._expired else "finished"))
        self._when = when
        if self._handle is not None:
            self._handle.cancel()
            self._handle = None
        if when is not None:
            loop = get_running_loop()
            if when <= loop.time():
                self._handle = loop.call_soon(self._expire)
            else:
                self._handle = loop.call_at(when, self._expire)

    def _expire(self):
        self._task.cancel()
        self._expired = True
        self._handle = None

    async def __aenter__(self):
        if self._task is not None:
            raise RuntimeError("Timeout has already been entered")
        task = current_task()
        if task is None:
            raise RuntimeError("Timeout should be used inside a task")
        self._task = task
        self._cancelling = task.cancelling()
        self.reschedule(self._when)
        return self

    async def __aexit__(self, exc_type, exc, tb):
        self._finished = True
        if self._handle is not None:
            self._handle.cancel()
        if self._expired and self._task.uncancel() <= self._cancelling and isinstance(exc, CancelledError):
            raise TimeoutError from exc


def timeout(delay):
    return Timeout(None if delay is None else get_running_loop().time() + delay)


def timeout_at(when):
    return Timeout(when)


async def wait_for(fut, timeout):
    if timeout is not None and timeout <= 0:
        fut = ensure_future(fut)
        if not fut.done():
            fut.cancel()
            await wait([fut])
            if fut.cancelled():
                raise TimeoutError
        return fut.result()
    deadline = None if timeout is None else get_running_loop().time() + timeout
    async with Timeout(deadline):
        return await fut


def wait_for_ms(fut, timeout):
    return wait_for(fut, timeout / 1000)


class as_completed:
    def __init__(self, fs, *, timeout=None):
        if isfuture(fs) or iscoroutine(fs):
            raise TypeError("expect an iterable of futures, not " + type(fs).__name__)
        loop = get_event_loop()
        self._done = []
        self._waiters = []
        todo = {}
        for f in fs:
            f = ensure_future(f, loop=loop)
            todo[id(f)] = f
        self._left = len(todo)
        self._handle = None
        if todo and timeout is not None:
            self._handle = loop.call_later(timeout, self._expire)
        for f in list(todo.values()):
            f.add_done_callback(self._add)

    def _expire(self):
        self._handle = None
        self._add(None)

    def _add(self, future):
        self._done.append(future)
        for waiter in self._waiters:
            _wake(waiter)
        self._waiters = []

    async def _next(self):
        while not self._done:
            waiter = Future()
            self._waiters.append(waiter)
            await waiter
        if self._done[0] is None:
            raise TimeoutError  # also for those that come later
        return self._done.pop(0)

    async def _next_result(self):
        return (await self._next()).result()

    def __iter__(self):
        return self

    def _take(self):
        if self._left == 0:
            if self._handle is not None:
                self._handle.cancel()
            return False
        self._left -= 1
        return True

    def __next__(self):
        if not self._take():
            raise StopIteration
        return self._next_result()

    def __aiter__(self):
        return self

    async def __anext__(self):
        if not self._take():
            raise StopAsyncIteration
        return await self._next()
