import asyncio
async def ok(n, t=0):
    await asyncio.sleep(t)
    return n
async def stubborn():
    try: await asyncio.sleep(5)
    except asyncio.CancelledError: print("no")
    return "stubborn"
async def main():
    print(await asyncio.wait_for(ok(1), 1))
    try: await asyncio.wait_for(ok(1, 5), 0.01)
    except asyncio.TimeoutError as e: print("timeout", repr(e))
    try: await asyncio.wait_for(ok(1, 5), 0)
    except TimeoutError as e: print("timeout", repr(e))
    print(await asyncio.wait_for(ok(3), None))
    try: print(await asyncio.wait_for(stubborn(), 0.01))
    except TimeoutError: print("TO")
    try:
        async with asyncio.timeout(0.01) as t:
            await asyncio.sleep(4)
    except TimeoutError: print("timeout", t.expired())
    async with asyncio.timeout(None) as t:
        await asyncio.sleep(0)
    print(t.expired())
    async with asyncio.timeout(5) as t: t.reschedule(asyncio.get_running_loop().time() + 9)
    a, b = asyncio.create_task(ok(1, .01)), asyncio.create_task(ok(2, 4))
    d, p = await asyncio.wait([a, b], return_when=asyncio.FIRST_COMPLETED)
    print(len(d), len(p), [x.result() for x in d])
    d, p = await asyncio.wait([a, b], timeout=0.01)
    print(len(d), len(p))
    b.cancel()
    d, p = await asyncio.wait([a, b])
    print(len(d), len(p), b.cancelled())
    for c in asyncio.as_completed([ok(1, .03), ok(2, .01), ok(3, .02)]): print(await c)
    try:
        for c in asyncio.as_completed([ok(1, 3), ok(2, .01)], timeout=0.05): print(await c)
    except TimeoutError: print("TO")
    async def job():
        await asyncio.sleep(0.02); print("job done"); return 4
    t = asyncio.create_task(job())
    try: await asyncio.wait_for(asyncio.shield(t), 0.005)
    except TimeoutError: print("shielded")
    print(await t)
    try: await asyncio.wait([])
    except ValueError as e: print(e)
    c = ok(1)
    try: await asyncio.wait([c])
    except TypeError as e: print(e)
    await c
asyncio.run(main())
