"""Prints random expressions as JSON, one a line. /given/seed has the seed and how many."""

import json
import random

SEED, COUNT = map(int, open("/given/seed").read().split())
R = random.Random(SEED)
pick = R.choice

# --- Values, among them all edge cases that we know of ---

INTS = """0 1 -1 2 3 -2 5 7 10 -10 64 97 255 256 -256 1000 2**31 2**31-1 -2**31 2**32 2**53+1 2**62 2**63-1 2**63
-2**63 2**64 10**20 -10**30 10**40+7 True False""".split()
SMALL = "0 1 -1 2 3 -2 -3 4 5 6 10 -10 100".split()
FLOATS = """0.0 -0.0 1.0 1.5 -1.5 2.5 0.5 0.1 1e16 1e22 123456789.123 1e300 1e-300 5e-324 inf -inf nan 3.0 -7.25 1e15
0.30000000000000004 2.675 1e23 9007199254740993.0 100.0""".split()
TEXTS = [ascii(text) for text in (
    "", "a", "abc", "Hello World", "héllo", "  x ", "123", "-5", "ß", "\n", "a,b,,c", "x\0y", "😀b", "İ", "aBC dEf", " ",
    "A", "aa", "aaa", "b", "abcabcabc", "a\nb\r\nc\rd", "\t1\t22", "1_000", "0x1f", "1e5", "nan", "it's", '"q"', "\\",
    "{}", "%s", "ŉ", "Ⅷ", "²", "٣", "\u2028z", "_a1", "class", "they're bill's", "\x1cq", "é\u0301", "=+-", "l", "lo")]
BYTES = """b'' b'a' b'abc' b'\\x20x\\x20' b'a,b,,c' b'\\x00\\xff' b'Hello\\x20World' b'aaa' b'12' b'\\n' bytearray(b'')
bytearray(b'abc') bytearray(b'aXbX') b'abcabc' bytearray(b'Hello') b'\\xc3\\xa9' b'X'""".split()
LISTS = """[] [1] [1,2,3] [3,1,2] ['a','b'] [1,'a'] [[1],[2]] [1,1.0,True] [None] [0]*5 [(1,2),(3,4)] [2,1,2,1] L([1,2])
L() ['b','a','C'] [1,2,3,4,5,6,7]""".split()
TUPLES = "() (1,) (1,2,3) ('a','b') (1,'a',None) T((1,2)) ((1,2),(3,4)) ('a',) (3,1,2) (1.0,2)".split()
DICTS = """{} {'a':1} {'a':1,'b':2} {1:2} {1:'x',1.0:'y'} {None:0} D(a=1) D() {(1,2):3} {'b':1,'a':2,'c':3}
collections.OrderedDict([('a',1),('b',2)]) {True:1,0:2}""".split()
SETS = "set() {1} {1,2,3} {2,3,4} frozenset() frozenset([1,2]) {'a'} St([1,2]) {0} {(1,2)}".split()
OTHERS = """None object int str list dict range(5) range(0) range(1,10,3) range(10,0,-2) range(-5) 1j (1+2j) 0j (-1.5-0j)
slice(1,3) slice(None,None,-1) ... NotImplemented Idx(1) Idx(-1) Idx(2**70) Int(3) Flt(1.5) Itr(1,2) Itr('a','b') Itr()
Seq(1,2,3) Seq() Eq(1) Eq(0) Ni() Rev() Bo(True) Bo(False) Ln(0) Ln(3) Bad() Fm() len gen(1,2,3) gen()
iter([1,2]) enumerate(['a']) zip([1],[2]) map(str,[1]) reversed([1,2]) {'a':1}.keys() {'a':1}.items() S('abc') I(5)
I(-1) F(2.5) B(b'ab') array.array('i',[1,2]) array.array('d',[1.5]) collections.deque([1,2,3],9) ValueError('x')
Exception KeyError('k') type""".split()
FUNCTIONS = """len str (lambda\tx:-x) (lambda\tx:x) (lambda\tx:str(x)) (lambda\tx:x%2) (lambda\tx:0) None repr bool abs int
str.lower (lambda\t*a:a)""".split()
NUMERALS = [ascii(text) for text in (
    "12", " 12 ", "-0x1f", "0b101", "1_0", "_1", "1__0", "1.5", "1e3", ".5", "5.", "inf", "-Infinity", "nan", "1e400",
    "1e-400", "z", "", "+5", "--5", "٣", "1.5e", "0777", "0o17", "12\n", "1\0", "0x", "1e5_0", "9" * 23, "１２", "1 2")]
ALL = [INTS, INTS, INTS, FLOATS, FLOATS, TEXTS, TEXTS, BYTES, LISTS, LISTS, TUPLES, DICTS, SETS, OTHERS, OTHERS]


def anything(): return pick(pick(ALL))
def a_float(): return pick(FLOATS) if R.random() < 0.5 else repr(R.uniform(-1, 1) * 10 ** R.randint(-20, 20))
def a_number(): return pick([lambda: pick(INTS), a_float, lambda: pick("1j (1+2j) True I(5) F(2.5) -3+0.5j".split())])()
def a_sequence(): return pick(pick([TEXTS, BYTES, LISTS, TUPLES]))
def an_iterable(): return pick(pick([TEXTS, LISTS, TUPLES, SETS, DICTS, ["range(5)", "gen(1,2,3)", "Itr(1,2)", "Seq(1,2,3)"]]))


# --- Methods, with what each argument is like ---

METHODS = {
    "str": (TEXTS, """capitalize casefold center:ic count:sii encode:e endswith:sii expandtabs:i find:sii format:aaa
        index:sii isalnum isalpha isascii isdecimal isdigit isidentifier islower isnumeric isprintable isspace istitle
        isupper join:I ljust:ic lower lstrip:s partition:s removeprefix:s removesuffix:s replace:ssi rfind:sii
        rindex:sii rjust:ic rpartition:s rsplit:si rstrip:s split:si splitlines:a startswith:sii strip:s swapcase title
        translate:D upper zfill:i"""),
    "bytes": (BYTES, """center:ib count:bii decode:e endswith:bii find:bii hex index:bii isalnum isalpha isdigit islower
        isspace isupper join:J ljust:ib lower lstrip:b partition:b replace:bbi rfind:bii rindex:bii rpartition:b
        rsplit:bi rstrip:b split:bi splitlines:a startswith:bii strip:b upper zfill:i append:i extend:I"""),
    "int": (INTS, "bit_length to_bytes:iO bit_count"),
    "list": (LISTS, "append:a clear copy count:a extend:I index:aii insert:ia pop:i remove:a reverse sort"),
    "tuple": (TUPLES, "count:a index:aii"),
    "dict": (DICTS, """clear copy get:aa items keys pop:aa popitem setdefault:aa update:a values fromkeys:Ia"""),
    "set": (SETS, """add:a clear copy difference:II difference_update:I discard:a intersection:II intersection_update:I
        isdisjoint:I issubset:I issuperset:I remove:a symmetric_difference:I union:II update:II"""),
    "deque": (["collections.deque([1,2,3],9)", "collections.deque([1,2,3],3)", "collections.deque((),5)",
        "collections.deque()", "collections.deque('abcabc')", "collections.deque(maxlen=0)", "collections.deque(range(20))"],
        "append:a appendleft:a pop popleft extend:I extendleft:I rotate:i clear copy count:a index:aii insert:ia remove:a reverse"),
    "array": (["array.array('i',[1,2,3])", "array.array('b')", "array.array('d',[1.5,2])", "array.array('B',b'abc')"],
        "append:n extend:l"),
    "slice": (["slice(1,3)", "slice(None)", "slice(5,None,-1)"], "indices:i"),
}


def argument(kind):
    if R.random() < 0.06: return anything()
    if kind == "i": return pick([pick(SMALL), pick(SMALL), pick(INTS), pick(["None", "I(5)", "Idx(1)", "2.0", "True"])])
    if kind == "s": return pick(TEXTS) if R.random() < 0.8 else pick(["None", "('a','b')", "S('abc')", "1"])
    if kind == "c": return pick(["'*'", "' '", "'ab'", "'\\xe9'", "''", "'x'"])
    if kind == "e": return pick(["'utf-8'", "'ascii'", "'utf8'", "'utf-8','ignore'", "'ascii','replace'", "errors='ignore'"])
    if kind == "J": return pick(["[b'a',b'b']", "[]", "(b'x',)", "[bytearray(b'q'),b'r']", "['a']", "b'ab'", "[1]"])
    if kind == "D": return pick(DICTS + ["{97:'x'}", "{97:None,98:'zz'}", "{97:120}"])
    if kind == "O": return pick(["'big'", "'little'", "'x'", "'little',signed=True", "byteorder='big'"])
    if kind == "f": return pick(FUNCTIONS)
    if kind == "T": return pick(["int", "str", "(int,str)", "list", "object", "type", "dict", "(float,(list,tuple))", "bool"])
    if kind == "N": return pick([pick(NUMERALS), a_number(), anything()])
    return {"b": lambda: pick(BYTES), "I": an_iterable, "n": a_number, "l": lambda: pick(LISTS)}.get(kind, anything)()


def method():
    values, methods = METHODS[pick(list(METHODS))]
    name, _, kinds = pick(methods.split()).partition(":")
    count = R.randint(0, len(kinds))
    return "M(%s)" % ", ".join([pick(values), repr(name)] + [argument(kind) for kind in kinds[: max(count, len(kinds) > 0)]])


# --- Operators, subscripts, built-in functions ---

BINARY = "+ - * / // % ** & | ^ << >> == != < <= > >= in".split() + ["not in", "and", "or"]


def is_huge(operator, a, b):
    if operator in ("**", "<<"): return "**" in b
    return operator == "*" and "**" in a + b and not (a in INTS and b in INTS)


def operation(value=anything):
    while True:
        a, b, operator = value(), value(), pick(BINARY)
        if not is_huge(operator, a, b): return "(%s) %s (%s)" % (a, operator, b)


def in_place():
    while True:
        a, b, operator = pick([anything, a_sequence, a_number])(), anything(), pick("+ - * / // % & | ^ >>".split())
        if not is_huge(operator, a, b): return "IOP(%r, %s, %s)" % (operator + "=", a, b)


def bound(): return pick(["None", pick(SMALL), pick(SMALL), pick(INTS)])
def a_slice(): return "slice(%s)" % ",".join(bound() for _ in range(pick([2, 2, 3])))


def subscript():
    index = pick([lambda: pick(SMALL), lambda: pick(INTS), anything, a_slice, a_slice])()
    return "(%s)[%s]" % (a_sequence() if R.random() < 0.7 else pick(DICTS + OTHERS), index)


def assignment():
    target = pick(LISTS + ["bytearray(b'abcd')", "{'a':1}", "array.array('i',[1,2,3])"] * 3)
    index = pick([lambda: pick(SMALL), a_slice, anything])()
    if R.random() < 0.3: return "DELI(%s, %s)" % (target, index)
    return "SETI(%s, %s, %s)" % (target, index, pick([anything, an_iterable, lambda: pick(INTS)])())


BUILT_IN = """abs:n all:I any:I ascii:a bin:i bool:a bytearray:i bytes:s callable:a chr:i complex:nn dict:D divmod:nn
enumerate:Ii filter:fI float:N frozenset:I hex:i int:Ni isinstance:aT iter:I len:a list:I map:fI max:I min:I oct:i ord:s
range:iii repr:a reversed:l round:ni set:I sorted:I str:a sum:In tuple:I zip:II type:a""".split()
KEYWORDS = {"sorted": "key=%s reverse=True", "min": "key=%s default=0", "max": "key=%s default=0", "sum": "start=1.5",
            "enumerate": "start=3", "zip": "strict=True", "int": "base=10", "round": "ndigits=2", "dict": "a=1"}


def built_in():
    name, _, kinds = pick(BUILT_IN).partition(":")
    arguments = [argument(kind) for kind in (kinds if R.random() < 0.6 else kinds[: R.randint(0, len(kinds))])]
    if name in ("bytes", "bytearray") and any("**" in a for a in arguments): arguments = ["3"]
    if name in KEYWORDS and R.random() < 0.35: arguments.append(pick(KEYWORDS[name].split()).replace("%s", pick(FUNCTIONS)))
    return "%s(%s)" % (name, ", ".join(arguments))


# --- Formats, patterns, JSON, comprehensions, calls ---

def maybe(chance, *choices): return pick(choices) if R.random() < chance else ""


def format_spec():
    return (maybe(0.4, "<", ">", "^", "=", "*<", "*^", "0=") + maybe(0.3, *"+- ") + maybe(0.15, "#") + maybe(0.2, "0")
            + maybe(0.5, "1", "5", "8", "12", "20") + maybe(0.2, *",_") + maybe(0.5, ".0", ".1", ".2", ".3", ".6", ".17", ".50")
            + maybe(0.8, *"bcdeEfFgGnosxX%"))


def formatted():
    value = pick([a_number, a_float, lambda: pick(TEXTS), lambda: pick(INTS)])()
    if R.random() < 0.5: return "format(%s, %r)" % (value, format_spec())
    directive = ("%" + pick(["", "", "-", "+", " ", "0", "#", "-0", "+0"]) + pick(["", "", "5", "10"])
                 + pick(["", "", ".2", ".0", ".10", "."]) + pick("diouxXeEfFgGcrsa%"))
    return "%r %% (%s,)" % (directive, value)


def f_string():
    """A literal with fields, which may be shown, converted and formatted, and have other literals beside it."""
    def field(quote, depth=0):
        inner = '"' if quote == "'" else "'"
        value = pick([a_number, lambda: pick(LISTS), lambda: pick("x y x+y x==y x!=y x<=y (x,y) d['k'] d.get('k') x,y".split()),
                      lambda: "' '.join(%s)" % pick(["'ab'", "str(x)", "['p', '}']"]), lambda: "(lambda a: a)(x)",
                      lambda: "[i for i in 'ab']", lambda: "{'a': {1: 2}}['a']", lambda: "x if y else d"])()
        if "\\" in value or quote in value.replace("'", inner): value = "x"
        if depth == 0 and R.random() < 0.15: return "{f%s%s%s}" % (inner, field(inner, 1), inner)
        value = value.replace("'", inner)
        spec = maybe(0.4, ":" + format_spec(), ":>{5}", ":{y}", ":^{x}.{y}")
        return "{%s%s%s%s}" % (" " + value if value[0] == "{" else value, maybe(0.3, "=", " = "), maybe(0.3, "!r", "!s", "!a"), spec)
    parts = []
    for _ in range(R.randint(1, 3)):
        quote = pick("'\"")
        if R.random() < 0.25: parts.append(pick(["'{x}'", "'}}{'", "'a'", "r'\\{'"]))
        parts.append(pick(["f", "f", "f", "F", "rf", "fR"]) + quote
                     + "".join(pick([field(quote), "a", "{{", "}}", " ", "=", ":"]) for _ in range(R.randint(1, 4))) + quote)
    return "(lambda x, y, d: %s)(%s, %s, {'k': 1})" % (" ".join(parts), pick(INTS + TEXTS), pick(SMALL))


def cmath_call():
    """Of numbers whose results the C libraries of both Pythons round alike."""
    number = pick([lambda: pick(INTS + FLOATS), lambda: pick("-1 -4 2 1j -1j 3+4j -3-4j".split())])
    return "%s(%s)" % (pick("cmath.sqrt cmath.phase cmath.polar abs".split()), number())


ATOMS = r"a b . \d \w \s [abc] [^a] (a) (?:b) (?P<n>c) ^ $ \b a|b (a|b) \1 (?=a) (?!b) (?<=a) (?i:A) [a-z] \W l o , 1 \Z \D (b)?".split()
AFTER = ["", "", "", "", "*", "+", "?", "*?", "+?", "{2}", "{1,2}", "{,2}", "??", "*+"]


def pattern():
    return repr("".join(pick(ATOMS) + pick(AFTER) for _ in range(R.randint(1, 5))))


def match():
    text, flags = pick(TEXTS), pick(["", "", ", re.I", ", re.M", ", re.S"])
    if R.random() < 0.5:
        found = "re.%s(%s, %s%s)" % (pick(["match", "search", "fullmatch"]), pattern(), text, flags)
        return "(lambda m: m and (m.group(), m.groups(), m.span(), m.groupdict(), m.lastindex))(%s)" % found
    return pick([
        "re.findall(%s, %s%s)" % (pattern(), text, flags), "re.split(%s, %s)" % (pattern(), text),
        "re.sub(%s, %s, %s)" % (pattern(), pick(["'-'", "r'<\\g<0>>'", "''"]), text), "re.escape(%s)" % text])


def json_value(depth=0):
    kind = R.random()
    if depth > 2 or kind < 0.5: return pick([lambda: pick(INTS), a_float, lambda: pick(TEXTS), lambda: pick(TUPLES)])()
    items = [json_value(depth + 1) for _ in range(R.randint(0, 3))]
    if kind < 0.75: return "[%s]" % ",".join(items)
    return "{%s}" % ",".join("%s:%s" % (pick([pick(TEXTS), pick(INTS), "None", "1.5"]), item) for item in items)


TOKENS = [*'0 -1 1.5 1e5 01 - .5 true null nul NaN "a" "\\u00e9" "\\ud800" "\\x" " 1e400 -0 [ } ,'.split(), '"\\n"', "'a'"]


def json_text(depth=0):
    kind = R.random()
    if depth > 2 or kind < 0.55: return maybe(0.3, " ", "\n") + pick(TOKENS)
    items = [json_text(depth + 1) for _ in range(R.randint(0, 3))]
    if kind < 0.8: return "[" + pick([",", ", ", ",,"]).join(items) + pick(["]", "]", "]", ""])
    return "{" + ",".join(pick(['"a"', '"b"', "1"]) + pick([":", " : ", ""]) + item for item in items) + pick(["}", "}", ",}"])


def as_json():
    if R.random() < 0.5: return "json.loads(%r)" % json_text()
    option = pick(["", "", ", indent=2", ", sort_keys=True", ", separators=(',',':')", ", ensure_ascii=False", ", default=str"])
    return "json.dumps(%s%s)" % (json_value(), option)


def comprehension():
    item = pick(["x", "(x,x)", "x*2", "[y for y in str(x)]", "str(x)", "x if x else 0"])
    loop = "%s for x in %s%s" % (item, an_iterable(), pick(["", " if x", " if x != 1", " for y in range(2)"]))
    return pick(["[%s]", "{%s}", "sorted((%s), key=str)", "sum(1 for q in (%s))"]) % loop


def comparison():
    return "(%s) %s (%s) %s (%s)" % (a_sequence(), pick("< == <= != in".split()), anything(), pick("< == in >=".split()), a_sequence())


def call():
    function = pick(["(lambda a,b=2,*c,d=4,**e:(a,b,c,d,sorted(e.items())))", "(lambda *a,**k:(a,sorted(k.items())))",
                     "(lambda a,/,b:(a,b))", "(lambda *,a:a)", "dict", "'{} {a}'.format"])
    arguments = [pick([anything, lambda: "*" + an_iterable(), lambda: "a=" + anything(), lambda: "b=1", lambda: "d=3",
                       lambda: "**" + pick(DICTS)])() for _ in range(R.randint(0, 4))]
    return "%s(%s)" % (function, ", ".join(arguments))


KINDS = [method] * 6 + [built_in] * 4 + [formatted] * 3 + [f_string] * 3 + [operation] * 2 + [match] * 2 + [
    lambda: operation(a_number), cmath_call, in_place, subscript, assignment, as_json, comprehension, comparison, call]
for _ in range(COUNT): print(json.dumps(pick(KINDS)()))
