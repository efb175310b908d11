# Deques: without a limit and with one, all methods, and what they refuse.
from collections import deque


def attempt(function):
    try:
        print(function())
    except Exception as error:
        print(type(error).__name__, error)


q = deque([1, 2, 3])
q.append(4)
q.appendleft(0)
print(q, q.pop(), q.popleft(), len(q), q[0], q[-1], 2 in q, 9 in q, list(q), list(reversed(q)), bool(q), q.maxlen)
q.rotate()
print(q)
q.rotate(-2)
print(q)
q.rotate(100)
q.extend("ab")
q.extendleft("xy")
print(q, q.count("a"), q.index("a"), q.index(3, 2), q.copy())
q.remove("a")
q.insert(1, "I")
q.insert(-1, "J")
q.insert(100, "K")
q.reverse()
print(q)
del q[0]
q[0] = "Z"
q[-1] = "E"
print(q)
q.extend(q)
q += q
print(len(q), q == q.copy(), q != deque(), deque([1]) + deque([2]), deque([1]) < deque([2]), deque([1]) == [1])
q.clear()
print(q, deque(), deque("abc", 2), deque(maxlen=2), deque(iterable=[1], maxlen=1), repr(deque([deque("a")])))

limited = deque(maxlen=3)
for i in range(5):
    limited.append(i)
print(limited, limited.maxlen, limited.copy())
limited.appendleft(9)
print(limited)
limited.extend([7, 8])
limited.rotate(1)
print(limited)
none = deque([1, 2], 0)
none.append(3)
none.appendleft(3)
print(none, len(none))

attempt(lambda: deque().pop())
attempt(lambda: deque().popleft())
attempt(lambda: deque([1])[5])
attempt(lambda: deque([1])[-2])
attempt(lambda: deque(5))
attempt(lambda: deque([], -1))
attempt(lambda: deque([1]).remove(2))
attempt(lambda: deque([1]).index("a"))
attempt(lambda: limited.insert(0, 1))


def grows():
    for item in q:
        q.append(item)


q = deque([1, 2])
attempt(grows)


class Queue(deque):
    def push(self, item):
        self.append(item)
        return self


print(Queue([1]).push(2).pop(), len(Queue("abc")), list(Queue("abc")), Queue([1]) == deque([1]), deque([1]) == Queue([1]))

ring = deque(range(100))
for _ in range(1000):
    ring.append(ring.popleft())
for _ in range(250):
    ring.appendleft(ring.pop())
print(list(ring)[:5], len(ring))
mixed = deque()
for i in range(1000):
    (mixed.append if i % 3 else mixed.appendleft)(i)
print(sum(mixed), mixed[0], mixed[-1], mixed[500])
print([mixed.popleft() for _ in range(300)][-1], [mixed.pop() for _ in range(300)][-1], len(mixed))

graph = {"a": "bc", "b": "d", "c": "d", "d": ""}
seen, queue = ["a"], deque(["a"])
while queue:
    for node in graph[queue.popleft()]:
        if node not in seen:
            seen.append(node)
            queue.append(node)
print(seen, type(queue))
try:
    hash(deque())
except TypeError:
    print("no hash")
