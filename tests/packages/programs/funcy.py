import funcy as f
print(f.lmap(r'\d+', ['a1','b22']), f.group_by(len,['a','bb']), f.walk_values(str,{1:2}), list(f.chunks(2,range(5))), f.lflatten([1,[2,[3]]]), f.merge({1:2},{3:4}), f.lsplit(f.even if hasattr(f,'even') else (lambda x:x%2==0),[1,2,3]))
@f.memoize
def g(x): print('call'); return x
g(1); g(1)
@f.retry(3, errors=ValueError)
def r(c=[0]):
    c[0]+=1
    if c[0]<3: raise ValueError
    return c[0]
print(r())
