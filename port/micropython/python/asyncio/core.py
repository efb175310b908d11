# The event loop, futures and tasks.
# SPDX-License-Identifier: Apache-2.0
import heapq
import sys
import time
from _asyncio import _get_running_loop, _set_running_loop

__all__ = """AbstractEventLoop CancelledError Future Handle InvalidStateError Loop Task TimeoutError
all_tasks create_task current_task ensure_future get_event_loop get_running_loop iscoroutine isfuture
new_event_loop run set_event_loop sleep sleep_ms""".split()


class CancelledError(BaseException):
    pass


class InvalidStateError(Exception):
    pass


TimeoutError = TimeoutError


async def _nothing():
    pass


_coroutine = _nothing()
_coroutine.close()
_coroutine = type(_coroutine)


def iscoroutine(obj):
    return isinstance(obj, _coroutine)


def isfuture(obj):
    return isinstance(obj, Future)


# --- Futures and tasks ---

_PENDING = "pending"
_FINISHED = "finished"
_CANCELLED = "cancelled"


class Future:
    def __init__(self, *, loop=None):
        self._loop = loop or get_event_loop()
        self._state = _PENDING
        self._result = None
        self._exception = None
        self._callbacks = []

    def __repr__(self):
        text = "<%s %s" % (type(self).__name__, self._state)
        if self._exception is not None:
            text += " exception=%r" % (self._exception,)
        elif self._state is _FINISHED:
            text += " result=%r" % (self._result,)
        return text + ">"

    def get_loop(self):
        return self._loop

    def done(self):
        return self._state is not _PENDING

    def cancelled(self):
        return self._state is _CANCELLED

    def cancel(self, msg=None):
        if self._state is not _PENDING:
            return False
        self._exception = CancelledError() if msg is None else CancelledError(msg)
        self._finish(_CANCELLED)
        return True

    def result(self):
        if self._state is _PENDING:
            raise InvalidStateError("Result is not set.")
        if self.exception() is not None:
            raise self._exception
        return self._result

    def exception(self):
        if self._state is _PENDING:
            raise InvalidStateError("Exception is not set.")
        if self._state is _CANCELLED:
            raise self._exception
        if self._exception is not None:
            self._loop._failed.pop(id(self), None)
        return self._exception

    def set_result(self, result):
        self._check_pending()
        self._result = result
        self._finish(_FINISHED)

    def set_exception(self, exception):
        self._check_pending()
        if isinstance(exception, type):
            exception = exception()
        if isinstance(exception, StopIteration):
            exception = RuntimeError("StopIteration interacts badly with generators and cannot be raised into a Future")
        self._exception = exception
        self._loop._failed[id(self)] = self
        self._finish(_FINISHED)

    def add_done_callback(self, callback, *, context=None):
        if self._state is _PENDING:
            self._callbacks.append(callback)
        else:
            self._loop._call(callback, self)

    def remove_done_callback(self, callback):
        kept = [c for c in self._callbacks if c != callback]
        removed = len(self._callbacks) - len(kept)
        self._callbacks = kept
        return removed

    def __await__(self):
        if self._state is _PENDING:
            yield self
        if self._state is _PENDING:
            raise RuntimeError("await wasn't used with future")
        return self.result()

    def _check_pending(self):
        if self._state is not _PENDING:
            raise InvalidStateError("invalid state")

    def _finish(self, state):
        self._state = state
        for callback in self._callbacks:
            self._loop._call(callback, self)
        self._callbacks = []


_task_number = 0


class Task(Future):
    def __init__(self, coro, *, loop=None, name=None):
        global _task_number
        if not iscoroutine(coro):
            raise TypeError("a coroutine was expected, got %r" % (coro,))
        super().__init__(loop=loop)
        _task_number += 1
        self._name = "Task-%d" % _task_number if name is None else str(name)
        self._coro = coro
        self._waits_for = None
        self._must_cancel = None
        self._requests = 0
        self._loop._tasks[id(self)] = self
        self._loop._call(self._step, None)

    def __repr__(self):
        text = super().__repr__()
        start = "<%s %s" % (type(self).__name__, self._state)
        return "%s name=%r coro=%r%s" % (start, self._name, self._coro, text[len(start) :])

    @property
    def coro(self):
        return self._coro

    def get_coro(self):
        return self._coro

    def get_name(self):
        return self._name

    def set_name(self, name):
        self._name = str(name)

    def set_result(self, result):
        raise RuntimeError("Task does not support set_result operation")

    def set_exception(self, exception):
        raise RuntimeError("Task does not support set_exception operation")

    def cancel(self, msg=None):
        if self._state is not _PENDING:
            return False
        self._requests += 1
        if self._waits_for is None or not self._waits_for.cancel(msg):
            self._must_cancel = CancelledError() if msg is None else CancelledError(msg)
        return True

    def cancelling(self):
        return self._requests

    def uncancel(self):
        if self._requests > 0:
            self._requests -= 1
            if self._requests == 0:
                self._must_cancel = None
        return self._requests

    def _wake(self, future):
        self._step(future._exception)
        if future._exception is not None:
            future._loop._failed.pop(id(future), None)

    def _step(self, exception):
        if self._state is not _PENDING:
            return
        if self._must_cancel is not None:
            if not isinstance(exception, CancelledError):
                exception = self._must_cancel
            self._must_cancel = None
        self._waits_for = None
        loop = self._loop
        loop._current = self
        try:
            if exception is None:
                future = self._coro.send(None)
            else:
                future = self._coro.throw(exception)
        except StopIteration as stop:
            if self._must_cancel is None:
                self._result = stop.value
                self._finish(_FINISHED)
            else:
                self._exception = self._must_cancel
                self._finish(_CANCELLED)
        except CancelledError as error:
            self._exception = error
            self._finish(_CANCELLED)
        except BaseException as error:
            self._exception = error
            loop._failed[id(self)] = self
            self._finish(_FINISHED)
            if not isinstance(error, Exception):
                raise
        else:
            if future is None:
                loop._call(self._step, None)
            elif future is self:
                loop._call(self._step, RuntimeError("Task cannot await on itself: %r" % (self,)))
            elif not isinstance(future, Future):
                loop._call(self._step, RuntimeError("Task got bad yield: %r" % (future,)))
            else:
                future.add_done_callback(self._wake)
                self._waits_for = future
                if self._must_cancel is not None and future.cancel():
                    self._must_cancel = None
        finally:
            loop._current = None

    def _finish(self, state):
        del self._loop._tasks[id(self)]
        super()._finish(state)


def ensure_future(obj, *, loop=None):
    if isinstance(obj, Future):
        return obj
    if not iscoroutine(obj):
        if not hasattr(obj, "__await__"):
            raise TypeError("An asyncio.Future, a coroutine or an awaitable is required")
        obj = _await(obj)
    return Task(obj, loop=loop)


async def _await(awaitable):
    return await awaitable


def create_task(coro, *, name=None, context=None):
    return Task(coro, loop=get_running_loop(), name=name)


# --- The event loop ---


class Handle:
    def __init__(self, callback, args, when=None):
        self._callback = callback
        self._args = args
        self._when = when

    def cancel(self):
        self._callback = self._args = None

    def cancelled(self):
        return self._callback is None

    def when(self):
        return self._when


_timer_number = 0


class Loop:
    def __init__(self):
        self._ready = []
        self._timers = []  # a heap of (time, number, handle)
        self._tasks = {}  # the unfinished ones, by id
        self._failed = {}  # futures whose exceptions nobody has seen, by id
        self._current = None
        self._host_calls = None  # what `host_objects` waits for
        self._stopping = False
        self._closed = False
        self._handler = None

    def time(self):
        return time.ticks_us() / 1000000

    def create_future(self):
        return Future(loop=self)

    def create_task(self, coro, *, name=None, context=None):
        return Task(coro, loop=self, name=name)

    def call_soon(self, callback, *args, context=None):
        handle = Handle(callback, args)
        self._call(self._run_handle, handle)
        return handle

    call_soon_threadsafe = call_soon

    def call_later(self, delay, callback, *args, context=None):
        return self.call_at(self.time() + delay, callback, *args)

    def call_at(self, when, callback, *args, context=None):
        global _timer_number
        _timer_number += 1
        handle = Handle(callback, args, when)
        heapq.heappush(self._timers, (when, _timer_number, handle))
        return handle

    def run_until_complete(self, future):
        self._check_can_run()
        future = ensure_future(future, loop=self)
        future.add_done_callback(_stop_loop)
        try:
            self.run_forever()
        except BaseException:
            if future.done() and not future.cancelled():
                future.exception()  # it is on its way already
            raise
        finally:
            future.remove_done_callback(_stop_loop)
        if not future.done():
            raise RuntimeError("Event loop stopped before Future completed.")
        return future.result()

    def run_forever(self):
        self._check_can_run()
        _set_running_loop(self)
        try:
            while True:
                self._run_once()
                if self._stopping:
                    break
        finally:
            self._stopping = False
            _set_running_loop(None)

    def stop(self):
        self._stopping = True

    def is_running(self):
        return _get_running_loop() is self

    def is_closed(self):
        return self._closed

    def close(self):
        if self.is_running():
            raise RuntimeError("Cannot close a running event loop")
        self._report_failed()
        self._closed = True
        self._ready = []
        self._timers = []

    def get_debug(self):
        return False

    def set_exception_handler(self, handler):
        self._handler = handler

    def get_exception_handler(self):
        return self._handler

    def default_exception_handler(self, context):
        print(context["message"], file=sys.stderr)
        if "future" in context:
            print("future:", context["future"], file=sys.stderr)
        if context.get("exception") is not None:
            sys.print_exception(context["exception"], sys.stderr)

    def call_exception_handler(self, context):
        if self._handler is None:
            self.default_exception_handler(context)
        else:
            self._handler(self, context)

    def _check_can_run(self):
        if self._closed:
            raise RuntimeError("Event loop is closed")
        running = _get_running_loop()
        if running is self:
            raise RuntimeError("This event loop is already running")
        if running is not None:
            raise RuntimeError("Cannot run the event loop while another loop is running")

    def _call(self, callback, argument):
        if self._closed:
            raise RuntimeError("Event loop is closed")
        self._ready.append((callback, argument))

    def _run_handle(self, handle):
        callback = handle._callback
        if callback is None:
            return
        try:
            callback(*handle._args)
        except Exception as error:
            self.call_exception_handler({"message": "Exception in callback %r" % (callback,), "exception": error})

    def _run_once(self):
        timers = self._timers
        while timers and timers[0][2]._callback is None:
            heapq.heappop(timers)
        # Whole microseconds pass.
        timeout = min(max(0, timers[0][0] - self.time()) + 0.000001, 86400) if timers else None
        if self._ready or self._stopping:
            timeout = 0
        if self._host_calls and self._host_calls.waiting:
            self._host_calls.wait(timeout)
        elif timeout is None:
            raise RuntimeError("asyncio: deadlock: nothing is left that could wake a task")
        elif timeout:
            time.sleep(timeout)
        if timers:
            now = self.time()
            while timers and timers[0][0] <= now:
                self._call(self._run_handle, heapq.heappop(timers)[2])
        ready = self._ready
        self._ready = []
        done = 0
        try:
            for callback, argument in ready:
                done += 1
                callback(argument)
        finally:
            if done < len(ready):
                self._ready = ready[done:] + self._ready

    def _report_failed(self):
        failed = self._failed
        self._failed = {}
        for future in failed.values():
            self.call_exception_handler(
                {
                    "message": "%s exception was never retrieved" % type(future).__name__,
                    "exception": future._exception,
                    "future": future,
                }
            )


AbstractEventLoop = Loop
_loop = None


def _stop_loop(future):
    future._loop.stop()


def get_running_loop():
    loop = _get_running_loop()
    if loop is None:
        raise RuntimeError("no running event loop")
    return loop


def get_event_loop():
    loop = _get_running_loop() or _loop
    if loop is None:
        loop = new_event_loop()
        set_event_loop(loop)
    return loop


def set_event_loop(loop):
    global _loop
    _loop = loop


def new_event_loop():
    return Loop()


def current_task(loop=None):
    return (loop or get_running_loop())._current


def all_tasks(loop=None):
    return set((loop or get_running_loop())._tasks.values())


def run(main, *, debug=None, loop_factory=None):
    if _get_running_loop() is not None:
        raise RuntimeError("asyncio.run() cannot be called from a running event loop")
    if not iscoroutine(main):
        raise ValueError("a coroutine was expected, got %r" % (main,))
    loop = (loop_factory or new_event_loop)()
    set_event_loop(loop)
    try:
        return loop.run_until_complete(main)
    finally:
        try:
            _cancel_all(loop)
        finally:
            set_event_loop(None)
            loop.close()


def _cancel_all(loop):
    tasks = list(loop._tasks.values())
    if not tasks:
        return
    for task in tasks:
        task.cancel()
    loop.run_until_complete(_end(tasks))
    for task in tasks:
        if not task.cancelled() and task.exception() is not None:
            loop.call_exception_handler(
                {
                    "message": "unhandled exception during asyncio.run() shutdown",
                    "exception": task.exception(),
                    "future": task,
                }
            )


async def _end(tasks):
    for task in tasks:
        while not task.done():
            waiter = Future()
            task.add_done_callback(waiter.set_result)
            await waiter


# --- Sleeping ---


class _Pause:
    def __await__(self):
        yield


_pause = _Pause()


async def sleep(delay, result=None):
    if delay <= 0:
        await _pause
        return result
    if delay != delay:
        raise ValueError("Invalid delay: NaN (not a number)")
    loop = get_running_loop()
    future = Future(loop=loop)
    handle = loop.call_later(delay, _wake, future, result)
    try:
        return await future
    finally:
        handle.cancel()


def sleep_ms(delay):
    time.ticks_add(0, max(0, delay))  # OverflowError
    return sleep(delay / 1000)


def _wake(future, result=None):
    if not future.done():
        future.set_result(result)
