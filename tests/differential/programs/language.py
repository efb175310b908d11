def gen():
    x = yield 1
    print("got", x)
    try:
        y = yield 2
    except ValueError as e:
        print("caught", e); yield 99
    finally:
        print("fin")
g = gen(); print(next(g)); print(g.send("a")); print(g.throw(ValueError("v"))); g.close()
def sub():
    r = yield from [1,2]
    return "ret"
def main():
    v = yield from sub(); print("v", v); yield 3
print(list(main()))
def inf():
    n=0
    while True: yield n; n+=1
from itertools import islice
# ---
def inf():
    n=0
    while True:
        yield n
        n+=1
def take(n,it):
    return [x for _,x in zip(range(n),it)]
print(take(5,inf()))
g=(x*x for x in range(4)); print(next(g), list(g), list(g))
try: next(g)
except StopIteration: print("stop")
def g2():
    return 5
    yield
try: next(g2())
except StopIteration as e: print("value", e.value)
# ---
def f(a, b=2, *args, c, d=4, **kw): return (a,b,args,c,d,kw)
print(f(1,c=3), f(1,2,3,4,c=5,e=6), f(*[1,2],**{"c":3}))
for bad in ["f()","f(1)","f(1,2,3)","f(1,c=1,a=2)"]:
    try: eval(bad); print("no")
    except TypeError: print("TE")
def g(*, k): return k
try: g(1)
except TypeError: print("TE")
print((lambda *a, **k: (a,k))(1,2,x=3))
def h(a, /, b): return a+b
print(h(1,b=2))
def dflt(x=[]): x.append(1); return x
print(dflt(), dflt())
# ---
def outer():
    x = 1
    def inner():
        nonlocal x
        x += 1
        return x
    return inner
i = outer(); print(i(), i(), i())
fs = [lambda: i for i in range(3)]; print([f() for f in fs])
fs = [lambda i=i: i for i in range(3)]; print([f() for f in fs])
x = 10
def sh():
    try: print(x)
    except UnboundLocalError: print("ULE")
    x = 5
try: sh()
except NameError as e: print("NE")
def gl():
    global zz
    zz = 3
gl(); print(zz)
# ---
try:
    try: raise ValueError("a")
    except ValueError as e: raise KeyError("b") from e
except KeyError as e: print(repr(e), repr(e.__cause__))
# ---
def f():
    try: return "try"
    finally: print("finally")
print(f())
def g():
    for i in range(3):
        try:
            if i==1: continue
            if i==2: break
            print("body", i)
        finally: print("f", i)
    else: print("else")
g()
try: 1/0
except (ValueError, ZeroDivisionError) as e: print(type(e).__name__)
else: print("else")
finally: print("fin")
try: pass
except: pass
else: print("else")
def h():
    try: raise ValueError
    except ValueError: return 1
    finally: return 2
print(h())
try: assert 1==2, "msg"
except AssertionError as e: print(e)
try: raise ValueError
except ValueError as e: print(repr(e), e.args)
try:
    raise Exception("a","b")
except Exception as e: print(e)
e=None
try: raise RuntimeError("x")
except RuntimeError as e: pass
try: print(e)
except NameError: print("deleted")
# ---
a,b=1,2; a,b=b,a; print(a,b)
a,*b,c=[1,2,3,4]; print(a,b,c)
(a,b),c=(1,2),3; print(a,b,c)
[a,[b,c]]=[1,[2,3]]; print(a,b,c)
*a,=range(3); print(a)
x=y=z=[]; x.append(1); print(z)
i=0
l=[0,0,0]
i,l[i]=1,5; print(i,l)
for i,(a,b) in enumerate([(1,2),(3,4)]): print(i,a,b)
for a,*b in [(1,2,3),(4,5)]: print(a,b)
d={}; d["x"],d["y"]=1,2; print(d)
n=5; n+=1; n-=2; n*=3; n//=2; n**=2; n%=7; n<<=2; n|=1; n^=3; n&=15; n>>=1; print(n)
if (m:=len("abc"))>2: print(m)
print([y:=5, y**2])
print([last:=x for x in range(3)], last)
while (n:=n-1)>0: pass
print(n)
def f(): return 1, *[2,3]
print(f())
print(*[1,2],*(3,),sep="-",end="!\n")
# ---
print([x for x in range(20) if x%2 if x%3], [(i,j) for i in range(3) for j in range(i)], {k:v for k,v in zip("abc",range(3))}, {c for c in "aab"}=={"a","b"})
print([[1 if i==j else 0 for j in range(3)] for i in range(3)], list(zip(*[[1,2],[3,4]])), sum(x for x in range(5)), any(x>3 for x in range(5)), max((x for x in [3,1,2]), key=lambda x:-x))
print({x: {y for y in range(x)} for x in range(3)}, sorted({"b":1,"a":2}), [*range(3), *[9]], {**{"a":1},"b":2,**{"a":3}}, [x if x%2 else -x for x in range(4)])
x=5
print([x for x in range(3)], x)
# ---
def fib(n, memo={}):
    if n<2: return n
    if n not in memo: memo[n]=fib(n-1)+fib(n-2)
    return memo[n]
print(fib(80))
def primes(n):
    s=[True]*(n+1); s[0]=s[1]=False
    for i in range(2,int(n**.5)+1):
        if s[i]: s[i*i::i]=[False]*len(s[i*i::i])
    return [i for i,v in enumerate(s) if v]
print(primes(50))
# ---
def quicksort(a):
    if len(a)<=1: return a
    p=a[len(a)//2]
    return quicksort([x for x in a if x<p])+[x for x in a if x==p]+quicksort([x for x in a if x>p])
print(quicksort([3,6,8,10,1,2,1]))
def merge_sort(a):
    if len(a)<2: return a
    m=len(a)//2; l,r=merge_sort(a[:m]),merge_sort(a[m:]); o=[]
    while l and r: o.append((l if l[0]<=r[0] else r).pop(0))
    return o+l+r
print(merge_sort([5,2,9,1,5,6]))
def bs(a,x):
    lo,hi=0,len(a)
    while lo<hi:
        m=(lo+hi)//2
        if a[m]<x: lo=m+1
        else: hi=m
    return lo
print(bs([1,3,5,7],5))
def perms(s):
    if len(s)<=1: yield s; return
    for i,c in enumerate(s):
        for p in perms(s[:i]+s[i+1:]): yield c+p
print(list(perms("abc")))
def gcd(a,b):
    while b: a,b=b,a%b
    return a
print(gcd(48,18), "".join(reversed("hello")), "racecar"=="racecar"[::-1], bin(10)[2:].zfill(8), int("1010",2))
# ---
from collections import OrderedDict, deque, defaultdict, Counter
d=defaultdict(list); d["a"].append(1); d["b"].append(2); print(d, dict(d), d["c"], len(d))
c=Counter("abracadabra"); print(c.most_common(2), c["z"], c)
# ---
from collections import OrderedDict, deque
d=OrderedDict([("b",1),("a",2)]); d["c"]=3; print(d, list(d.items()), d.popitem(), d=={"b":1,"a":2})
q=deque([1,2,3],5); q.append(4); q.popleft(); print(len(q), list(q))
print(q)
# ---
import json
print(json.dumps({"b":[1,2.5,None,True,"é\n"],"a":{"x":{}}}), json.loads('{"b":[1,2.5,null,true,"\\u00e9"],"a":{}}'), json.dumps([1e16,0.1,1e-7,100.0]), json.dumps("a/b\"\\"))
print(json.dumps({"a":1,"b":[1,2]}, separators=(",",":")))
# ---
import json
print(json.dumps({"b":1,"a":[1,{"c":2}]}, indent=2, sort_keys=True))
# ---
import math
print(math.pi, math.e, math.floor(3.7), math.ceil(3.2), math.sqrt(16), math.sin(0.5), math.pow(2,3), math.log(10), math.degrees(1), math.trunc(-3.7), math.fabs(-2), math.factorial(10))
print([round(math.cos(x/10),10) for x in range(5)], math.exp(0.5), math.atan(1)*4, round(math.tanh(0.3), 14))
# ---
s="The quick brown fox"
print(s.split(), s.upper(), s.lower(), s.title(), s.swapcase(), s.replace("quick","slow"), s.find("q"), s.count("o"), s[::-1], s[4:9], len(s), s.index("b"), s.startswith("The"), s.center(30,"*"))
print(" ".join(w.capitalize() for w in s.split()), "".join(sorted(s.lower())).strip(), sum(c in "aeiou" for c in s), {w:len(w) for w in s.split()}, max(s.split(),key=len), [w for w in s.split() if len(w)>3])
print("abc".isalpha(), "a1".isalnum(), "12".isdigit(), " ".isspace(), "Abc".istitle(), "%s has %d items costing %.2f" % ("cart",3,9.99), "{:>8}|{:^8}|{:<8}|".format("a","b","c"), f"{3.14159:.3f} {42:05d} {255:#x} {1000000:,} {0.5:%}")
print("a,b,,c".split(","), "  x ".strip(), "x".join("abc"), "abc"*2, "b" in "abc", ord("a"), chr(98), "a"<"b", "tab\tq".expandtabs(4), "line1\nline2".splitlines(), "k=v=w".partition("="), "%r" % "it's", repr('a"b'), 'a\\b', "\u00e9", "é".encode(), b"\xc3\xa9".decode())
# ---
class Stack:
    def __init__(self): self._d=[]
    def push(self,x): self._d.append(x)
    def pop(self):
        if not self._d: raise IndexError("empty")
        return self._d.pop()
    def __len__(self): return len(self._d)
    def __repr__(self): return f"Stack({self._d!r})"
    def __bool__(self): return bool(self._d)
    def __iter__(self): return iter(self._d[::-1])
s=Stack(); s.push(1); s.push("a"); print(s, len(s), bool(s), list(s), s.pop(), s)
try: Stack().pop()
except IndexError as e: print("err:", e)
# ---
class Node:
    def __init__(self,v,n=None): self.v=v; self.n=n
class LL:
    def __init__(self): self.h=None; self.size=0
    def add(self,v): self.h=Node(v,self.h); self.size+=1
    def __iter__(self):
        c=self.h
        while c: yield c.v; c=c.n
    def rev(self):
        p=None; c=self.h
        while c: c.n,p,c=p,c,c.n
        self.h=p
l=LL()
for i in range(5): l.add(i)
print(list(l)); l.rev(); print(list(l), 3 in l, l.size)
# ---
class Matrix:
    def __init__(self,r): self.r=[list(x) for x in r]
    def __matmul__(self,o): return Matrix([[sum(a*b for a,b in zip(r,c)) for c in zip(*o.r)] for r in self.r])
    def __add__(self,o): return Matrix([[a+b for a,b in zip(x,y)] for x,y in zip(self.r,o.r)])
    def __mul__(self,k): return Matrix([[a*k for a in x] for x in self.r])
    __rmul__=__mul__
    def __eq__(self,o): return self.r==o.r
    def __str__(self): return "\n".join(" ".join(map(str,x)) for x in self.r)
    def __getitem__(self,ij): return self.r[ij[0]][ij[1]]
    @property
    def T(self): return Matrix(zip(*self.r))
a=Matrix([[1,2],[3,4]]); print(a@a, a+a, a*2, 2*a==a*2, a[1,0], a.T, sep="\n")
# ---
from functools import reduce, lru_cache, partial, wraps
print(reduce(lambda a,b:a*b,[1,2,3,4]), partial(pow,2)(5))
# ---
import time, random
def deco(f):
    def w(*a,**k):
        print("call", f.__name__, a, k); return f(*a,**k)
    return w
@deco
def add(x,y=1): return x+y
print(add(2,y=3))
def rep(n):
    def d(f):
        def w(*a): return [f(*a) for _ in range(n)]
        return w
    return d
@rep(3)
def hi(): return "hi"
print(hi())
ds={"d":deco}
@ds["d"]
def z(): return 0
print(z())
class CD:
    def __init__(self,f): self.f=f; self.n=0
    def __call__(self,*a): self.n+=1; return self.f(*a)
@CD
def sq(x): return x*x
print(sq(3), sq(4), sq.n)
# ---
d={"a":1,"b":2,"c":3}
for k in list(d):
    if d[k]==2: del d[k]
print(d, d.get("b"), d.setdefault("q",9), d.pop("a"), d)
try:
    for k in d: d["new"]=1
except RuntimeError as e: print(e)
inv={v:k for k,v in d.items()}; print(inv)
d.update({"z":1},y=2); print(d, sorted(d.items(), key=lambda kv:(-kv[1],kv[0])), list(d.keys())[0], dict(sorted(d.items())))
print(d|{"z":5}, {}=={}, {"a":1}=={"a":1.0}, list(reversed(d)), d.copy() is d, "z" in d.keys(), 5 in d.values())
g={}
for w in ["apple","bob","cat","avocado","bear"]: g.setdefault(w[0],[]).append(w)
print(g); cnt={}
for ch in "mississippi": cnt[ch]=cnt.get(ch,0)+1
print(cnt, max(cnt,key=cnt.get), sorted(cnt,key=lambda c:(-cnt[c],c)))
# ---
l=[3,1,2]; l.sort(); print(l, sorted(l,reverse=True), l[::-1], l+[4], l*2, l.index(2), 2 in l)
l.insert(1,"x"); l.extend([7,8]); l.remove("x"); print(l, l.pop(), l.pop(0), l, len(l)); l.reverse(); print(l, l.count(7)); l.clear(); print(l)
l=list(range(10)); l[2:5]=[]; print(l); l[::2]=[0]*len(l[::2]); print(l); del l[1:3]; print(l, l[-1], l[-3:], l[:-1])
a=[[0]*2]*2; a[0][0]=1; print(a); b=[[0]*2 for _ in range(2)]; b[0][0]=1; print(b)
print([1,2]==[1,2], [1,2]<[1,3], [] or [1], [1,[2]]+[3], sorted(["b","A","c"],key=str.lower), sorted([(1,"b"),(1,"a"),(0,"z")]), min([3,1,2]), sum([1.5,2.5]))
print(sorted([("a",2),("b",1),("c",2)],key=lambda t:t[1],reverse=True), list(map(lambda x:x**2,[1,2])), list(filter(lambda x:x%2,range(5))))
x=[1,2,3]; y=x; y.append(4); print(x, x is y, x[:] is x, id(x)==id(y))
# ---
def flatten(l):
    for x in l:
        if isinstance(x,(list,tuple)): yield from flatten(x)
        else: yield x
print(list(flatten([1,[2,(3,[4])],5])))
def hanoi(n,a,b,c): return 0 if n==0 else hanoi(n-1,a,c,b)+1+hanoi(n-1,c,b,a)
print(hanoi(8,"a","b","c"))
def collatz(n):
    s=[n]
    while n!=1: n=n//2 if n%2==0 else 3*n+1; s.append(n)
    return s
print(collatz(27)[:10], len(collatz(27)))
def powerset(s):
    r=[[]]
    for x in s: r+=[y+[x] for y in r]
    return r
print(powerset([1,2,3]))
def lcs(a,b):
    d=[[0]*(len(b)+1) for _ in range(len(a)+1)]
    for i,x in enumerate(a):
        for j,y in enumerate(b): d[i+1][j+1]=d[i][j]+1 if x==y else max(d[i][j+1],d[i+1][j])
    return d[-1][-1]
print(lcs("AGGTAB","GXTXAYB"))
def lev(a,b):
    p=list(range(len(b)+1))
    for i,x in enumerate(a,1):
        c=[i]
        for j,y in enumerate(b,1): c.append(min(p[j]+1,c[-1]+1,p[j-1]+(x!=y)))
        p=c
    return p[-1]
print(lev("kitten","sitting"))
def roman(n):
    r=""
    for v,s in zip([1000,900,500,400,100,90,50,40,10,9,5,4,1],["M","CM","D","CD","C","XC","L","XL","X","IX","V","IV","I"]):
        while n>=v: r+=s; n-=v
    return r
print(roman(1994), roman(2024))
def caesar(s,k): return "".join(chr((ord(c)-97+k)%26+97) if c.islower() else c for c in s)
print(caesar("hello, world",3))
def bfs(g,s):
    seen=[s]; q=[s]
    while q:
        for n in g[q.pop(0)]:
            if n not in seen: seen.append(n); q.append(n)
    return seen
print(bfs({"a":["b","c"],"b":["d"],"c":["d"],"d":[]},"a"))
import heapq
def dijkstra(g,s):
    d={s:0}; h=[(0,s)]
    while h:
        c,u=heapq.heappop(h)
        if c>d.get(u,1e9): continue
        for v,w in g[u].items():
            if c+w<d.get(v,1e9): d[v]=c+w; heapq.heappush(h,(c+w,v))
    return d
print(dijkstra({"a":{"b":1,"c":4},"b":{"c":2,"d":6},"c":{"d":3},"d":{}},"a"))
# ---
x=3.0; print(x, 1e10, 1e-10, 123456789.123456789, 0.1+0.2, 1/3, 2/3, 1e100, float("inf"), -float("inf"), float("nan"), 5//2, -5//2, 5%-3, 5.5//2, 7.0%2.5, 2**0.5, 10**20, 10**-2, int(3.9), round(3.567,2), abs(-3.2), divmod(17,5), 1_000_000, 0xff, 0b101, 0o17, 1e3, .5, 5., 1j*1j)
print(round(2.5), round(3.5), round(-2.5), round(2.675,2), 0.1*3, 1.1+2.2, 3*1.1, 100*1.1, 1.0==1, 0.1+0.2==0.3, 1e16+1, 2**53+1.0, 1e308*10, -0.0, 5/2, 4/2, 10/3)
print(sum([0.1]*10), sum([0.1,0.2,0.3]), max(0.1,1), min(2,1.5), 1e5, 1e15, 1e16, 1e17, 123456.789e3, 1.5e300*1.5e300, 3.0*2, 7/7, "%.10f" % (1/3), "%g" % 1e20, "%.3e" % 12345, str(1e22), repr(0.1), 4.35*100, 1.15*100)
# ---
with open("/tmp_does_not_exist") if False else __import__("io").StringIO("a\nb\n") as f:
    for line in f: print(repr(line))
import io
f=io.StringIO(); print("x",1,file=f,sep=","); f.write("y"); print(repr(f.getvalue()))
# ---
print(type(1), type(1.0), type("a"), type([]), type({}), type(()), type(set()), type(None), type(True), type(b""), type(int), type(range(1)), type(1j), type(lambda:0), type(Exception), type(x for x in []))
class A: pass
print(type(A()), A, [A], type(A), isinstance(A(),object), A.__name__, type(A()).__name__, str(A)[:8])
def f(): pass
print(type(f), f.__name__, str(f)[:11])
# ---
print(bool([]), bool([0]), bool(""), bool(" "), bool(0.0), bool(None), not 1, 1 and 2, 0 or "d", None or [], 1 if 0 else 2, 3 in [1,2,3], 1 is 1, None is None, 1<2<3, 1==1.0, "a"!="b", True+1, ~0, 5&6, 5|6, 5^6, 1<<4, -1>>1)
# ---
import sys
print(sys.maxsize>2**30, isinstance(sys.version,str), sys.byteorder)
print(int("ff",16), hex(255), oct(8), bin(-3), int.from_bytes(b"\x00\xff","big"), (1000).to_bytes(2,"little"), 0xFFFFFFFFFFFF, 2**64-1, -2**63, 12345678901234567890*98765432109876543210, 7**77%1000, pow(3,200,13))
print(int(-7/2), -7//2, -7%3, 7%-3, divmod(-7,3), (-7).__abs__() if False else abs(-7), round(-0.5), round(0.5), round(1.5), int("  -5 "), int(2.9999), 10**18, 3**40)
# ---
def count_words(t):
    import re
    r={}
    for w in re.findall(r"[a-z']+", t.lower()): r[w]=r.get(w,0)+1
    return sorted(r.items(), key=lambda x:(-x[1],x[0]))
print(count_words("The cat and the hat. The cat's hat!"))
# ---
board=[[5,3,0,0,7,0,0,0,0],[6,0,0,1,9,5,0,0,0],[0,9,8,0,0,0,0,6,0],[8,0,0,0,6,0,0,0,3],[4,0,0,8,0,3,0,0,1],[7,0,0,0,2,0,0,0,6],[0,6,0,0,0,0,2,8,0],[0,0,0,4,1,9,0,0,5],[0,0,0,0,8,0,0,7,9]]
def solve(b):
    for r in range(9):
        for c in range(9):
            if b[r][c]==0:
                for v in range(1,10):
                    if all(b[r][k]!=v and b[k][c]!=v and b[r//3*3+k//3][c//3*3+k%3]!=v for k in range(9)):
                        b[r][c]=v
                        if solve(b): return True
                        b[r][c]=0
                return False
    return True
solve(board); print(board[0], board[8])
# ---
s={1,2,3}; s.add(4); s.discard(9); s.remove(1); print(s, s|{9}, s&{2,3}, s-{2}, s^{2,7}, 2 in s, len(s), {1,2}<={1,2,3}, s.isdisjoint({8}), frozenset([1,2]), set("a"), {1,2}=={2,1}, sorted({3,1,2}))
print({x%5 for x in range(20)}, set([3,1,2,1]), {10,20,5}, {-1,-2,0}, {1.5,2.5,0.5}, {True,0,2}, set(range(10)), {100,1,50}, set(), len({1,1.0,True}))
a={5,1}; a.update([9,3],{7}); print(a, a.pop(), a, a.union([100]), a.intersection({3,9}), a.difference([3]), a.issubset(range(10)), a.copy()); a.clear(); print(a)
print({i*i for i in range(10)}, set(x//2 for x in range(10)), {8,16,24,32,0}, {"x"}, [x for x in {3,2,1}], list({4,8,12,16,20}), max({3,9,2}), sum({1,2,3}), tuple({2,1}))
