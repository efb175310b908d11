import asyncio
async def ok(n, t=0):
    await asyncio.sleep(t)
    return n
async def bad(e, t=0):
    await asyncio.sleep(t)
    raise e
async def main():
    print(await asyncio.gather(ok(1), ok(2, 0.01), ok(3)))
    print(await asyncio.gather(ok(1), bad(ValueError("x")), return_exceptions=True))
    try:
        await asyncio.gather(ok(1, 0.02), bad(KeyError("k"), 0.01))
    except KeyError as e: print("KeyError", e)
    c = ok(5)
    print(await asyncio.gather(c, c))
    print(await asyncio.gather())
    t = asyncio.create_task(bad(ValueError("early")))
    await asyncio.sleep(0.01)
    print(t.done(), t.cancelled())
    try: await asyncio.gather(t, ok(1))
    except ValueError as e: print(repr(e))
    # cancel
    async def waiter(n):
        try: await asyncio.sleep(5)
        except asyncio.CancelledError: print("cancelled", n); raise
    g = asyncio.gather(waiter(1), waiter(2))
    await asyncio.sleep(0)
    print(g.cancel())
    try: await g
    except asyncio.CancelledError: print("gather cancelled")
    t1 = asyncio.create_task(waiter(3)); 
    g = asyncio.gather(t1, ok(9), return_exceptions=True)
    await asyncio.sleep(0)
    t1.cancel()
    print([type(x).__name__ for x in await g])
    try: asyncio.gather(5)
    except TypeError as e: print("TypeError")
asyncio.run(main())
