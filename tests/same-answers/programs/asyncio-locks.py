import asyncio
async def main():
    lock = asyncio.Lock()
    async def use(n):
        async with lock:
            print("in", n); await asyncio.sleep(0); print("out", n)
    await asyncio.gather(*[use(i) for i in range(3)])
    print(lock.locked())
    try: lock.release()
    except RuntimeError as e: print(e)
    ev = asyncio.Event()
    async def w(n): await ev.wait(); print("ev", n)
    ts = [asyncio.create_task(w(i)) for i in range(3)]
    await asyncio.sleep(0); ev.set(); await asyncio.gather(*ts); print(ev.is_set()); ev.clear(); print(ev.is_set())
    sem = asyncio.Semaphore(2)
    async def s(n):
        async with sem: print("s", n); await asyncio.sleep(0.005); print("e", n)
    await asyncio.gather(*[s(i) for i in range(5)])
    b = asyncio.BoundedSemaphore(1)
    try: b.release()
    except ValueError as e: print(e)
    cond = asyncio.Condition()
    items = []
    async def consumer(n):
        async with cond:
            await cond.wait_for(lambda: items)
            print("got", n, items.pop())
    cs = [asyncio.create_task(consumer(i)) for i in range(2)]
    await asyncio.sleep(0)
    async with cond: items.append("a"); cond.notify()
    await asyncio.sleep(0.005)
    async with cond: items.append("b"); cond.notify_all()
    await asyncio.gather(*cs)
    # cancelled waiter of a lock
    await lock.acquire()
    ts = [asyncio.create_task(use(i)) for i in "ab"]
    await asyncio.sleep(0)
    ts[0].cancel(); lock.release()
    await asyncio.gather(*ts, return_exceptions=True)
    # cancel a semaphore waiter that was just woken
    sem = asyncio.Semaphore(0)
    ts = [asyncio.create_task(s2(sem, i)) for i in range(2)]
    await asyncio.sleep(0)
    sem.release(); ts[0].cancel()
    print([type(x).__name__ for x in await asyncio.gather(*ts, return_exceptions=True)])
    q = asyncio.Queue(2)
    async def prod():
        for i in range(5): await q.put(i); print("put", i)
        await q.put(None)
    async def cons():
        while (x := await q.get()) is not None: print("get", x); q.task_done()
        q.task_done()
    await asyncio.gather(prod(), cons()); await q.join(); print(q.qsize(), q.empty(), q.full(), q.maxsize)
    try: q.get_nowait()
    except asyncio.QueueEmpty as e: print("empty", repr(e))
    q.put_nowait(1); q.put_nowait(2)
    try: q.put_nowait(3)
    except asyncio.QueueFull: print("full")
    try:
        for _ in range(9): q.task_done()
    except ValueError as e: print(e)
    p = asyncio.PriorityQueue()
    for x in [3, 1, 2]: p.put_nowait(x)
    print([p.get_nowait() for _ in range(3)])
    l = asyncio.LifoQueue()
    for x in [3, 1, 2]: l.put_nowait(x)
    print([l.get_nowait() for _ in range(3)])
    q = asyncio.Queue()
    g = [asyncio.create_task(q.get()) for _ in range(2)]
    await asyncio.sleep(0)
    q.put_nowait(1); g[0].cancel()
    print([x if isinstance(x, int) else type(x).__name__ for x in [(await asyncio.gather(g[0], return_exceptions=True))[0], await g[1]]])
async def s2(sem, n):
    async with sem: return n
asyncio.run(main())
