# asyncio's default event loop: everything that needs no network, process or thread. It waits by
# sleeping through the host, as there is no descriptor that could become ready.
# SPDX-License-Identifier: Apache-2.0
import signal
import socket
import time

from . import base_events, coroutines, events

__all__ = ("SelectorEventLoop", "DefaultEventLoopPolicy", "EventLoop")


class _Sleeper:
    """Takes the place of a selector."""

    def __init__(self, loop):
        self._loop = loop

    def select(self, timeout):
        calls = self._loop._host_calls
        if calls is not None and calls.waiting:
            calls.wait(timeout)
        elif timeout is None:
            raise RuntimeError("the event loop waits for what cannot happen in this sandbox")
        elif timeout > 0:
            time.sleep(timeout)
        return ()


class SelectorEventLoop(base_events.BaseEventLoop):
    _host_calls = None  # what `host_objects` waits for

    def __init__(self, selector=None):
        super().__init__()
        self._selector = _Sleeper(self)
        self._signals = set()  # those with a handler of the loop

    def _process_events(self, event_list):
        pass

    def _write_to_self(self):
        pass  # no other thread could wake the loop up

    # Without a thread, as there is none; it raises at once.
    async def getaddrinfo(self, host, port, *, family=0, type=0, proto=0, flags=0):
        return socket.getaddrinfo(host, port, family, type, proto, flags)

    async def _make_subprocess_transport(self, *args, **kwargs):
        raise NotImplementedError("there are no processes in this sandbox")

    def add_signal_handler(self, sig, callback, *args):
        if coroutines.iscoroutine(callback) or coroutines.iscoroutinefunction(callback):
            raise TypeError("coroutines cannot be used with add_signal_handler()")
        self._check_closed()
        signal.signal(sig, lambda number, frame: self.call_soon(callback, *args))
        self._signals.add(sig)

    def remove_signal_handler(self, sig):
        if sig not in self._signals:
            return False
        self._signals.remove(sig)
        signal.signal(sig, signal.default_int_handler if sig == signal.SIGINT else signal.SIG_DFL)
        return True

    def close(self):
        for sig in list(self._signals):
            self.remove_signal_handler(sig)
        super().close()


EventLoop = SelectorEventLoop


class DefaultEventLoopPolicy(events.BaseDefaultEventLoopPolicy):
    _loop_factory = SelectorEventLoop
