# Pipelines of generators, generator expressions and exceptions that end them.

SIZE = 30000


def numbers(count):
    for i in range(count):
        yield i


def pairs(items):
    last = None
    for item in items:
        if last is not None:
            yield last, item
        last = item


def flattened(items):
    for item in items:
        yield from item


def main(size):
    total = sum(a * b % 7 for a, b in pairs(n for n in numbers(size) if n % 3))
    for item in flattened(pairs(numbers(size // 2))):
        total += item & 1
    endless = iter(numbers(size // 4))
    while True:
        try:
            total += next(endless) % 2
        except StopIteration:
            return total
