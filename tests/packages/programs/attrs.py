import attr, attrs
from attrs import define, field, validators, asdict, evolve, frozen
@define
class P:
    x: int = field(validator=validators.instance_of(int))
    y: int = 2
    zs: list = field(factory=list)
@frozen(order=True)
class F:
    a: str
    b: float = 1.5
p = P(1); print(p, asdict(p), evolve(p, y=5), P(1)==p)
try: P("a")
except TypeError as e: print(str(e)[:60])
print(sorted([F("b"),F("a")]), hash(F("a"))==hash(F("a")))
try: F("a").a = 3
except attrs.exceptions.FrozenInstanceError as e: print(type(e).__name__)
print([f.name for f in attrs.fields(P)])
