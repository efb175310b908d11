import asyncio


async def tick(n):
    while True:
        print(n, end=" ")
        await asyncio.sleep(0)


async def main(n):
    asyncio.create_task(tick(n))
    for _ in range(3):
        await asyncio.sleep(0)


asyncio.run(main("a"))
print("|", end=" ")
asyncio.run(main("b"))
print()


async def cleans():
    try:
        await asyncio.sleep(9)
    finally:
        print("cleaned")


async def leaves():
    asyncio.create_task(cleans())
    await asyncio.sleep(0)


asyncio.run(leaves())


async def fails():
    asyncio.create_task(cleans())
    await asyncio.sleep(0)
    1 / 0


try:
    asyncio.run(fails())
except ZeroDivisionError as error:
    print(repr(error))


async def f():
    return 5


async def nested():
    c = f()
    try:
        print("got", asyncio.run(c))
    except RuntimeError as error:
        print(error)
    await c
    await asyncio.sleep(0)
    return 7


print(asyncio.run(nested()))

for loop_of in (lambda c: list(c), lambda c: [x for x in c], lambda c: next(c), lambda c: iter(c)):
    c = f()
    try:
        loop_of(c)
    except TypeError as error:
        print(error)
    c.close()

for source in ("async def g(): yield from []", "def g(): await f()", "await f()", "x = [await f() for _ in 'a']"):
    try:
        exec(source)
    except SyntaxError:
        print("SyntaxError")


class Manager:
    async def __aenter__(self):
        print("enter")
        return 1

    async def __aexit__(self, *args):
        print("exit", args[0])
        return True


async def uses():
    async with Manager() as m, Manager() as n:
        print(m, n)
        raise ValueError("swallowed")
    return "end"


print(asyncio.run(uses()))


async def deadline():
    loop = asyncio.get_running_loop()
    future = loop.create_future()
    loop.call_later(0.001, future.set_result, "late")
    print(await future)
    loop.call_soon(lambda: 1 / 0)
    loop.set_exception_handler(lambda loop, context: print("handled", repr(context["exception"])))
    await asyncio.sleep(0)
    task = asyncio.create_task(f())
    task.add_done_callback(lambda t: print("done", t.result()))
    await task
    await asyncio.sleep(0)


asyncio.run(deadline())
