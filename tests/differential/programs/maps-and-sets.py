# Hashes of negative numbers and fractions differ in 32-bit builds of CPython, such as the one here.
seed = [1]
def r(n):
    seed[0] = (seed[0] * 1103515245 + 12345) % 2**31
    return seed[0] // 65536 % n
for t in range(30):
    k = r(3)
    def el():
        return r(1000) if k == 0 else r(50) * 3 if k == 1 else float(r(100))
    a = set()
    b = {el() for _ in range(r(30))}
    for i in range(r(200)):
        op = r(9)
        if op < 5: a.add(el())
        elif op == 5: a.discard(el())
        elif op == 6 and a: a.pop()
        elif op == 7: a.update([el() for _ in range(r(5))])
        else: a |= set([el(), el()])
    print(a, a | b, a & b, a - b, a ^ b, b - a, b | a, a.copy(), set(b), a.union(b, [el()]), frozenset(a))
    a &= b
    print(a)
    b.symmetric_difference_update([el() for _ in range(8)])
    print(b)
    b -= a
    b ^= a
    print(b, a.intersection([el() for _ in range(20)]), b.difference([el() for _ in range(20)]), set({el(): 1 for _ in range(30)}))
# ---
seed = [7]
def r(n):
    seed[0] = (seed[0] * 1103515245 + 12345) % 2**31
    return seed[0] // 65536 % n
class K:
    def __init__(self, n): self.n = n
    def __hash__(self): return self.n % 3
    def __eq__(self, o): return isinstance(o, K) and self.n == o.n
    def __repr__(self): return "K%d" % self.n
for t in range(40):
    kind = r(5)
    def key():
        n = r(60)
        return [n, "k%d" % n, (n, n % 3), K(n), [n, str(n), n / 2, (n,), None][n % 5]][kind]
    d = {}
    for i in range(r(300)):
        op = r(12)
        if op < 6: d[key()] = i
        elif op == 6: d.pop(key(), None)
        elif op == 7 and d: d.popitem()
        elif op == 8: d.setdefault(key(), -i)
        elif op == 9: d.update({key(): i, key(): i})
        elif op == 10 and d: del d[next(iter(d))]
        elif r(20) == 0: d = d.copy() if r(2) else dict(d)
        elif r(30) == 0: d.clear()
        key() in d
    print(len(d), d)
# ---
class A:
    pass
a = A()
for i in range(40): setattr(a, "x%d" % (i * 7 % 40), i)
for i in range(0, 40, 3): delattr(a, "x%d" % i)
a.x0 = 1
print(a.__dict__)
def f(**k): return k
print(f(**{"z%d" % i: i for i in range(20)}), f(b=1, a=2))
print({**{"b": 1}, "a": 2, **{"b": 3}}, dict(b=1, a=2), dict(zip("zyx", range(3))))
class C:
    b = 1
    a = 2
    def m(self): pass
print([n for n in C.__dict__ if len(n) == 1])
# ---
class Bad:
    def __init__(self, d): self.d = d
    def __hash__(self): return hash("k")
    def __eq__(self, o): self.d.clear(); return False
d = {}
d[Bad(d)] = 1
d["k"] = 2
print(len(d), "k" in d)
# ---
for bad in ["{[]}", "{{}: 1}", "{}[[]]", "[] in {'a': 1}", "[] in {}", "[] in set()", "{}.get([])", "set([[]])", "{'a': 1}.pop([])", "hash([])"]:
    try: print(bad, eval(bad))
    except TypeError as e: print(bad, e)

# Views have a length, and are false if there is none.
views = {1: 2, 3: 4}
for view in (views.keys(), views.values(), views.items()):
    print(len(view), bool(view), "full" if view else "empty")
views.clear()
for view in (views.keys(), views.values(), views.items()):
    print(len(view), bool(view), "full" if view else "empty", not view)
