from boltons import iterutils, strutils, dictutils, cacheutils, timeutils, funcutils, listutils, setutils, statsutils, tableutils, urlutils, fileutils, formatutils, ioutils, mathutils, queueutils, socketutils, tbutils, typeutils, jsonutils, debugutils, gcutils, namedutils, ecoutils, mboxutils, pathutils, easterutils
print(list(iterutils.chunked(range(10),3)), iterutils.remap({'a':[1,None,2]}, visit=lambda p,k,v: v is not None))
print(strutils.slugify("Hello World!"), strutils.camel2under("HelloWorld"), strutils.bytes2human(123456))
d = dictutils.OMD([('a',1),('a',2)]); print(d.getlist('a'))
c = cacheutils.LRU(max_size=2); c['a']=1;c['b']=2;c['c']=3; print(list(c))
print(urlutils.URL("http://a.b/c?d=e#f").query_params, statsutils.mean([1,2,3]))
print(tableutils.Table.from_data([[1,2],[3,4]], headers=['a','b']).to_text())
q = queueutils.PriorityQueue(); q.add('x', 1); q.add('y', 3); print(q.pop())
