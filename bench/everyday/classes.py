# Creates objects, calls methods through inheritance, and uses properties and operators.

SIZE = 5000


class Shape:
    def __init__(self, name):
        self.name = name

    def area(self):
        return 0

    def describe(self):
        return len(self.name) + self.area()


class Rectangle(Shape):
    def __init__(self, width, height):
        super().__init__("rectangle")
        self.width = width
        self.height = height

    def area(self):
        return self.width * self.height

    @property
    def is_square(self):
        return self.width == self.height

    def __add__(self, other):
        return Rectangle(self.width + other.width, self.height)


class Square(Rectangle):
    def __init__(self, side):
        super().__init__(side, side)


def main(size):
    total = squares = 0
    for i in range(size):
        shape = Square(i % 10) if i % 2 else Rectangle(i % 10, 3)
        total += shape.describe()
        if shape.is_square:
            squares += 1
        total += (shape + shape).area()
    return total, squares
