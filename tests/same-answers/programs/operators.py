# Operators, names and iteration that once gave another answer without an error.
class I(int): pass
class L(list): pass
class D(dict): pass

a = I(5)
a *= 1
print(type(a).__name__)
l = m = L([1])
l *= 2
print(type(l).__name__, l is m, l)
l = m = [1]
l *= 3
print(l is m, l)
print(True | True, True & False, True ^ True, True | 0, [True] == [True | False])
flag = True
flag |= False
print(flag, round(True, -3), type(D.fromkeys([1])).__name__, type(D(a=1).fromkeys("ab")).__name__)


class A:
    def __eq__(self, other): return "A"
    def __lt__(self, other): return "A <"


class B(A):
    def __eq__(self, other): return "B"
    def __gt__(self, other): return "B >"


print(A() == B(), B() == A(), A() < B(), [A()] < [B()])


def f(*args, **kwargs): return args, kwargs
print(f(b=1, *(1, 2)), f(*(1,), c=3, *[4, 5], **{"z": 1}), f(0, x=1, *()))


def outer(x):
    class C:
        x = "class"
        def get(self): return x, self.x
        def make(self):
            class Inner:
                y = x
                def get(self): return x, self.y
            return Inner()
    return C()
print(outer("outer").get(), outer("outer").make().get())


class Outer:
    class Inner:
        __v = 1
        def f(self): return self.__v
    class __Private:
        def name(self): return type(self).__name__, type(self).__qualname__
    def make(self): return self.__Private()
    def __hidden(self): pass
    def hidden(self): return self.__hidden.__name__
print(Outer.Inner().f(), Outer.Inner, Outer().make().name(), Outer().hidden())

d = {1: 1, 2: 2}
try:
    for k in d:
        d[k + 10] = d.pop(k)
except RuntimeError as e:
    print(e)

y = "module"
try:
    class Broken:
        y = "class"
        raise ValueError
except ValueError:
    print(y)


def gen(): yield 1
g = gen()
print(list(g))
try:
    g.throw(ValueError("thrown"))
except ValueError as e:
    print(e)
for i in (5, -5):
    try: del [1, 2][i]
    except IndexError as e: print(e)
    try: [1, 2][i] = 3
    except IndexError as e: print(e)
for call in (lambda: len(), lambda: [].append(), lambda: "".upper(1), lambda: [].pop(1, 2), lambda: divmod(1),
             lambda: sum(["a"], "b"), lambda: list(zip([1], [1, 2], strict=True)),
             lambda: dict([(1, 2, 3)]), lambda: dict([1]), lambda: isinstance(1, 1), lambda: [1] < ["a"]):
    try: call()
    except (TypeError, ValueError) as e: print(type(e).__name__, e)
