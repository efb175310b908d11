## Async

# `asyncio.run`, `gather` and `sleep`
import asyncio
async def f(n):
    await asyncio.sleep(0)
    return n * 2
async def main():
    return await asyncio.gather(f(1), f(2))
print(asyncio.run(main()))

# tasks, and cancelling them
import asyncio
async def forever():
    try:
        while True:
            await asyncio.sleep(0.001)
    except asyncio.CancelledError:
        print("cancelled")
        raise
async def main():
    task = asyncio.create_task(forever())
    await asyncio.sleep(0.002)
    task.cancel()
    try:
        await task
    except asyncio.CancelledError:
        print("seen")
asyncio.run(main())

# `asyncio.wait_for` with a timeout
import asyncio
async def slow():
    await asyncio.sleep(10)
async def main():
    try:
        await asyncio.wait_for(slow(), 0.001)
    except asyncio.TimeoutError:
        print("TimeoutError")
asyncio.run(main())

# `asyncio.sleep` as a coroutine that is passed on
import asyncio
async def main():
    task = asyncio.create_task(asyncio.sleep(0))
    await task
    print("done")
asyncio.run(main())

# `asyncio.sleep` with a result
import asyncio
print(asyncio.run(asyncio.sleep(0, "done")))

# `gather` with `return_exceptions`
import asyncio
async def fail():
    raise ValueError("v")
async def main():
    results = await asyncio.gather(fail(), return_exceptions=True)
    print([type(r).__name__ for r in results])
asyncio.run(main())

# `asyncio.Event` and `Lock`
import asyncio
async def main():
    lock = asyncio.Lock()
    event = asyncio.Event()
    async with lock:
        event.set()
    await event.wait()
    print(lock.locked(), event.is_set())
asyncio.run(main())

# `asyncio.Queue`
import asyncio
async def main():
    queue = asyncio.Queue()
    await queue.put(1)
    print(await queue.get())
asyncio.run(main())

# `asyncio.TaskGroup`
import asyncio
async def main():
    async with asyncio.TaskGroup() as group:
        task = group.create_task(asyncio.sleep(0, "done"))
    print(task.result())
asyncio.run(main())

# `async for` and `async with`
import asyncio
class Numbers:
    def __init__(self): self.n = 0
    def __aiter__(self): return self
    async def __anext__(self):
        self.n += 1
        if self.n > 2:
            raise StopAsyncIteration
        return self.n
class C:
    async def __aenter__(self): return "in"
    async def __aexit__(self, *args): print("out")
async def main():
    async for n in Numbers():
        print(n)
    async with C() as c:
        print(c)
asyncio.run(main())

# asynchronous comprehensions
import asyncio
class Numbers:
    def __init__(self): self.n = 0
    def __aiter__(self): return self
    async def __anext__(self):
        self.n += 1
        if self.n > 2:
            raise StopAsyncIteration
        return self.n
async def main():
    print([n async for n in Numbers()])
asyncio.run(main())

# asynchronous generators
import asyncio
async def g():
    yield 1
async def main():
    async for x in g():
        print(x)
asyncio.run(main())

# coroutines that are driven by hand
async def f():
    return 5
try:
    f().send(None)
except StopIteration as stop:
    print(stop.value)
