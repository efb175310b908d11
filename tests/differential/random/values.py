"""What random expressions are made of, and how their values are shown."""

import re

ADDRESS = re.compile(r"<\w+ object at 0x\w+>")

class L(list): pass
class S(str): pass
class I(int): pass
class F(float): pass
class D(dict): pass
class T(tuple): pass
class B(bytes): pass
class St(set): pass
class Idx:
    def __init__(self, n): self.n = n
    def __index__(self): return self.n
    def __repr__(self): return "Idx(%d)" % self.n
class Int:
    def __init__(self, n): self.n = n
    def __int__(self): return self.n
    def __repr__(self): return "Int(%d)" % self.n
class Flt:
    def __init__(self, n): self.n = n
    def __float__(self): return self.n
    def __repr__(self): return "Flt(%r)" % self.n
class Itr:
    def __init__(self, *a): self.a = a
    def __iter__(self): return iter(self.a)
    def __repr__(self): return "Itr%r" % (self.a,)
class Seq:
    def __init__(self, *a): self.a = a
    def __getitem__(self, i): return self.a[i]
    def __len__(self): return len(self.a)
    def __repr__(self): return "Seq%r" % (self.a,)
class Eq:
    def __init__(self, n): self.n = n
    def __eq__(self, o): return True if self.n else False
    def __hash__(self): return 5
    def __repr__(self): return "Eq(%d)" % self.n
class Ni:
    def __add__(self, o): return NotImplemented
    def __eq__(self, o): return NotImplemented
    def __lt__(self, o): return NotImplemented
    def __repr__(self): return "Ni()"
class Rev:
    def __radd__(self, o): return ("radd", o)
    def __rsub__(self, o): return ("rsub", o)
    def __rmul__(self, o): return ("rmul", o)
    def __rmod__(self, o): return ("rmod", o)
    def __ror__(self, o): return ("ror", o)
    def __rand__(self, o): return ("rand", o)
    def __rpow__(self, o): return ("rpow", o)
    def __rtruediv__(self, o): return ("rtruediv", o)
    def __rfloordiv__(self, o): return ("rfloordiv", o)
    def __rlshift__(self, o): return ("rlshift", o)
    def __gt__(self, o): return ("gt", o)
    def __lt__(self, o): return ("lt", o)
    def __contains__(self, o): return o == 1
    def __repr__(self): return "Rev()"
class Bo:
    def __init__(self, n): self.n = n
    def __bool__(self): return self.n
    def __repr__(self): return "Bo(%r)" % self.n
class Ln:
    def __init__(self, n): self.n = n
    def __len__(self): return self.n
    def __repr__(self): return "Ln(%r)" % self.n
class Key:
    def __getitem__(self, k): return "item %r" % (k,)
    def keys(self): return ["a", "b"]
    def __repr__(self): return "Key()"
class Bad:
    def __iter__(self): raise ValueError("bad iter")
    def __repr__(self): return "Bad()"
class Fm:
    def __format__(self, spec): return "<" + spec + ">"
    def __str__(self): return "str"
    def __repr__(self): return "repr"
def gen(*a):
    for x in a: yield x
def M(recv, name, *args, **kw): return getattr(recv, name)(*args, **kw), recv
def IOP(op, a, b):
    ns = {"a": a, "b": b}
    exec("a " + op + " b", ns)
    return ns["a"]
def SETI(a, i, v):
    a[i] = v
    return a
def DELI(a, i):
    del a[i]
    return a


ITERATORS = """generator map filter zip enumerate reversed iterator list_iterator tuple_iterator str_iterator
str_ascii_iterator dict_keys dict_values dict_items range_iterator list_reverseiterator dict_keyiterator
dict_valueiterator dict_itemiterator bytes_iterator bytearray_iterator set_iterator callable_iterator
dict_reversekeyiterator sequence_iterator _deque_iterator odict_keys odict_values odict_items""".split()
FUNCTIONS = """function builtin_function_or_method method_descriptor wrapper_descriptor method-wrapper method closure
bound_method memoryview""".split()


def show(v, depth=0):
    """The type and value of an object, without what differs from run to run."""
    name = type(v).__name__
    if depth > 6: return "deep"
    if isinstance(v, (set, frozenset)):
        return name + "{" + ", ".join(sorted(show(x, depth + 1) for x in v)) + "}"
    if isinstance(v, (list, tuple)) and not hasattr(v, "_fields"):
        return name + "[" + ", ".join(show(x, depth + 1) for x in list(v)[:200]) + "]"
    if type(v) in (dict, D):
        return name + "{" + ", ".join(show(x, depth + 1) + ": " + show(y, depth + 1) for x, y in v.items()) + "}"
    if name in ITERATORS:
        items = []
        for x in v:
            items.append(x)
            if len(items) > 50: break
        return "items " + ", ".join(sorted(show(x, depth + 1) for x in items))
    if name in FUNCTIONS: return "a function"
    return name + " " + ADDRESS.sub("<object>", repr(v))
