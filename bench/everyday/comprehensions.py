# List, set and dict comprehensions, slices and unpacking.

SIZE = 120


def main(size):
    total = 0
    for turn in range(size):
        squares = [i * i for i in range(400)]
        even = [n for n in squares if n % 2 == 0]
        grid = [[row * column for column in range(12)] for row in range(12)]
        flat = [cell for row in grid for cell in row]
        seen = {n % 31 for n in squares}
        index = {n: i for i, n in enumerate(even)}
        first, *rest = squares[::7]
        total += len(seen) + len(index) + first + rest[-1] + sum(flat) + turn
    return total
