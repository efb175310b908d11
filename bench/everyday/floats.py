# Integrates, and simulates a spring: float arithmetic and the math module.

import math

SIZE = 20000


def main(size):
    area = 0.0
    step = 1.0 / size
    for i in range(size):
        x = (i + 0.5) * step
        area += math.sqrt(1.0 - x * x) * step
    position, speed = 1.0, 0.0
    for _ in range(size):
        speed -= position * 0.001
        position += speed * 0.001
        if abs(position) > 2.0:
            position = math.sin(position)
    return int(area * 4e6), int(position * 1e6)
