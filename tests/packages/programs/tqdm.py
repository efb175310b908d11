import sys
from tqdm import tqdm
import termcolor, colorama, cachetools, decorator, wrapt
colorama.init(); print(termcolor.colored('x','red',force_color=True)); s=0
for i in tqdm(range(5), file=sys.stdout, disable=True): s+=i
print(s)
for i in tqdm(range(3), ncols=40, bar_format='{l_bar}{bar}', file=open('/tmp/o','w')): pass
c = cachetools.TTLCache(2, 100); c[1]=1;c[2]=2;c[3]=3; print(list(c), cachetools.cached({})(lambda x:x)(3))
@wrapt.decorator
def w(wrapped, inst, a, k): return wrapped(*a,**k)+1
@w
def f(x): return x
@decorator.decorator
def d(fn,*a,**k): return fn(*a,**k)*2
print(f(1), d(f)(2), wrapt.ObjectProxy([1])[0])
