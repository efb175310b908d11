import asyncio
async def main():
    async def f():
        try: await asyncio.sleep(5)
        finally: print("fin")
    t = asyncio.create_task(f())
    print(t.cancel())   # before it began
    try: await t
    except asyncio.CancelledError as e: print("c", e.args)
    t = asyncio.create_task(f())
    await asyncio.sleep(0)
    t.cancel("why")
    print(t.cancelling(), t.cancelled(), t.done())
    try: await t
    except asyncio.CancelledError as e: print("c", e.args)
    print(t.cancel(), t.cancelled(), t.done())
    async def selfc():
        asyncio.current_task().cancel()
        print("still")
        await asyncio.sleep(0)
        print("never")
    t = asyncio.create_task(selfc())
    try: await t
    except asyncio.CancelledError: print("self cancelled")
    async def selfc2():
        asyncio.current_task().cancel()
        return 5
    t = asyncio.create_task(selfc2())
    try: print(await t)
    except asyncio.CancelledError: print("self cancelled 2")
    async def refuse():
        while True:
            try: await asyncio.sleep(0.01)
            except asyncio.CancelledError: return "refused"
    t = asyncio.create_task(refuse())
    await asyncio.sleep(0)
    t.cancel()
    print(await t, t.cancelled())
    try: t.result(); t.exception(); print(t.exception())
    except Exception as e: print(e)
    async def outer(): await asyncio.create_task(f())
    t = asyncio.create_task(outer())
    await asyncio.sleep(0); await asyncio.sleep(0)
    t.cancel()
    try: await t
    except asyncio.CancelledError: print("outer")
    fut = asyncio.get_running_loop().create_future()
    try: fut.result()
    except asyncio.InvalidStateError as e: print(type(e).__name__, e)
    fut.add_done_callback(lambda f: print("cb", f.result()))
    fut.set_result(3)
    try: fut.set_result(3)
    except asyncio.InvalidStateError as e: print(type(e).__name__)
    print(await fut)
    print(asyncio.current_task().get_name(), len(asyncio.all_tasks()))
    t = asyncio.create_task(f(), name="n")
    print(t.get_name())
    loop = asyncio.get_running_loop()
    h = loop.call_later(0.01, print, "later", 1)
    h2 = loop.call_later(0.01, print, "never")
    h2.cancel()
    loop.call_soon(print, "soon")
    await asyncio.sleep(0.02)
try: asyncio.run(main())
except Exception as e: print("E", repr(e))
async def lost():
    raise ValueError("lost")
async def m2():
    asyncio.create_task(lost())
    await asyncio.sleep(0.01)
    raise KeyError(1)
try: asyncio.run(m2())
except KeyError as e: print(repr(e))
try: asyncio.run(5)
except ValueError as e: print(e)
async def m3():
    try: asyncio.run(m3())
    except RuntimeError as e: print(e)
asyncio.run(m3())
async def m4():
    raise SystemExit(3)
try: asyncio.run(m4())
except SystemExit as e: print("exit", e.args)
try: asyncio.get_running_loop()
except RuntimeError as e: print(e)
try: asyncio.current_task()
except RuntimeError as e: print(e)
