# seeded random
import random
random.seed(42)
print(random.random(), random.randint(1, 100), random.choice("abcdef"), random.uniform(1, 10), random.randrange(0, 100, 5), random.getrandbits(100), random.getrandbits(7), random.getrandbits(40))
l = list(range(10)); random.shuffle(l); print(l, random.sample(range(100), 5), random.sample(l, 3), random.sample(range(1000), 30), random.choices("abc", k=5), random.choices([1, 2, 3], weights=[10, 1, 1], k=10), random.choices("ab", cum_weights=[1, 3], k=3))
print(*["%.12f" % random.gauss(m, 2) for m in (0, 1, 10)])
for s in (0, 1, -5, 2**40, 10**30, 123456789):
    random.seed(s); print(s, random.random(), random.randint(-10**20, 10**20), [random.randint(1, 6) for _ in range(5)])
random.seed(7); print([random.choice([1, 2]) for _ in range(10)], random.sample(["a", "b", "c"], k=2), sum(random.random() for _ in range(2000)))
for f in (lambda: random.choice([]), lambda: random.randint(5, 1), lambda: random.sample([1], 2), lambda: random.randrange(0), lambda: random.choices([], k=1)):
    try: print(f())
    except Exception as e: print(type(e).__name__)
