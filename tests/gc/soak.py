# Makes and drops objects of every kind, at random, for as many rounds as sys.argv[1] says.
import random
import sys
from collections import OrderedDict, deque, namedtuple

rounds, seed = int(sys.argv[1]), int(sys.argv[2])
random.seed(seed)
Point = namedtuple("Point", ("x", "y"))


class Node:
    def __init__(self, value, next=None):
        self.value, self.next = value, next

    def __eq__(self, other):
        return [self.value] == [other.value]

    def __hash__(self):
        return hash(str(self.value))


def numbers(n):
    for i in range(n):
        yield [i] * (i % 7)


def lists(n):
    data = [[random.random(), str(i)] for i in range(n)]
    data.sort(key=lambda pair: (-pair[0], [pair[1]]))
    return len(data) == n and all(a[0] >= b[0] for a, b in zip(data, data[1:]))


def dicts(n):
    data = {Node(i): {str(i): (i, [i])} for i in range(n)}
    return all(data[Node(i)][str(i)][1] == [i] for i in range(n))


def strings(n):
    text = ",".join("%d-%s" % (i, "x" * (i % 9)) for i in range(n))
    return [int(part.split("-")[0]) for part in text.split(",")] == list(range(n))


def chains(n):
    head = None
    for i in range(n):
        head = Node(i, head)
    seen = 0
    while head:
        seen, head = seen + head.value, head.next
    return seen == n * (n - 1) // 2


def generators(n):
    return sum(len(item) for item in map(list, numbers(n))) == sum(i % 7 for i in range(n))


def exceptions(n):
    caught = []
    for i in range(n):
        try:
            raise ValueError(["message", i])
        except ValueError as error:
            caught.append(error.args[0][1])
    return caught == list(range(n))


def integers(n):
    value = 3**n
    return (value * value) // value == value and int(str(value)) == value


def programs(n):
    names = {}
    exec("def f(a, b=[%d]):\n    return [a] + b + [x for x in range(%d)]" % (n, n), names)
    return names["f"]("a")[1] == n


def collections(n):
    queue = deque((), n + 1)
    order = OrderedDict()
    for i in range(n):
        queue.append(Point(i, [i]))
        order[str(i)] = bytearray(i % 50)
    return queue.popleft().y == [0] and len(order) == n


KINDS = (lists, dicts, strings, chains, generators, exceptions, integers, programs, collections)
for _ in range(rounds):
    kind, size = random.choice(KINDS), random.randint(1, 60)
    if not kind(size):
        raise AssertionError("%s(%d) went wrong" % (kind.__name__, size))
print("ok")
