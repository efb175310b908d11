# What modules need that import `ctypes`: C's plain types, as this machine has them. There are no shared
# libraries and no raw memory: everything else raises OSError when it is used.
# SPDX-License-Identifier: Apache-2.0


def _refuse(*args, **kwargs):
    raise OSError("there are no shared libraries and no raw memory in this sandbox")


class _SimpleCData:
    _size_ = 0

    def __init__(self, value=0):
        self.value = value

    def __repr__(self):
        return f"{type(self).__name__}({self.value!r})"


class _Integer(_SimpleCData):
    _signed_ = True

    @property
    def value(self):
        return self._value

    @value.setter
    def value(self, value):
        if not isinstance(value, int):
            raise TypeError(f"an integer is required (got type {type(value).__name__})")
        bits = 8 * self._size_
        value &= (1 << bits) - 1
        self._value = value - (1 << bits) if self._signed_ and value >> (bits - 1) else value


class _Number(_SimpleCData):
    def __init__(self, value=0.0):
        self.value = float(value)


def _integers(size, names):
    for name in names.split():
        for prefix in "", "u":
            kind = f"c_{prefix}{name}"
            fields = {"_size_": size, "_signed_": not prefix, "__module__": "ctypes"}
            globals()[kind] = type(kind, (_Integer,), fields)


_integers(1, "byte int8")
_integers(2, "short int16")
_integers(4, "int long int32")
_integers(8, "longlong int64")

c_size_t = c_uint
c_ssize_t = c_int


class c_bool(_SimpleCData):
    _size_ = 1

    def __init__(self, value=False):
        self.value = bool(value)


class c_float(_Number):
    _size_ = 4


class c_double(_Number):
    _size_ = 8


class c_longdouble(_Number):
    _size_ = 16


class _Pointer(_SimpleCData):
    _size_ = 4

    def __init__(self, value=None):
        self.value = value


class c_void_p(_Pointer):
    pass


class c_char_p(_Pointer):
    pass


class c_wchar_p(_Pointer):
    pass


class c_char(_SimpleCData):
    _size_ = 1

    def __init__(self, value=b"\0"):
        self.value = value


class c_wchar(_SimpleCData):
    _size_ = 4

    def __init__(self, value="\0"):
        self.value = value


def sizeof(kind):
    size = getattr(kind, "_size_", None)
    if size is None:
        raise TypeError("this type has no size")
    return size


alignment = sizeof


class CDLL:
    """There are no shared libraries in this sandbox."""

    __init__ = _refuse


PyDLL = CDLL


class LibraryLoader:
    def __init__(self, kind):
        pass

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        _refuse()

    LoadLibrary = _refuse


cdll = pydll = pythonapi = LibraryLoader(CDLL)

ArgumentError = type("ArgumentError", (Exception,), {"__module__": "ctypes"})


class Structure:
    """There is no raw memory in this sandbox."""

    __init__ = _refuse


Union = BigEndianStructure = LittleEndianStructure = Array = Structure

POINTER = CFUNCTYPE = PYFUNCTYPE = lambda *args, **kwargs: Structure
pointer = byref = cast = addressof = memmove = memset = string_at = wstring_at = _refuse
create_string_buffer = create_unicode_buffer = resize = get_errno = set_errno = _refuse
