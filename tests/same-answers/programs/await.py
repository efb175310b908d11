import asyncio
class A:
    def __init__(self, v): self.v = v
    def __await__(self):
        yield from asyncio.sleep(0).__await__() if False else iter([])
        return self.v
class B:
    def __await__(self): return asyncio.sleep(0)
class It:
    def __init__(self, n): self.n = n
    def __aiter__(self): return self
    async def __anext__(self):
        if self.n == 0: raise StopAsyncIteration
        self.n -= 1
        await asyncio.sleep(0)
        return self.n
async def f(): return 5
async def main():
    print(await A(3))
    try: await B()
    except TypeError as e: print(e)
    async for x in It(3): print(x)
    print(type(f()).__name__, asyncio.iscoroutine(f()))
    for x in [None, 5, "a", [1], f, object]:
        try: await x
        except TypeError as e: print(e)
    async def spin():
        for i in range(3): print("spin", i); await asyncio.sleep(0)
    t = asyncio.create_task(spin())
    c = f()
    await c
    try: await c
    except RuntimeError as e: print(e)
    print(await asyncio.ensure_future(A(4)))
    await t
    try: asyncio.create_task(5)
    except TypeError as e: print(e)
    loop = asyncio.get_running_loop()
    try: loop.run_until_complete(f())
    except RuntimeError as e: print(e)
    async def once():
        await asyncio.sleep(0.001)
    c = once()
    t1 = asyncio.create_task(c)
    await asyncio.sleep(0)
    try: await c
    except RuntimeError as e: print(e)
    await t1
    print(repr(t1.result()))
import sys
asyncio.run(main())
loop = asyncio.new_event_loop()
asyncio.set_event_loop(loop)
print(loop.run_until_complete(f()), loop.is_closed(), loop.is_running())
loop.close()
try: loop.run_until_complete(f())
except RuntimeError as e: print(e)
c = f()
c.close()
c.close()
try: c.send(None)
except RuntimeError as e: print(e)
async def g(): await asyncio.sleep(0)
try: g().send(1)
except TypeError as e: print(e)
