import more_itertools as m
print(list(m.chunked(range(7),3)), list(m.windowed([1,2,3,4],2)), m.first([],0), list(m.unique_everseen('aabbc')), m.one([3]), list(m.interleave_longest([1,2],[3])), list(m.set_partitions([1,2,3],2)), m.ilen(range(5)), list(m.sieve(30)), list(m.distinct_permutations([1,1,2])))
p = m.peekable([1,2]); print(p.peek(), next(p)); print(list(m.bucket(['a1','b1','a2'], key=lambda x:x[0])['a']))
s = m.seekable(iter('abc')); list(s); s.seek(0); print(list(s)); print(list(m.split_at('abcdc', lambda x: x=='c')), list(m.consecutive_groups([1,2,4])) != [])
