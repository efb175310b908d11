from __future__ import annotations
from typing import List, Dict, Optional, TypeVar, Generic, Union, Callable, Any, cast, NewType, Protocol, Tuple, Literal, Final, TYPE_CHECKING
import typing as t
T = TypeVar("T")
K = TypeVar("K", bound="Foo")
Vector = List[float]
Json = Union[Dict[str, "Json"], List["Json"], str, int, None]
class Stack(Generic[T]):
    def __init__(self) -> None:
        self.items: List[T] = []
    def push(self, x: T) -> None: self.items.append(x)
    def pop(self) -> Optional[T]: return self.items.pop() if self.items else None
s = Stack[int]()
s.push(3); print(s.pop(), s.pop())
class P(Protocol):
    def area(self) -> float: ...
class Sq:
    def area(self): return 4
def f(p: P, *, n: t.Optional[int] = None) -> "t.List[int]": return p.area()
print(f(Sq()))
try: P()
except TypeError as e: print(e)
class Impl(P):
    def __init__(self, a): self.a = a
    def area(self): return self.a
print(Impl(5).area())
U = NewType("U", int)
print(U(5) + 1)
print(cast("List[int]", [1]))
X = int | None if False else Optional[int]
H: Final = 3
print(H, TYPE_CHECKING)
class Q(Generic[T], Sq): pass
print(Q[int]().area())
def g(x: int) -> List[int]:
    y: Dict[str, int] = {}
    z: Callable[[int], Any]
    return [x]
print(g(1))


class Shape(Protocol[T]):
    def area(self) -> float: ...


class Pair(Generic[T, K]):
    def __init__(self, first: T, second: K):
        self.first, self.second = first, second

    def swap(self) -> Pair[K, T]:
        return Pair(self.second, self.first)


pair = Pair[int, str](1, "a").swap()
print(pair.first, pair.second, isinstance(pair, Pair), isinstance(Impl(1), Generic))
Table: t.TypeAlias = "dict[str, list[int]]"
Rows = t.List[t.Tuple[int, ...]]
Maybe = t.Union[Rows, None]
Number = t.TypeVar("Number", int, float)


@t.final
class Leaf:
    @t.override
    def value(self, of: t.ClassVar[t.Annotated[int, "x"]] = 4) -> t.Literal["a", 'b']:
        return of


print(Leaf().value(), t.Text("x"), t.cast(int, "4"))
for wrong in ("t.nothing", "t.List.nothing", "isinstance(1, t.Any)"):
    try:
        eval(wrong)
    except (AttributeError, TypeError) as error:
        print(type(error).__name__)
