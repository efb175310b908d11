class A:
    def __eq__(self,o): return True
try:
    hash(A()); print("hashable")
except TypeError: print("TE")
try: {A():1}; print('ok')
except TypeError: print("TE")
# ---
class A:
    def __hash__(self): return 1
class B(A):
    def __eq__(self,o): return True
try:
    hash(B()); print("hashable")
except TypeError: print("TE")
# ---
class X: pass
class A(X): pass
class B(X): pass
class C(A,B): pass
print([c.__name__ for c in C.__mro__])
# ---
class Base:
    def f(self): return "Base"
class A(Base):
    def f(self): return "A" + super().f()
class B(Base):
    def f(self): return "B" + super().f()
class C(A,B):
    def f(self): return "C" + super().f()
print(C().f())
# ---
class Base:
    def f(self): return "Base"
class A(Base): pass
class B(Base):
    def f(self): return "B"
class C(A,B): pass
print(C().f())
# ---
class A: pass
class B(A): pass
try:
    class C(A,B): pass
    print("made")
except TypeError as e: print("TE")
# ---
class D:
    def __set_name__(self, owner, name): self.name = name; print("set_name", owner.__name__, name)
    def __get__(self, obj, typ=None): return self.name
class A:
    x = D()
    y = D()
print(A.x, A().y)
# ---
class P:
    def __init_subclass__(cls, /, tag=None, **kw): 
        super().__init_subclass__(**kw); cls.tag=tag; print(cls.__name__, tag)
class Q(P, tag=5): pass
class R(P): pass
print(Q.tag, R.tag)
# ---
class G:
    def __class_getitem__(cls, item): return (cls.__name__, item)
print(G[int], G[1,2])
# ---
class V:
    def __init__(self,x): self.x=x
    def __add__(self,o): return V(self.x+(o.x if isinstance(o,V) else o))
    def __radd__(self,o): return V(self.x+o)
    def __rsub__(self,o): return V(o-self.x)
    def __mul__(self,o): return NotImplemented
    def __rmul__(self,o): return V(o*self.x)
    def __repr__(self): return f"V({self.x})"
    def __neg__(self): return V(-self.x)
    def __matmul__(self,o): return "mm"
    def __floordiv__(self,o): return "fd"
    def __rtruediv__(self,o): return "rtd"
    def __rpow__(self,o): return "rp"
    def __pow__(self,o,m=None): return ("pow",o,m)
    def __divmod__(self,o): return "dm"
    def __rdivmod__(self,o): return "rdm"
    def __lshift__(self,o): return "ls"
    def __rlshift__(self,o): return "rls"
    def __rand__(self,o): return "rand"
    def __invert__(self): return "inv"
    def __abs__(self): return "abs"
    def __round__(self,n=None): return ("round",n)
    def __int__(self): return 5
    def __float__(self): return 5.5
    def __index__(self): return 2
    def __bool__(self): return False
    def __len__(self): return 3
    def __contains__(self,x): return x==1
    def __iter__(self): return iter([1,2])
    def __reversed__(self): return "rev"
    def __format__(self,s): return "fmt"+s
    def __call__(self,*a,**k): return (a,k)
print(V(1)+2, 2+V(1), 5-V(1), 3*V(2), -V(1), sum([V(1),V(2)]))
for f in ["V(1)@1","V(1)//2","1/V(1)","2**V(1)","V(1)**2","pow(V(1),2,3)","divmod(V(1),2)","divmod(2,V(1))","V(1)<<1","1<<V(1)","1&V(1)","~V(1)","abs(V(1))","round(V(1))","round(V(1),2)","int(V(1))","float(V(1))","[1,2,3][V(1)]","bool(V(1))","len(V(1))","1 in V(1)","list(V(1))","reversed(V(1))","format(V(1),'x')","f'{V(1):abc}'","V(1)(1,a=2)","V(1)*2","hex(V(1))","'x'*V(1)","range(V(1))", "V(1)==V(1)", "V(1)!=V(1)", "not V(1)", "[1,2]*V(1)", "bin(V(2))", "str(V(1))", "1.5+V(1)","1.5*V(2)"]:
    try: print(f, eval(f))
    except Exception as e: print(f, type(e).__name__)
# ---
class L(list):
    def total(self): return sum(self)
    def append(self,x): super().append(x*2)
l=L([1,2,3]); l.append(5); print(l, l.total(), len(l), isinstance(l,list), l==[1,2,3,10], l[1:], type(l[1:]), l+[1], sorted(l), list(reversed(l)), 3 in l)
l.extend([1]); l.insert(0,9); l.sort(); print(l, repr(l), str(l), l.index(9), l.count(1), l.pop(), [x for x in l])
l[0]=100; del l[1]; print(l); l+=[5]; print(l, type(l)); print(type(l*2), type(l.copy()))
# ---
class D(dict):
    def __missing__(self,k): return k*2
    def __getitem__(self,k):
        return ("got", dict.__getitem__(self,k))
d=D(a=1); print(d, d["a"], d.get("a"), len(d), list(d.items()))
# ---
class D(dict):
    def __missing__(self,k): self[k]=v=len(self); return v
d=D(); print(d["x"], d["y"], d["x"], d, isinstance(d,dict), dict(d), {**d}, "x" in d, d=={"x":0,"y":1})
# ---
class D(dict):
    def __setitem__(self,k,v): super().__setitem__(k.upper(), v)
    def update(self,*a,**k):
        for x,y in dict(*a,**k).items(): self[x]=y
d=D(); d["a"]=1; d.update(b=2); print(d, d.keys(), d.pop("A"), d.setdefault("q",5), d)
for k in d: print(k)
for k,v in d.items(): print(k,v)
# ---
class S(str):
    def shout(self): return self.upper()+"!"
s=S("abc"); print(s, s.shout(), s+"d", type(s+"d"), s[0], len(s), s=="abc", "a" in s, s.upper(), {s:1}, {"abc":2}[s], f"{s:>5}", "%s"%s, "x".join([s,s]), s.split("b"), isinstance(s,str), repr(s), hash(s)==hash("abc"), s<"abd", "z"+s, s*2, s%())
# ---
class I(int):
    def dbl(self): return self*2
    def __repr__(self): return f"I({int(self)})"
i=I(5); print(i, i.dbl(), i+1, type(i+1), i==5, hash(i)==hash(5), [1,2,3,4,5,6][i], i<6, 6>i, max(i,3), range(i), f"{i}", "%d"%i, str(i), bool(I(0)), -i, abs(I(-3)), i//2, i%3, 2**i, divmod(i,2), i.bit_length(), int(i), float(i), isinstance(i,int), 5==i, {5:1}[i])
# ---
class F(float):
    pass
f=F(2.5); print(f, f+1, f*2, type(f), isinstance(f,float), f==2.5, round(f), int(f), f.is_integer(), repr(f))
# ---
class T(tuple):
    def __new__(cls,*a): return super().__new__(cls,a)
    def s(self): return sum(self)
t=T(1,2,3); print(t, t.s(), len(t), t[0], t[1:], t==(1,2,3), hash(t)==hash((1,2,3)), {t:1}, t+(4,), isinstance(t,tuple)); a,b,c=t; print(a,b,c)
# ---
class MyErr(Exception):
    def __init__(self, code, msg="m"):
        super().__init__(msg); self.code=code
    def __str__(self): return f"[{self.code}] {self.args[0]}"
try: raise MyErr(5,"bad")
except MyErr as e: print(e, repr(e), e.args, e.code, str(e))
class E2(ValueError): pass
try: raise E2("a","b")
except ValueError as e: print(e, repr(e), e.args, type(e), isinstance(e,Exception))
class E3(KeyError): pass
try: raise E3("k")
except KeyError as e: print(e, str(e), repr(e))
# ---
class St(set):
    def addall(self,*x):
        for i in x: self.add(i)
s=St([1,2]); s.addall(3,4); print(s, len(s), 3 in s, s|{9}, s=={1,2,3,4}, sorted(s))
# ---
class A:
    @property
    def x(self): return self._x
    @x.setter
    def x(self,v): self._x=v*2
    @x.deleter
    def x(self): print("del"); del self._x
    @staticmethod
    def s(a): return a
    @classmethod
    def c(cls,a): return cls.__name__, a
a=A(); a.x=5; print(a.x, A.s(1), a.s(2), A.c(1), a.c(2)); del a.x; print(hasattr(a,"x"))
class B(A):
    @A.x.getter
    def x(self): return "B"+str(self._x)
b=B(); b.x=4; print(b.x)
print(A.x.fget.__name__, type(A.x).__name__, A.__dict__["s"].__class__.__name__)
# ---
class A:
    @property
    def x(self): return 1
try: A().x=2
except AttributeError as e: print("AE")
# ---
class Desc:
    def __get__(self,o,t): return ("get", o is None)
    def __set__(self,o,v): print("set",v)
    def __delete__(self,o): print("delete")
class A: d=Desc()
a=A(); a.d=5; print(a.d, A.d); del a.d; print(a.__dict__)
# ---
class A:
    def __getattr__(self,n): return "ga_"+n
    def __setattr__(self,n,v): object.__setattr__(self,n,v); print("sa",n)
    def __delattr__(self,n): print("da",n)
a=A(); a.x=1; print(a.x,a.y); del a.x
# ---
class A:
    def __getattribute__(self,n): return "gab_"+n
print(A().foo)
# ---
class A:
    __slots__=("x","y")
a=A(); a.x=1
try: a.z=2; print("no error")
except AttributeError: print("AE")
# ---
class M(type):
    def __new__(m,name,bases,ns): ns["added"]=1; return super().__new__(m,name,bases,ns)
    def __call__(cls,*a): print("call"); return super().__call__(*a)
    @property
    def p(cls): return "p"
class A(metaclass=M): pass
print(A.added, A(), A.p)
# ---
class A:
    def __new__(cls, *a):
        o=super().__new__(cls); o.n=a; return o
    def __init__(self,*a): self.i=a
a=A(1,2); print(a.n,a.i)
class Single:
    _i=None
    def __new__(cls):
        if cls._i is None: cls._i=super().__new__(cls)
        return cls._i
print(Single() is Single())
# ---
class A:
    x=1
    def f(self): return self.x
    g=lambda self: self.x+1
    class Inner: y=2
    l=[i for i in range(3)]
print(A().f(), A().g(), A.Inner.y, A.l, A.__name__, A.__qualname__, A.Inner.__qualname__, A.f.__name__, A.__module__, A.__doc__, A.__bases__)
# ---
class A:
    "doc"
    def f(self):
        "fdoc"
print(A.__doc__, A.f.__doc__)
def g():
    """gdoc"""
print(g.__doc__, g.__name__, g.__defaults__)
# ---
class A:
    def __enter__(self): print("en"); return self
    def __exit__(self,*a): print("ex", a[0]); return True
with A() as a: raise ValueError
with A() as x, A() as y: print(x is y)
with (A() as x, A() as y): print(1)
# ---
class A:
    def __lt__(self,o): return "lt"
    def __gt__(self,o): return "gt"
    def __le__(self,o): return "le"
    def __ne__(self,o): return "ne"
    def __eq__(self,o): return "eq"
print(A()<A(), A()>1, 1<A(), A()<=1, A()!=1, A()==1, 1==A(), 1!=A())
class B:
    def __eq__(self,o): return NotImplemented
print(B()==B(), B()!=1)
class C:
    def __eq__(self,o): return True
print(C()!=1, C()==2)
# ---
class A:
    def __repr__(self): return "R"
print(A(), [A()], str(A()), f"{A()}", "%s"%A(), {1:A()}, (A(),))
class B:
    def __str__(self): return "S"
print(B(), str(B()), f"{B()}")
print([type(B()).__name__])
# ---
class A: pass
a=A(); a.x=1; setattr(a,"y",2); print(getattr(a,"z",3), vars(a), a.__class__.__name__, hasattr(a,"x"), delattr(a,"x"), a.__dict__)
print(isinstance(1,(int,str)), issubclass(bool,int), callable(A), callable(1), type(1) is int, isinstance(True,int), type(a)==A)
# ---
from collections import namedtuple
P=namedtuple("P","x y"); p=P(1,2); print(p, p.x, p._replace(x=5), p._asdict(), P._fields, p==(1,2), P._make([3,4]), P(x=1,y=2))
P2=namedtuple("P2",["a","b"],defaults=[5]); print(P2(1))
# ---
class C:
    n=0
    def __init__(self): C.n+=1; self.n+=10
c=C(); print(C.n,c.n)
class Cnt:
    def __iter__(self): self.i=0; return self
    def __next__(self):
        self.i+=1
        if self.i>3: raise StopIteration
        return self.i
print(list(Cnt()), max(Cnt()), sum(Cnt()), [*Cnt()], tuple(Cnt()))
class GI:
    def __getitem__(self,i):
        if i>3: raise IndexError
        return i*i
print(list(GI()), 4 in GI(), list(reversed([1,2])))
# ---
class Sl:
    def __getitem__(self,k): return k
print(Sl()[1:2], Sl()[::2], Sl()[1,2], Sl()[1:2,::3], Sl()[...], Sl()[None:5])
# ---
class A:
    def __init__(self): self.a=1
class B:
    def __init__(self): self.b=1
class C(A,B):
    def __init__(self): A.__init__(self); B.__init__(self)
print(vars(C()))
class A:
    def __init__(self,**k): print("A",k)
class B:
    def __init__(self,b=0,**k): super().__init__(**k) if k else None; print("B",b)
class C(B,A): pass
C(b=1,c=2)
# ---
print(type.__call__ is not None, object().__class__, type(type), type("X",(object,),{"a":1})().a, type("Y",(),{}).__name__)
# ---
class A:
    def m(self): return 1
a=A(); f=a.m; print(f(), f.__self__ is a, A.m(a), f.__func__ is A.m, a.m==a.m)
# ---
class A:
    x: int = 5
    y: str
print(A.x, A.__annotations__)
def f(a:int, b:str="x") -> float: pass
print(f.__annotations__)
# ---
class A:
    def __del__(self): print("del")
import gc
# ---
class Temp:
    def __init__(self, c): self._c = c
    @property
    def f(self): return self._c * 9/5 + 32
    def __eq__(self, o): return isinstance(o, Temp) and self._c == o._c
    def __hash__(self): return hash(self._c)
    def __lt__(self, o): return self._c < o._c
ts=[Temp(5),Temp(1),Temp(3)]; print([t._c for t in sorted(ts)], min(ts)._c, len({Temp(1),Temp(1)}), Temp(1) in ts, ts.index(Temp(3)))
# ---
class Meta(type):
    def __iter__(cls): return iter([1,2,3])
    def __len__(cls): return 3
    def __getitem__(cls,k): return k
    def __contains__(cls,k): return True
class A(metaclass=Meta): pass
print(list(A), len(A), A[5], 1 in A)
# ---
from enum import Enum
class Color(Enum):
    RED=1
print(Color.RED)
# ---
class A:
    def f(self): return __class__.__name__
print(A().f())
class B(A): pass
print(B().f(), super(B, B()).f())
# ---
x = object()
try: x.a=1
except AttributeError: print("AE")
try: (1).a=1
except AttributeError: print("AE")
# ---
class A:
    def f(self): pass
print(A.f.__qualname__)
# ---
class Vec:
    def __init__(s,*a): s.a=a
    def __iadd__(s,o): s.a+=o.a; return s
    def __getitem__(s,i): return s.a[i]
    def __setitem__(s,i,v): print("set",i,v)
    def __delitem__(s,i): print("del",i)
v=Vec(1); v+=Vec(2); print(v.a, v[0], v[-1], v[:]); v[1:2]=3; del v[0]; v["a"]=1
