from sortedcontainers import SortedList, SortedDict, SortedSet
import random; random.seed(1)
l = SortedList(random.randrange(1000) for _ in range(500)); print(l[:5], l.bisect(500), l.count(l[3])); l.update(range(50)); print(len(l), l[-1])
d = SortedDict({'b':1,'a':2}); print(d, d.peekitem(0), list(d.irange('a','b'))); print(SortedSet([3,1,2,3]))
