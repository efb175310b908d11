from glom import glom, T, Coalesce, Spec, Iter, assign, PathAccessError
data = {'a': {'b': {'c': 'd'}}, 'xs': [{'n': 1}, {'n': 2}]}
print(glom(data, 'a.b.c'), glom(data, {'all': ('xs', ['n']), 'up': ('a.b.c', T.upper())}))
print(glom(data, Coalesce('z', 'a.b')), glom([1,2,3], Iter().map(lambda x: x*2).all()))
try: glom(data, 'a.q')
except PathAccessError as e: print(e)
