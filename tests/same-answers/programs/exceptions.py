import errno
import sys


class Silent(Exception):
    def __init__(self, value):
        self.value = value


class Told(ValueError):
    def __str__(self):
        return "told %s" % self.args


class Named(OSError):
    pass


class Missing(KeyError):
    pass


for error in [
    ValueError(), ValueError(1), ValueError("a"), ValueError("a", 1), ValueError(None), ValueError(""), ValueError((1, 2)), KeyError("a"), KeyError(5),
    KeyError("a", "b"), Missing("m"), IndexError("x"), OSError(), OSError(5), OSError("text"), OSError(2, "text"), OSError(2, "text", "file"),
    OSError(13, "x"), OSError(17, "x"), OSError(20, "x"), OSError(21, "x"), OSError(32, "x"), OSError(110, "x"), OSError(111, "x"), OSError(9999, "x"),
    FileNotFoundError(2, "x"), TimeoutError("late"), Silent(5), Silent("e"), Told("x"), Named(2, "n"), Named("n"), StopIteration(3), SystemExit(4), UnicodeError("u"),
]:
    print(repr(error), "|", str(error), "|", error.args, "|", type(error).__name__, [c.__name__ for c in (OSError, LookupError, ValueError) if isinstance(error, c)])
for error in [OSError(2, "text", "file"), OSError(2, "t"), OSError("t")]:
    print(error.errno, error.strerror, error.filename)
print(StopIteration(3).value, SystemExit(4).code, SystemExit().code)

for name in """ArithmeticError BlockingIOError BrokenPipeError BufferError ChildProcessError ConnectionAbortedError ConnectionError
ConnectionRefusedError ConnectionResetError DeprecationWarning EnvironmentError FileExistsError FileNotFoundError FloatingPointError
FutureWarning IOError ImportWarning InterruptedError IsADirectoryError ModuleNotFoundError NotADirectoryError
PermissionError ProcessLookupError RecursionError ReferenceError ResourceWarning RuntimeWarning SyntaxWarning SystemError TabError
TimeoutError UnboundLocalError UnicodeDecodeError UnicodeEncodeError UnicodeWarning UserWarning Warning""".split():
    print(name, eval(name).__name__, eval(name).__bases__[0].__name__)


def show(error):
    while error is not None:
        print(repr(error), "cause", repr(error.__cause__), "context", repr(error.__context__), error.__suppress_context__)
        error = error.__cause__ or error.__context__


def attempt(code):
    try:
        exec(code, {"show": show})
    except BaseException as error:
        show(error)


attempt("try: 1 / 0\nexcept ZeroDivisionError as e: raise ValueError('x') from e")
attempt("try: 1 / 0\nexcept ZeroDivisionError: raise ValueError('x')")
attempt("try: 1 / 0\nexcept ZeroDivisionError: raise ValueError('x') from None")
attempt("raise ValueError from KeyError")
attempt("raise ValueError from KeyError('k')")
attempt("raise ValueError from 5")
attempt("raise ValueError from None")
attempt("try: 1 / 0\nfinally: [][1]")
attempt("try: 1 / 0\nexcept ZeroDivisionError:\n  try: [][1]\n  except IndexError as e: show(e)")
attempt("def f():\n  try: [][1]\n  except IndexError: {}[2]\ntry: 1 / 0\nexcept ZeroDivisionError: f()")
attempt("def f():\n  try: [][1]\n  except IndexError as e: show(e)\ntry: 1 / 0\nexcept ZeroDivisionError: pass\nf()")
attempt("try: 1 / 0\nexcept ZeroDivisionError as e: raise e")
attempt("try: 1 / 0\nexcept ZeroDivisionError: raise")
attempt("try:\n  try: 1 / 0\n  finally: pass\nexcept ZeroDivisionError as e: show(e)")
attempt("e = ValueError()\ne.__context__ = KeyError()\ne.__cause__ = IndexError()\nraise e")
attempt("e = ValueError()\ne.__cause__ = 5")
attempt("e = ValueError()\ne.__context__ = 'x'")
attempt("class E(Exception): pass\ntry: raise E(1)\nexcept E: raise E(2)")
attempt("def g():\n  try: yield 1\n  except ValueError: raise KeyError\nx = g()\nnext(x)\nx.throw(ValueError('v'))")
error = ValueError(1)
error.args = (2, 3)
print(error, repr(error))


def endless():
    return endless()


try:
    endless()
except RecursionError as error:
    print(type(error).__name__, isinstance(error, RuntimeError))

for code in ("open('/nothing')", "import nothing", "import nothing.here", "import os.nothing"):
    try:
        exec(code)
    except Exception as error:
        print(type(error).__name__, isinstance(error, (OSError, ImportError)))
for data in (b"\xff", b"ab\xe2\x82", b"a\xc3(", b"\xe2\x28\xa1", b"\xed\xa0\x80", b"\xc0\x80", b"\xf5\x80\x80\x80", b"\xf0\x80\x80\x80", b"\x80", b"\xf0\x9f\x98"):
    for codec in ("utf-8", "ascii"):
        try:
            data.decode(codec)
        except UnicodeDecodeError as error:
            print(error)
for text in ("é", "ab€", "😀"):
    try:
        text.encode("ascii")
    except UnicodeEncodeError as error:
        print(error)
around = [1]
around.append(around)
table = {"a": around}
table["t"] = table
pair = ([], 2)
pair[0].append(pair)
print(around, table, pair, repr(around), [around], "%s" % around, f"{table}")
same = [1]
print([same, same, (same,)])
