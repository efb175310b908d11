import { describe, expect, it } from "vitest";
import { canaryTrouble, outcomeOf } from "./outcome.js";

/**
 * Programs that get hold of what C code uses, or make C code use what it should not. Each prints what
 * it saw; none may print `wrong`.
 */
const PROGRAMS: Readonly<Record<string, { code: string; prints: string }>> = {
  "objects made out of bytes": {
    code: `
import array, struct
for typecode in "OPS":
    for f in (lambda: struct.unpack(typecode, bytes(8)), lambda: array.array(typecode, bytes(8))):
        try: print("wrong", f())
        except ValueError as e: print(e, end=" ")`,
    prints: "bad typecode ".repeat(6),
  },
  "an array that is told to be longer than it is": {
    code: `
import array
class Short:
    def __len__(self): return 1000
    def __iter__(self): return iter((1, 2))
print(array.array("i", Short()), bytearray(Short()))`,
    prints: "array('i', [1, 2]) bytearray(b'\\x01\\x02')\n",
  },
  "a list that grows while arguments before it are unpacked": {
    code: `
items = [1]
class Grows:
    def __iter__(self): items.extend(range(5000)); return iter((1, 2))
def f(*args, **kwargs): return len(args), len(kwargs)
print(f(*Grows(), *items))
names = {"a": 1}
class Names:
    def keys(self):
        for i in range(300): names["n%d" % i] = i
        return ["x"]
    def __getitem__(self, key): return 1
print(f(1, **Names(), **names))`,
    prints: "(5003, 0)\n(1, 302)\n",
  },
  "lengths below zero and far above": {
    code: `
def f(*args): return len(args)
for said in (-90, -10**6, 0, 10):
    class Lies:
        def __len__(self): return said
        def __iter__(self): return iter(range(70))
    try: print(f(*Lies(), *range(50), *list(range(100)), 1, *Lies(), 2), end=" ")
    except ValueError: print("refused", end=" ")`,
    prints: "refused refused 292 292 ",
  },
  "a match that is kept": {
    code: `
import re
kept = []
def replace(match): kept.append(match); return "<%s>" % match.group(1)
print(re.sub("a(.)", replace, "a1a2a3"))
def deep(n): return deep(n - 1) + 1 if n else 0
deep(30)
print([m.group(1) for m in kept], kept[0].span() if hasattr(kept[0], "span") else (0, 2))`,
    prints: "<1><2><3>\n['1', '2', '3'] (0, 2)\n",
  },
  "objects that change what is polled": {
    code: `
import io, select
poll = select.poll()
class Stream(io.IOBase):
    def ioctl(self, request, argument):
        global left
        if left: left -= 1; poll.register(Stream(), 1)
        return 1
left = 0
for _ in range(3): poll.register(Stream(), 1)
left = 200
ready = poll.poll(0)
print(len(ready) >= 3, all(type(stream) is Stream for stream, _ in ready))
class Leaves(io.IOBase):
    def ioctl(self, request, argument): poll.unregister(self); return 1
for _ in range(9): poll.register(Leaves(), 1)
print(all(events == 1 for _, events in poll.poll(0)))
try: poll.register(5, 1); print("wrong")
except OSError: print(len(poll.poll(0)) > 0)
class Number:
    def __index__(self):
        for _ in range(50): poll.register(Stream(), 1)
        return 4
stream = Stream()
poll.register(stream, 1)
poll.modify(stream, Number())
class Time:
    def __float__(self): streams.clear(); kept.append([0] * 100); return 0.0
streams, kept = [Stream() for _ in range(9)], []
print(select.select(streams, [], [], Time()))`,
    prints: "True True\nTrue\nTrue\n([], [], [])\n",
  },
  "a ring over a slice of memory that nobody else holds": {
    code: `
import gc, micropython
def make(): return micropython.RingIO(memoryview(bytearray(1000))[500:900])
ring = make()
gc.collect()
kept = [bytearray(1000) for _ in range(100)]
print(ring.write(b"\\xff" * 300), sum(map(sum, kept)))`,
    prints: "300 0\n",
  },
  "streams that are none": {
    code: `
import deflate, io
def attempt(f):
    try: f(); print("wrong")
    except OSError as e: print("OSError", end=" ")
for stream in (12345, None, "text", io.IOBase, object()):
    attempt(lambda: io.BufferedWriter(stream, 1))
attempt(lambda: deflate.DeflateIO(io.BufferedWriter(io.BytesIO(), 4), deflate.RAW, 0, True).close())`,
    prints: "OSError ".repeat(6),
  },
  "a stream that uses the DeflateIO that reads it": {
    code: `
import deflate, io
packed = io.BytesIO()
with deflate.DeflateIO(packed, deflate.ZLIB) as out: out.write(bytes(range(256)) * 8)
class Source(io.IOBase):
    def __init__(self): self.data = io.BytesIO(packed.getvalue()); self.seen = set()
    def readinto(self, buffer):
        for use in (lambda: reader.read(50), lambda: reader.close()):
            try: use(); print("wrong")
            except OSError as e: self.seen.add(e.errno)
        return self.data.readinto(buffer)
source = Source()
reader = deflate.DeflateIO(source)
print(reader.read(300) == (bytes(range(256)) * 2)[:300], source.seen)
class Sink(io.IOBase):
    seen = set()
    def write(self, data):
        for use in (lambda: writer.write(b"again"), lambda: writer.close()):
            try: use(); print("wrong")
            except OSError as e: self.seen.add(e.errno)
        return len(data)
writer = deflate.DeflateIO(Sink(), deflate.ZLIB)
print(writer.write(b"abc" * 100), Sink.seen)
writer.close()`,
    prints: "True {16}\n300 {16}\n",
  },
  "a DeflateIO whose header could not be read": {
    code: `
import deflate, io
class Source(io.IOBase):
    data = b""
    def readinto(self, buffer):
        if not self.data: raise ValueError("later")
        buffer[:1] = self.data[:1]; self.data = self.data[1:]
        return 1
source = Source()
reader = deflate.DeflateIO(source, deflate.ZLIB)
for _ in range(2):
    try: print("wrong", reader.read(10))
    except ValueError as e: print(e)
packed = io.BytesIO()
with deflate.DeflateIO(packed, deflate.ZLIB) as out: out.write(b"hello")
source.data = packed.getvalue()
print(reader.read(5))`,
    prints: "later\nlater\nb'hello'\n",
  },
  "a dict or a set that changes size while iterated": {
    code: `
for box, change in (({1: 1, 2: 2, 3: 3}, lambda: box.pop(3)), ({1, 2, 3}, lambda: box.discard(3)),
                    ({1: 1}, lambda: box.update({i: i for i in range(50)})), ({1}, lambda: box.update(range(50)))):
    for view in ("keys", "values", "items", None):
        if view and type(box) is set: continue
        it = iter(getattr(box, view)() if view else box)
        next(it)
        copy = box.copy()
        change()
        try: next(it); print("wrong")
        except RuntimeError as e: print(e)
        box.clear(); box.update(copy)
it = iter({1: 2})
print(list(it), list(it))`,
    prints: `${["dictionary", "Set", "dictionary", "Set"].map((kind) => `${kind} changed size during iteration\n`.repeat(kind === "Set" ? 1 : 4)).join("")}[1] []\n`,
  },
  "a traceback that grows while it is printed": {
    code: `
import io, sys
def deep(n):
    if n: deep(n - 1)
    raise error
error = ValueError("x")
written = []
class Stream(io.IOBase):
    def write(self, data):
        written.append(bytes(data))
        if len(written) < 40:
            try: deep(5)
            except ValueError: pass
            kept.append([0] * 50)
        return len(data)
kept = []
try: deep(3)
except ValueError as e: sys.print_exception(e, Stream())
print(b"".join(written).count(b", in deep") >= 3)`,
    prints: "True\n",
  },
  "a regular expression that ends in the middle of a class": {
    code: `
import re
for n in range(1, 40):
    for pattern in ("a" * n + "[a-", "a" * n + "[", "a" * n + "[^b-", "a" * n + "[\\\\"):
        try: print("wrong", re.compile(pattern))
        except re.error: pass`,
    prints: "",
  },
  "listings that are closed by hand, or fail": {
    code: `
import gc, os, vfs
open("/file.txt", "w").close()
names = vfs.VfsPosix().ilistdir("/")
for _ in range(3): names.__del__()
print(list(names))
names = None
gc.collect()
class FileSystem:
    def mount(self, *args): pass
    def umount(self): pass
    def ilistdir(self, path): raise ValueError("none")
os.umount("/")
os.mount(FileSystem(), "/")
names = os.ilistdir("/")
for _ in range(3):
    try: print("wrong", next(names))
    except (ValueError, StopIteration): pass`,
    prints: "[]\n",
  },
  "a file system that changes sys.path while it is searched": {
    code: `
import os, sys
class FileSystem:
    def mount(self, readonly, mkfs): pass
    def umount(self): pass
    def stat(self, path):
        sys.path.clear(); sys.path.extend(["/fs"] * 3); kept.append([0] * 50)
        raise OSError(2)
kept = []
try: os.mount(FileSystem(), "/fs")
except AttributeError: print("no mounts")
sys.path[:] = ["/fs/%d" % i for i in range(50)]
try: import nothing_of_this_name
except ImportError: print("none")`,
    prints: "none\n",
  },
};

const MOUNTS = [{ path: "/", memory: {} }];

describe("C code keeps nothing that Python code could corrupt:", () => {
  it.each(Object.entries(PROGRAMS))("%s", (_, { code, prints }) => {
    const { ending, message, facts } = outcomeOf(code, { wallTimeoutMs: null, mounts: MOUNTS });
    expect([ending, message, facts.stdout]).toEqual(["finished", "", prints]);
    expect(canaryTrouble()).toBeNull();
  });

  it("all of them, while collecting at every allocation", { timeout: 120_000 }, () => {
    const options = { fuel: null, wallTimeoutMs: null, mounts: MOUNTS };
    for (const { code, prints } of Object.values(PROGRAMS)) {
      const { ending, facts } = outcomeOf(`import gc\ngc.threshold(1)\n${code}`, options);
      expect([ending, facts.stdout]).toEqual(["finished", prints]);
    }
  });
});
