# The texts of the exceptions that programs raise most.
TESTS = r"""
float('x')
float('')
float([])
float(None)
int('x')
int('')
int('12', 2)
int('x', 36+1)
int([])
int(None)
int('1.5')
int(float('nan'))
int(float('inf'))
[][0]
[1,2][5]
[1][-3]
(1,)[3]
'abc'[10]
[].pop()
[1].pop(5)
{}.popitem()
set().pop()
{}['a']
{1:2}[3]
{}.pop('a')
{1}.remove(5)
[].remove(1)
[].index(1)
[1,2].index(3)
(1,).index(2)
'abc'.index('x')
'abc'.rindex('x')
1/0
1.0/0
1//0
1%0
1.0//0
1.0%0
divmod(1,0)
divmod(1.0,0)
0**-1
0.0**-1
1j/0
pow(2,-1,4)
pow(2,3,0)
'a'+1
1+'a'
[]+1
[]+()
()+[]
{}+{}
None+1
1+None
'a'-'b'
'a'*'b'
'a'*1.5
[1]*'a'
1<'a'
'a'<1
[]<()
None<1
1>None
1j<2j
{}<{}
-'a'
~1.5
+[]
len(5)
len(None)
abs('a')
iter(5)
list(5)
tuple(1)
set(1)
dict(1)
for_in(5)
sum(['a'])
sum([1,'a'])
sum('ab')
max([])
min([])
max(1)
sorted([1,'a'])
sorted(5)
chr(-1)
chr(0x110000)
chr('a')
ord('ab')
ord('')
hex('a')
bin(1.5)
oct('a')
round(1.5,'a')
hash([])
hash({})
hash(set())
{[]:1}
{[]}
{}[[]]
(1,2)[0.5]
[1]['a']
'abc'['a']
int.x
(5).foo
'a'.foo
[].foo
None.foo
f0(1)
f1()
f1(1,2)
f2(1)
f1(x=1)
f1(1,a=1)
fk(1)
fd()
fd(1,2,3,4)
C(1)
C().foo
C.foo
C().m(1)
C()()
C()+1
C()<C()
C()[0]
len(C())
iter(C())
C().x()
5()
None()
'a'()
undefined_name
unpack(1)
unpack([1])
unpack([1,2,3])
unpack2([1,2,3])
unpack3([])
unpack(None)
issubclass(1,int)
getattr(1,'x')
next(5)
reversed(5)
reversed({1})
enumerate(5)
zip(5)
list(map(1,[1]))
'%d' % 'a'
'%d' % None
'%s %s' % 1
'%s' % (1,2)
'%z' % 1
'%x' % 1.5
'%c' % 'ab'
'%(a)s' % {}
'%(a)s' % 1
'%' % 1
'{}'.format()
'{1}'.format(1)
'{a}'.format()
'{:d}'.format('a')
'{:d}'.format(1.5)
'{:s}'.format(1)
'{:q}'.format(1)
'}'.format(1)
'{!z}'.format(1)
'{0}{}'.format(1)
format('a','d')
format(1,'s')
format(1.5,'d')
format(None,'d')
format([],'5')
format(1,'.2d')
','.join([1])
','.join(['a',1])
'a'.split('')
'a'.encode('foo')
'é'.encode('ascii')
b'\xff'.decode()
b'\xff'.decode('ascii')
bytes([256])
bytes([-1])
bytes('a')
bytearray('a')
bytearray([300])
'a' in 5
1 in 5
assign_str()
assign_tup()
[1,2,3][::0]
'abc'[::0]
slice_ext()
range(1,2,0)
range('a')
range(1.5)
range(2.0)
unbound()
unbound_del()
undefd()
math.sqrt(-1)
math.log(0)
math.log(-1)
math.log('a')
math.factorial(-1)
math.factorial(1.5)
math.sqrt('a')
math.exp(1000)
math.pow(10,400)
math.acos(2)
math.fmod(1,0)
math.floor(float('inf'))
math.floor(float('nan'))
2.0**10000
10.0**400
float(10**400)
10**400/1.0
10**400*1.0
1 << -1
1 >> -1
1 << 'a'
1.5 & 1
raise_none()
raise_str()
raise_noactive()
exc_attr()
assert_err()
assert_msg()
import_err()
import_from()
str(b'a','foo')
object().x
(256).to_bytes(1,'big')
(-1).to_bytes(1,'big')
complex('a')
complex('1+')
gen_send()
gen_running()
gen_stop()
[1].sort(key=1)
[3,'a'].sort()
{}.update(5)
{}.fromkeys(5)
set([[]])
frozenset(5)
{1}|[1]
{1}.union(5)
{1} < 1
lambda_call()
no_ctx()
with_none()
await_err()
re.compile('(')
re.compile('[')
re.compile('*')
re.match(1,'a')
re.match('a',1)
re.match('a','a').group(1)
re.match('(?P<n>a)','a').group('x')
json.loads('')
json.loads('{')
json.loads('[1,]')
json.loads('{"a":}')
json.loads('nul')
json.loads(1)
json.dumps(set())
json.dumps({(1,):1})
json.dumps(C())
json.dumps(float)
random.choice([])
random.randrange(0)
'abc'.zfill('a')
'abc'.center('a')
'abc'.translate(1)
int(1,2)
int('1',1)
any(1)
all(1)
filter(1,2)
posonly(a=1)
posonly2(1,b=2)
kwonly(1,2)
dupkw()
starkw()
starkw2()
starargs()
nt(1,2).z
ntset()
cls_abstract()
prop_err()
prop_del()
frozen()
keyerr()
attr_del()
none_sub()
none_item()
func_sub()
int_sub()
dict_unpack()
list_unpack()
recursive()
dec_err()
'abc'.format_x
"".join(1 for x in [1])
True.x
ValueError.x
ValueError('a').x
(lambda: 1)(2)
(lambda x: 1)()
bytes([1.5])
bytes(['a'])
b','.join(['a'])
open('/nonexistent')
"""
import math, re, json, random, sys, array, struct, binascii, heapq, os, time
from collections import namedtuple, deque
NT = namedtuple('NT', 'a b')
def for_in(x):
    for i in x: pass
def f0(): pass
def f1(a): pass
def f2(a, b): pass
def fk(a, *, b): pass
def fd(a, b=1, c=2): pass
def posonly(a, /): pass
def posonly2(a, b, /, c=1): pass
def kwonly(a, *, b=1): pass
def dupkw(): return f1(1, **{'a': 2})
def starkw(): return f1(**{'a': 2, 'b': 3})
def starkw2(): return fd(1, **{'b': 2, 'x': 3})
def starargs(): return f1(*[1, 2])
class C:
    def m(self): pass
    x = 5
class S:
    __slots__ = ('a',)
class P:
    @property
    def p(self): return 1
def unpack(x): a, b = x
def unpack2(x): a, b = x
def unpack3(x): a, *b = x
def assign_str(): 'abc'[0] = 1
def assign_tup(): (1,)[0] = 1
def del_tup(): del (1,)[0]
def assign_none(): None.x = 1
def slice_ext(): l = [1,2,3]; l[::2] = [1]
def unbound():
    print(xx); xx = 1
def unbound_del():
    yy = 1
    del yy
    yy
def undefd():
    return undefined_thing
def raise_none(): raise None
def raise_str(): raise 'a'
def raise_noactive(): raise
def exc_attr(): ValueError('a').foo
def assert_err(): assert 0
def assert_msg(): assert 0, 'boo'
def import_err(): import nonexistent_module
def import_from(): from math import nonexistent
def import_mod(): import math.foo
def gen_send(): (x for x in [1]).send(1)
def gen_running():
    def g(): yield next(it)
    it = g(); next(it)
def gen_stop():
    def g():
        raise StopIteration(5)
        yield
    next(g())
def lambda_call(): return (lambda a, b: a)(1)
def no_ctx():
    with 5: pass
def with_none():
    with None: pass
def await_err():
    import asyncio
    async def f(): await 5
    asyncio.run(f())
def nt(*a): return NT(*a)
def ntset(): NT(1, 2).a = 5
def deque_err(): deque().popleft()
def cls_abstract(): raise NotImplementedError
def slots_err(): S().b = 1
def prop_err(): P().p = 1
def prop_del(): del P().p
def frozen(): frozenset([1]).add(2)
def stopit(): next(iter(()))
def keyerr(): raise KeyError('a b')
def attr_del(): del C().zz
def int_attr(): x = 5; x.foo = 1
def none_sub(): return None[0]
def none_item(): x = None; x[0] = 1
def func_sub(): return f0[0]
def type_sub(): return C[0]
def int_sub(): return 5[0]
def dict_unpack(): a, b = {1: 2}
def list_unpack(): (a, b), c = [1, 2]
def str_fmt_key(): return '{a[x]}'.format(a={})
def bigpow(): return 10 ** -400 * 1.0
def recursive(): return recursive()
def dec_err():
    @5
    def f(): pass
for t in TESTS.split("\n"):
    if not t: continue
    try: r = repr(eval(t))
    except BaseException as e:
        r = type(e).__name__ + ": " + str(e)
    print(t, "=>", r)
