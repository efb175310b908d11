## Generators and iterators

# generators, and `return` in them
def g():
    yield 1
    yield 2
    return 3
it = g()
print(next(it), next(it))
try:
    next(it)
except StopIteration as stop:
    print(stop.value)

# `yield from`
def a():
    x = yield from b()
    yield x
def b():
    yield 1
    return 2
print(list(a()))

# `send`, `throw` and `close`
def g():
    try:
        x = yield 1
        yield x * 2
    except ValueError:
        yield "caught"
    finally:
        print("finally")
a = g(); next(a); print(a.send(5)); a.close()
b = g(); next(b); print(b.throw(ValueError)); b.close()

# generator expressions
print(sum(x * x for x in range(4)), list(x for x in "ab"))

# StopIteration inside a generator becomes RuntimeError
def g():
    raise StopIteration
    yield
try:
    list(g())
    print("ended")
except RuntimeError:
    print("RuntimeError")

# a generator knows its frame and whether it runs
def g(): yield
print(hasattr(g(), "gi_frame"), hasattr(g(), "gi_running"))

# `iter` with a sentinel
values = iter([1, 2, 0, 3])
print(list(iter(lambda: next(values), 0)))

# `next` with a default
print(next(iter([]), "none"))

# `enumerate`, `zip`, `map`, `filter` and `reversed`
print(list(enumerate("ab", 1)), list(zip([1, 2], "ab")), list(map(str, [1])), list(filter(None, [0, 1])), list(reversed([1, 2])))

# `zip` with `strict`
try:
    list(zip([1], [1, 2], strict=True))
except ValueError:
    print("ValueError")

# `map` over several iterables
print(list(map(lambda a, b: a + b, [1, 2], [10, 20])))

# iterators by `__iter__` and `__next__`
class Down:
    def __init__(self, n): self.n = n
    def __iter__(self): return self
    def __next__(self):
        if self.n == 0:
            raise StopIteration
        self.n -= 1
        return self.n
print(list(Down(3)), sum(Down(4)))

# a list that grows while it is iterated
items = [1]
for item in items:
    if item < 4:
        items.append(item + 1)
print(items)

# a dictionary that grows while it is iterated
d = {1: 1}
try:
    for k in d:
        d[k + 1] = 1
        if len(d) > 5:
            break
    print("no error")
except RuntimeError:
    print("RuntimeError")

# `itertools`
from itertools import chain, count, islice
print(list(islice(chain([1], count(5)), 3)))

# `range` has length, indexes, slices and comparison
r = range(0, 10, 3)
print(len(r), r[1], r[1:], 6 in r, r == range(0, 12, 3), r.start, r.step)
