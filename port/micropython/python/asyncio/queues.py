# Queues.
# SPDX-License-Identifier: Apache-2.0
import heapq
from .core import *
from .core import _wake
from .locks import Event


class QueueEmpty(Exception):
    pass


class QueueFull(Exception):
    pass


class Queue:
    def __init__(self, maxsize=0):
        self._maxsize = maxsize
        self._getters = []
        self._putters = []
        self._unfinished = 0
        self._finished = Event()
        self._finished.set()
        self._init()

    # First in, first out: `_front` holds the older items, in reverse.
    def _init(self):
        self._front = []
        self._back = []

    def qsize(self):
        return len(self._front) + len(self._back)

    def _put(self, item):
        self._back.append(item)

    def _get(self):
        if not self._front:
            self._front = list(reversed(self._back))
            self._back = []
        return self._front.pop()

    @property
    def maxsize(self):
        return self._maxsize

    def empty(self):
        return self.qsize() == 0

    def full(self):
        return 0 < self._maxsize <= self.qsize()

    async def put(self, item):
        while self.full():
            await self._wait(self._putters, self.full)
        self.put_nowait(item)

    def put_nowait(self, item):
        if self.full():
            raise QueueFull
        self._put(item)
        self._unfinished += 1
        self._finished.clear()
        self._wake_next(self._getters)

    async def get(self):
        while self.empty():
            await self._wait(self._getters, self.empty)
        return self.get_nowait()

    def get_nowait(self):
        if self.empty():
            raise QueueEmpty
        item = self._get()
        self._wake_next(self._putters)
        return item

    def task_done(self):
        if self._unfinished <= 0:
            raise ValueError("task_done() called too many times")
        self._unfinished -= 1
        if self._unfinished == 0:
            self._finished.set()

    async def join(self):
        if self._unfinished > 0:
            await self._finished.wait()

    async def _wait(self, waiters, must_wait):
        waiter = Future(loop=get_running_loop())
        waiters.append(waiter)
        try:
            await waiter
        except BaseException:
            waiter.cancel()
            if waiter in waiters:
                waiters.remove(waiter)
            # It was woken and is cancelled: the next one takes its place.
            if not must_wait() and not waiter.cancelled():
                self._wake_next(waiters)
            raise

    def _wake_next(self, waiters):
        while waiters:
            waiter = waiters.pop(0)
            if not waiter.done():
                _wake(waiter)
                break


class PriorityQueue(Queue):
    def _init(self):
        self._items = []

    def qsize(self):
        return len(self._items)

    def _put(self, item):
        heapq.heappush(self._items, item)

    def _get(self):
        return heapq.heappop(self._items)


class LifoQueue(PriorityQueue):
    def _put(self, item):
        self._items.append(item)

    def _get(self):
        return self._items.pop()
