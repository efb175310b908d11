import { describe, expect, it } from "vitest";
import { canaryTrouble, outcomeOf } from "./outcome.js";

/** Runs a call that must be refused, and prints its exception; `wrong` if it was not refused. */
const REFUSED = `
def refused(f, *args):
    try: f(*args); print("wrong", end=" ")
    except Exception as e: print(type(e).__name__, end=" ")
`;

/** Programs that call C functions on the wrong types. */
const PROGRAMS: Readonly<Record<string, { code: string; prints: string }>> = {
  "methods of a native class, by way of a subclass": {
    code: `
class A(list): pass
class D(dict): pass
for wrong in (12345, None, "text", {}, object()):
    refused(A.append, wrong, 1)
refused(D.update, [], {})
refused(A.append)
a = A()
A.append(a, 1); list.append(a, 2)
print(a, D.get(D({1: 2}), 1), D.fromkeys((1,)))`,
    prints: `${"TypeError ".repeat(7)}[1, 2] 2 {1: None}\n`,
  },
  "methods out of a native class's __dict__": {
    code: `
for kind in (list, dict, set, str, bytes, bytearray, tuple):
    for name, method in kind.__dict__.items():
        if callable(method):
            for wrong in (12345, object()): refused(method, wrong)
print(list.__dict__["append"] is not None)
class A: append = list.append
refused(A().append, 1)`,
    prints: "",
  },
  "super() with what is no instance": {
    code: `
class A(list):
    def f(self): super().append(1)
    @classmethod
    def g(cls): return super().append
    @classmethod
    def h(cls): return super().copy
refused(A.f, 12345)
refused(A.f, [])
refused(A.f, A)
refused(lambda: super((A,), A()))
refused(lambda: super(5, 5))
refused(lambda: super(A, A).append(1))
refused(lambda: A.g()(12345, 1))
a = A(); a.f(); print(a, A.h()(a))`,
    prints: `${"TypeError ".repeat(7)}[1] [1]\n`,
  },
  "the native part of an object before there is one": {
    code: `
class L(list):
    def __init__(self, use): use(self)
class B(bytearray):
    def __init__(self, use): use(self)
class T(tuple):
    def __init__(self, use): use(self)
class M(type):
    def __init__(self, use): use(self)
for use in (iter, list, lambda s: [x for x in s], lambda s: s.append(1), lambda s: L.append(s, 1)): refused(L, use)
for use in (bytes, memoryview, lambda s: bytearray(1) + s): refused(B, use)
for use in (lambda s: () < s, lambda s: (1, 2) == s): refused(T, use)
refused(M, lambda s: s(12345))
class E(Exception):
    def __init__(self, *args): raise self
try: E(1)
except E as e: print(type(e).__name__)
try: raise object.__new__(E)
except E as e: print(type(e).__name__)
class F(Exception):
    def __init__(self, value): super().__init__("value", value)
print(repr(F(3)), F(3).args)`,
    prints: `${"AttributeError ".repeat(11)}E\nE\nF('value', 3) ('value', 3)\n`,
  },
  "a stream that is a subclass of a native one": {
    code: `
import io, json
class S(io.StringIO): pass
class B(io.BytesIO): pass
class Loud(io.StringIO):
    def write(self, data): return super().write(str(data, "utf-8").upper())
s, b, loud = S(), B(), Loud()
b.write(b"bytes")
for stream in (s, loud):
    print("text", file=stream)
    json.dump([1, {"a": 2}], stream)
print(repr(s.getvalue()), b.getvalue(), repr(loud.getvalue()))
print(json.load(B(b"[5]")))`,
    prints: `'text\\n[1, {"a": 2}]' b'bytes' 'TEXT\\n[1, {"A": 2}]'\n[5]\n`,
  },
  "a file system that is a stream, or a subclass of a native one": {
    code: `
import io, sys, vfs
class FileSystem(io.IOBase):
    def mount(self, *args): pass
    def umount(self): pass
    def stat(self, path): raise OSError(2)
class Posix(vfs.VfsPosix): pass
for i, kind in enumerate((FileSystem, Posix)):
    try: vfs.mount(kind(), "/fs%d" % i)
    except OSError as e: print(e)
sys.path.insert(0, "/fs0"); sys.path.insert(0, "/fs1")
try: import nothing_of_this_name
except ImportError: print("none")`,
    prints: "none\n",
  },
  "objects of a subclass that are none": {
    code: `
class B(bytes): pass
made = B.fromhex("41424344" * 9)
print(type(made), made)
refused(lambda: made.x)
print(type(bytearray.fromhex("41")))`,
    prints: `<class '__main__.B'> b'${"ABCD".repeat(9)}'\nAttributeError <class 'bytearray'>\n`,
  },
  "an iterator made in C, of a subclass": {
    code: `
class R(reversed): pass
class Gives:
    def __reversed__(self): return R([3, 2, 1])
print(list(R([1, 2])), list(R(Gives())))
class Z(zip): pass
print(list(Z((1,), (2,))))`,
    prints: "[2, 1] [1, 2, 3]\n[(1, 2)]\n",
  },
};

describe("C code is called only with the types it is for:", () => {
  it.each(Object.entries(PROGRAMS))("%s", (_, { code, prints }) => {
    const { ending, message, facts } = outcomeOf(REFUSED + code, { wallTimeoutMs: null });
    if (prints === "") {
      expect([ending, message, facts.stdout.includes("wrong")]).toEqual(["finished", "", false]);
    } else {
      expect([ending, message, facts.stdout]).toEqual(["finished", "", prints]);
    }
    expect(canaryTrouble()).toBeNull();
  });
});
