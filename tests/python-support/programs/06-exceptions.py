## Exceptions

# `try`, `except`, `else` and `finally`
def f(x):
    try:
        return 1 / x
    except ZeroDivisionError:
        return "zero"
    else:
        print("else")
    finally:
        print("finally")
print(f(1), f(0))

# several classes in one `except`
try:
    {}["x"]
except (IndexError, KeyError) as error:
    print(type(error).__name__, error.args)

# `args`, `str` and `repr`
error = ValueError("a", 1)
print(error.args, str(error), repr(error), str(ValueError("x")), str(ValueError()))

# the `repr` of an exception with one argument
print(repr(ValueError("x")), repr(ValueError()))

# classes of your own, with attributes
class MyError(ValueError):
    def __init__(self, message, code):
        super().__init__(message)
        self.code = code
try:
    raise MyError("bad", 7)
except ValueError as error:
    print(error, error.code, error.args)

# `raise` alone raises the exception again
try:
    try:
        raise ValueError("v")
    except ValueError:
        raise
except ValueError as error:
    print(error)

# `raise … from …` sets `__cause__`
try:
    try:
        1 / 0
    except ZeroDivisionError as e:
        raise ValueError("v") from e
except ValueError as error:
    print(type(error.__cause__).__name__)

# `__context__` of an exception in a handler
try:
    try:
        1 / 0
    except ZeroDivisionError:
        raise ValueError("v")
except ValueError as error:
    print(type(error.__context__).__name__)

# `__traceback__`, `with_traceback` and `add_note`
error = ValueError()
for name in ["__traceback__", "with_traceback", "add_note"]:
    print(name, hasattr(error, name))

# exception groups and `except*`
try:
    raise ExceptionGroup("g", [ValueError(1)])
except* ValueError as group:
    print(group.exceptions)

# the variable of `except … as` is deleted
try:
    raise ValueError
except ValueError as error:
    pass
try:
    error
except NameError:
    print("NameError")

# `finally` runs on `return`, `break` and `continue`
def f():
    for i in range(2):
        try:
            if i:
                return "returned"
            continue
        finally:
            print("finally", i)
print(f())

# raising a class, and what is no exception
for thing in (ValueError, 1):
    try:
        raise thing
    except ValueError:
        print("ValueError")
    except TypeError:
        print("TypeError")

# which exceptions there are
import builtins
names = """ArithmeticError AssertionError AttributeError BaseException BlockingIOError BrokenPipeError
BufferError ChildProcessError ConnectionError EOFError Exception FileExistsError FileNotFoundError
FloatingPointError GeneratorExit ImportError IndentationError IndexError InterruptedError
IsADirectoryError KeyError KeyboardInterrupt LookupError MemoryError ModuleNotFoundError NameError
NotADirectoryError NotImplementedError OSError OverflowError PermissionError ProcessLookupError
RecursionError ReferenceError RuntimeError StopAsyncIteration StopIteration SyntaxError SystemError
SystemExit TabError TimeoutError TypeError UnboundLocalError UnicodeDecodeError UnicodeEncodeError
UnicodeError ValueError Warning ZeroDivisionError""".split()
print("missing:", " ".join(name for name in names if not hasattr(builtins, name)) or "none")

# the hierarchy of common exceptions
print(issubclass(KeyError, LookupError), issubclass(ZeroDivisionError, ArithmeticError), issubclass(NotImplementedError, RuntimeError), issubclass(UnicodeError, ValueError), issubclass(KeyboardInterrupt, Exception))

# `StopIteration` and `OSError` carry `value` and `errno`
print(StopIteration(3).value, OSError(2, "no file").errno)

# `OSError` becomes `FileNotFoundError`
try:
    open("nothing")
except OSError as error:
    print(type(error).__name__, error.errno)

# the text of common errors
for code in ["1 / 0", "[][0]", "{}['k']", "None.x", "'a' + 1", "int('x')", "nothing", "1()"]:
    try:
        eval(code)
    except Exception as error:
        print(code, "->", type(error).__name__ + ":", error)

# the classes of common errors
for code in ["1 / 0", "[][0]", "{}['k']", "None.x", "'a' + 1", "int('x')", "nothing", "1()", "[1] < 2", "len(1)", "chr(-1)", "next(iter([]))", "1 if", "[].pop()", "{}.pop(1)", "[].remove(1)", "[].index(1)", "{[]: 1}"]:
    try:
        eval(code)
    except Exception as error:
        print(code, "->", type(error).__name__)

# the class of an error of decoding
try:
    b"\xff".decode()
except ValueError as error:
    print(type(error).__name__)

# the class of an error of indentation
try:
    exec("if 1:\nprint(1)")
except SyntaxError as error:
    print(type(error).__name__)

# `sys.exit` raises SystemExit
import sys
try:
    sys.exit(3)
except SystemExit as stop:
    print(stop.args, isinstance(stop, Exception))

# `SystemExit.code`
try:
    raise SystemExit(3)
except SystemExit as stop:
    print(stop.code)

# an exception in `__exit__` replaces the other
class C:
    def __enter__(self): pass
    def __exit__(self, *args): raise KeyError("exit")
try:
    with C():
        raise ValueError("body")
except KeyError as error:
    print(error.args)

# `warnings.warn`
import warnings
warnings.warn("careful")
print("went on")

# `traceback.format_exc`
import traceback
try:
    1 / 0
except ZeroDivisionError:
    print(traceback.format_exc().splitlines()[-1])

# `sys.exc_info`
import sys
try:
    1 / 0
except ZeroDivisionError:
    print(sys.exc_info()[0].__name__)
