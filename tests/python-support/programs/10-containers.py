## Lists, tuples, dictionaries and sets

# list methods
a = [3, 1, 2]
a.append(4); a.extend([5]); a.insert(0, 9); a.remove(1); a.reverse()
print(a, a.pop(), a.pop(0), a.index(2), a.count(3), a.copy())
a.clear()
print(a)

# slices with steps of a list
a = list(range(10))
print(a[::3], a[::-2], a[-2:], a[5:2:-1])

# assignment to slices
a = [1, 2, 3, 4]
a[1:3] = ["x"]
print(a)
a[:0] = [0]
print(a)

# assignment to slices with a step
a = [1, 2, 3, 4]
a[::2] = [9, 9]
print(a)

# `del` of slices
a = [0, 1, 2, 3, 4]
del a[1:3]
print(a)

# `del` of slices with a step
a = [0, 1, 2, 3, 4]
del a[::2]
print(a)

# sorting, with `key` and `reverse`
print(sorted([3, 1, 2]), sorted(["b", "A", "c"], key=lambda s: s.lower()), sorted([1, 3, 2], reverse=True), sorted({"b": 1, "a": 2}))

# sorting is stable: what compares equal keeps its order
print(sorted(["bb", "a", "cc", "d", "aa"], key=len))

# sorting what cannot be compared
try:
    sorted([1, "a"])
except TypeError:
    print("TypeError")

# comparison of lists and tuples
print([1, 2] < [1, 3], (1, 2) == (1, 2), [1] == (1,), (1, 2) < (1, 2, 3), [1, [2]] == [1, [2]])

# tuples
t = (1, 2, 3)
print(t[1:], t + (4,), t * 2, t.index(2), t.count(1), (1,), (), hash(t) == hash((1, 2, 3)))

# tuples cannot be changed
t = (1, 2)
try:
    t[0] = 3
except TypeError:
    print("TypeError")

# dictionaries keep the order of insertion
d = {}
for k in "zebra":
    d[k] = 1
print(list(d))

# dictionaries keep their order, also after deletions and many insertions
d = {i: i for i in range(20)}
del d[3]
d[3] = 3
print(list(d) == [i for i in range(20) if i != 3] + [3])

# the order in which a dictionary prints
print({"b": 1, "a": 2, "c": [3]}, dict(x=1, a=2))

# dictionary methods
d = {"a": 1, "b": 2}
print(d.get("x", 0), d.pop("a"), d.setdefault("c", 3), sorted(d.items()), "b" in d, len(d))
d.update({"d": 4}, e=5)
print(sorted(d.keys()), sum(d.values()), dict([("k", 1)]), dict.fromkeys("a", 0))

# `popitem` takes the newest
d = {"a": 1, "b": 2, "c": 3}
print(d.popitem())

# merging dictionaries with `|`
print({"a": 1} | {"a": 2, "b": 3})

# views of dictionaries: sets and comparison
d = {"a": 1, "b": 2}
print(d.keys() & {"a"}, d.items() >= {("a", 1)})

# views of dictionaries follow changes
d = {"a": 1}
keys = d.keys()
d["b"] = 2
print(sorted(keys))

# the length of a view of a dictionary
print(len({"a": 1}.keys()))

# how a view of a dictionary prints
print({"a": 1}.keys(), {"a": 1}.items())

# `reversed` of a dictionary
print(list(reversed({"a": 1, "b": 2})))

# keys of several types
d = {1: "int", "1": "str", (1, 2): "tuple", None: "none", 1.5: "float", True: "bool"}
print(len(d), d[1], d[(1, 2)])

# unhashable keys
for key in ([], {}, set()):
    try:
        {key: 1}
    except TypeError:
        print("TypeError")

# sets
a, b = {1, 2, 3}, {2, 3, 4}
print(sorted(a & b), sorted(a | b), sorted(a - b), sorted(a ^ b), a < {1, 2, 3, 4}, {1} <= a, a.isdisjoint({9}), a == {3, 2, 1})

# set methods
s = {1, 2}
s.add(3); s.discard(9); s.remove(1); s.update([7, 8])
print(sorted(s), sorted(s.union([1])), sorted(s.intersection([2])), s.issubset(range(10)), len(s.copy()))

# the order in which small sets of numbers print
print({3, 1, 2}, set("a"), set())

# frozen sets, also as keys
f = frozenset([1, 2])
print({f: "x"}[frozenset([2, 1])], isinstance(f, set), sorted(f | {3}))

# how a frozen set prints
print(frozenset([1]))

# `collections.deque`
from collections import deque
d = deque([1, 2, 3], 5)
d.append(4); d.appendleft(0)
print(list(d), d.popleft(), d.pop(), len(d), d[0])

# `deque` without a limit
from collections import deque
print(len(deque([1, 2, 3])))

# `deque.rotate`
from collections import deque
d = deque([1, 2, 3], 5)
d.rotate(1)
print(list(d))

# `collections.OrderedDict`
from collections import OrderedDict
d = OrderedDict([("b", 1), ("a", 2)])
print(list(d), d.popitem())

# `OrderedDict.move_to_end`
from collections import OrderedDict
d = OrderedDict([("b", 1), ("a", 2)])
d.move_to_end("b")
print(list(d))

# `collections.Counter`
from collections import Counter
print(Counter("aab").most_common(1))

# `collections.defaultdict`
from collections import defaultdict
d = defaultdict(list)
d["a"].append(1)
print(d["a"])

# `heapq` and `bisect`
import heapq
h = [5, 1, 4]
heapq.heapify(h)
heapq.heappush(h, 0)
print(heapq.heappop(h), heapq.heappop(h))

# `heapq.nsmallest` and `merge`
import heapq
print(heapq.nsmallest(2, [3, 1, 2]))

# `bisect.bisect`
import bisect
print(bisect.bisect([1, 3, 5], 3))

# a list that contains itself prints
a = [1]
a.append(a)
try:
    print(len(repr(a)) > 0)
except RuntimeError:
    print("RuntimeError")

# `any`, `all`, `len`, `sum` and `sorted` of iterators
print(any([0, 1]), all([]), sum(range(5)), sorted({3, 1}), list(zip(*[(1, 2), (3, 4)])))

# `is` of small integers, None and the empty tuple
print(1 is 1, None is None, () is (), [] is [])

# `copy.deepcopy`
import copy
a = [[1]]
b = copy.deepcopy(a)
b[0].append(2)
print(a, b)
