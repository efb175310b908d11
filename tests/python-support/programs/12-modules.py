## Modules

# which modules of CPython's library can be imported
names = """abc argparse array ast asyncio base64 binascii bisect builtins calendar cmath collections
collections.abc concurrent.futures configparser contextlib copy csv ctypes dataclasses datetime decimal
difflib email enum errno fnmatch fractions functools gc getpass glob graphlib gzip hashlib heapq hmac html
http.client inspect io ipaddress itertools json keyword locale logging math mimetypes multiprocessing
numbers operator os os.path pathlib pickle platform pprint queue random re sched secrets select shelve shlex
shutil signal smtplib socket sqlite3 ssl stat statistics string struct subprocess sys tarfile tempfile
textwrap threading time timeit tokenize traceback types typing unicodedata unittest urllib.parse
urllib.request uuid warnings weakref xml.etree.ElementTree zipfile zlib zoneinfo""".split()
missing = []
for name in names:
    try:
        __import__(name)
    except ImportError:
        missing.append(name)
print("there:", " ".join(name for name in names if name not in missing))
print("missing:", " ".join(missing) or "none")

# a module that is not there
try:
    import nothing_of_this_name
except ImportError as error:
    print(isinstance(error, ImportError), "nothing_of_this_name" in str(error))

# ModuleNotFoundError
try:
    import nothing_of_this_name
except ModuleNotFoundError:
    print("ModuleNotFoundError")

# `import … as` and `from … import … as`
import math as m
from math import pi as p, sqrt
print(m.pi == p, sqrt(4))

# `from … import *`
from math import *
print(sqrt(9))

# what `sys` has
import sys
names = """argv byteorder exc_info executable exit flags getrecursionlimit getsizeof implementation intern
maxsize maxunicode modules path platform setrecursionlimit stderr stdin stdout version version_info""".split()
print("missing:", " ".join(name for name in names if not hasattr(sys, name)) or "none")

# the name of the interpreter and its version of Python
import sys
print(sys.implementation.name, sys.version_info[0], sys.version_info[:2])

# `sys.maxsize`
import sys
print(sys.maxsize)

# `sys.stdout.write` gives the number of characters
import sys
print(sys.stdout.write("é\n"))

# what `time` has
import time
names = "asctime ctime gmtime localtime mktime monotonic monotonic_ns perf_counter process_time sleep strftime strptime time time_ns".split()
print("missing:", " ".join(name for name in names if not hasattr(time, name)) or "none")

# `time.time` since 1970, and `gmtime`
import time
print(time.time() > 1.7e9, time.gmtime(0)[:6])

# how `gmtime` prints, and its fields
import time
print(time.gmtime(0).tm_year)

# what `os` has
import os
names = """chdir environ getcwd getenv getpid listdir makedirs mkdir path remove rename rmdir scandir sep stat
system unlink urandom walk""".split()
print("missing:", " ".join(name for name in names if not hasattr(os, name)) or "none")

# `io.StringIO` and `BytesIO`
import io
s = io.StringIO()
s.write("a\nb\n")
s.seek(0)
print(s.readline(), s.read(), s.getvalue() == "a\nb\n", list(io.StringIO("x\ny")))
b = io.BytesIO(b"abc")
print(b.read(2), b.tell(), b.getvalue())

# `datetime`
from datetime import date, timedelta
print(date(2024, 2, 28) + timedelta(days=2))

# `string`
import string
print(string.ascii_lowercase)

# `textwrap`
import textwrap
print(textwrap.dedent("  a\n  b"))

# `operator`
from operator import itemgetter
print(sorted([(1, 2), (0, 3)], key=itemgetter(1)))

# `contextlib.contextmanager`
from contextlib import contextmanager
@contextmanager
def c():
    yield "in"
with c() as x:
    print(x)

# `typing` for annotations
from typing import List, Optional
def f(a: Optional[List[int]] = None) -> None: pass
print(f())

# `gc.collect`
import gc
print(gc.collect() >= 0, gc.isenabled())

# `weakref`
import weakref
class A: pass
a = A()
print(weakref.ref(a)() is a)

# `threading`
import threading
t = threading.Thread(target=lambda: print("ran"))
t.start()
t.join()

# `csv`
import csv, io
print(list(csv.reader(io.StringIO("a,b\n1,2\n"))))

# `urllib.parse`
from urllib.parse import quote, urlparse
print(quote("a b"), urlparse("https://example.com/x").netloc)

# `pathlib`
from pathlib import PurePosixPath
print(PurePosixPath("/a") / "b")

# `logging`
import logging
logging.getLogger().warning("careful")
print("went on")

# `uuid`
import uuid
print(len(str(uuid.UUID(int=0))))
