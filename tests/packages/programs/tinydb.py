from tinydb import TinyDB, Query
from tinydb.storages import MemoryStorage
db = TinyDB(storage=MemoryStorage); db.insert_multiple([{'n':'a','v':1},{'n':'b','v':2}]); Q = Query()
print(db.search(Q.v > 1), db.update({'v':5}, Q.n=='a'), db.all(), db.count(Q.n.matches('[ab]')))
import tempfile, os
p = os.path.join(tempfile.mkdtemp(), 'd.json'); db = TinyDB(p); db.insert({'a':1}); db.update({'a':2}); print(db.all()); db.close(); print(open(p).read())
db = TinyDB(p); db.truncate(); db.insert({'b':'x'}); db.close(); print(open(p).read())
