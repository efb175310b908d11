# The names for annotations, which are never evaluated, and for what programs build of them. What depends on a
# type's parts or text raises. SPDX-License-Identifier: Apache-2.0
TYPE_CHECKING = False
Text = str
_CPYTHON = "BinaryIO ForwardRef IO NamedTuple ParamSpec SupportsAbs SupportsFloat SupportsIndex SupportsInt SupportsRound TextIO TypeAliasType TypedDict TypeVarTuple assert_never assert_type clear_overloads get_args get_origin get_overloads get_protocol_members get_type_hints is_protocol is_typeddict overload reveal_type runtime_checkable"


def _missing(what):
    raise NotImplementedError(what + ' of types are not in MicroPython (run with python="cpython")')


class _Type:
    def __getitem__(self, parts):
        return self

    def __or__(self, other):
        return self

    __ror__ = __or__

    def __eq__(self, other):
        _missing("comparisons")

    def __hash__(self):
        _missing("hashes")

    def __repr__(self):
        _missing("texts")


for _name in "AbstractSet Annotated Any AnyStr AsyncGenerator AsyncIterable AsyncIterator Awaitable Callable ClassVar Collection Concatenate Container Coroutine Counter DefaultDict Deque Dict Final FrozenSet Generator Hashable ItemsView Iterable Iterator KeysView List Literal LiteralString Mapping MappingView Match MutableMapping MutableSequence MutableSet Never NoReturn NotRequired Optional OrderedDict Pattern ReadOnly Required Reversible Self Sequence Set Sized Tuple Type TypeAlias TypeGuard TypeIs Union Unpack ValuesView".split():
    globals()[_name] = _Type()


class Generic:
    def __class_getitem__(cls, parts):
        return cls


class Protocol(Generic):
    def __new__(cls, *args, **kwargs):
        if Protocol in cls.__bases__:
            raise TypeError("Protocols cannot be instantiated")
        return object.__new__(cls)


class NewType(_Type):
    def __init__(self, name, tp):
        self.__supertype__ = tp

    def __call__(self, value):
        return value


def TypeVar(name, *constraints, bound=None, covariant=False, contravariant=False, infer_variance=False):
    return _Type()


def cast(typ, val):
    return val


def _same(value):
    return value


final = no_type_check = override = _same


def __getattr__(name):
    hint = ' in MicroPython (run with python="cpython")' if name in _CPYTHON.split() else ""
    raise AttributeError("module 'typing' has no attribute '%s'%s" % (name, hint))
