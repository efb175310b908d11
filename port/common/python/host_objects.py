# What host functions give that is more than a plain value.
# SPDX-License-Identifier: Apache-2.0
import host
import json


class Response:
    def __init__(self, status, headers, content, text):
        self.status = status
        self.headers = headers
        self.content = content
        self._text = text

    @property
    def text(self):
        # The host decodes only what is not UTF-8.
        if self._text is None:
            self._text = self.content.decode()
        return self._text

    def json(self):
        return json.loads(self.text)

    def __repr__(self):
        return "<Response [%d]>" % self.status


class _Calls:
    """The calls of awaitable host functions that one run has made."""

    def __init__(self):
        self.run = host._run_number()
        self.waiting = {}  # futures that tasks wait for, by the call's number
        self.ended = set()  # numbers of calls that ended before a task waited for them

    def is_over(self):
        return self.run != host._run_number()

    def wait(self, timeout):
        """Waits until a call has ended, for at most so many seconds. None: without a limit."""
        # Those of an earlier run fail when their tasks go on.
        for number in list(self.waiting) if self.is_over() else host._wait(timeout):
            future = self.waiting.pop(number, None)
            if future is None:
                self.ended.add(number)
            elif not future.done() and not future.get_loop().is_closed():
                future.set_result(None)


_calls = None


def HostCall(number):
    """Returns the coroutine that waits for a call of an awaitable host function."""
    global _calls
    if _calls is None or _calls.is_over():
        _calls = _Calls()
    return _result_of(number, _calls)


async def _result_of(number, calls):
    if not calls.is_over() and number not in calls.ended:
        import asyncio

        loop = asyncio.get_running_loop()
        if loop._host_calls not in (None, calls):
            loop._host_calls.wait(0)
        loop._host_calls = calls
        future = calls.waiting[number] = loop.create_future()
        try:
            await future
        except BaseException:
            calls.waiting.pop(number, None)
            if not calls.is_over():
                host._take(number, False)
            raise
    if calls.is_over():
        raise RuntimeError("the call of a host function ended with the run that made it")
    calls.ended.discard(number)
    return host._take(number, True)
