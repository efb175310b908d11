# Factorials, powers and Fibonacci numbers of hundreds of digits.

SIZE = 1100


def main(size):
    factorial = 1
    for i in range(1, size):
        factorial *= i
    a, b = 0, 1
    for _ in range(size * 8):
        a, b = b, a + b
    remainder = 0
    for i in range(1, size * 2):
        remainder += (factorial // (i * i + 1)) % 10007
    power = pow(3, size * 4, 2**127 - 1)
    return factorial % 1000003, a % 1000003, remainder, power
