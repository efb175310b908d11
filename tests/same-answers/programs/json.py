import json

BROKEN = [
    "", " ", "{", "[", '{"a":1', "[1,", "[1 2]", '{"a" 1}', '{"a":1,}', "[1,]", "[}", "{]", "[,1]", "{,}", "1.", "01",
    '"\\x"', '"a\nb"', '"\t"', "1\0", '"', '"a', '"\\', '"\\u', '"\\u12', '"\\u12"', '"\\u123g"', '"\\u1234', "nul",
    "nulll", "tru", "falsey", "N", "NaNs", "Inf", "-", "-x", "- 1", "+1", ".5", "1e", "1e+", "1.e5", "0x10", "1_0",
    "[1, 2", "[1, 2}", '{"a": [1, {"b": }]}', "{1: 2}", "{'a': 1}", "['a']", "[1]]", "{}{}", "1 2", "\ufeff1",
    "\n\n  [1,\n  x]", "\x0b1", "[1\u00a0]", '{"a":1 "b":2}', '{"a":1, 2}', '{"a":1,, "b":2}', "[1,,2]",
    '{"a"}', '{"a":}', '{"a"', '{"a":', "{\"a\":1,", "//c", "[1] // c", "undefined", "None", "True", '{"a":tru}',
]
for text in BROKEN:
    try:
        print(repr(text), json.loads(text))
    except json.JSONDecodeError as error:
        print(repr(text), isinstance(error, ValueError), error, error.msg, error.pos, error.lineno, error.colno, error.args)
        assert error.doc == text

for text in [
    "1", " 1 ", "-0", "0", "-1.5e3", "1E5", "1e-3", "0.1", "123456789012345678901234567890", "99999999999999", "100000000000000",
    '""', '"a"', '"\\"\\\\\\/\\b\\f\\n\\r\\t"', '"a\\u0041b"', "[]", "{}", "[ ]",
    "{ }", "[[], {}, [[]]]", '{"a": {"b": [1, {"c": null}]}, "d": true, "e": false}', '{"a": 1, "a": 2}', "NaN", "Infinity",
    "-Infinity", "[NaN]", '\t\r\n [1 , 2\n,3 ] ', "[" * 100 + "]" * 100, '{"": 0}', '"\x7f"',
]:
    print(repr(json.loads(text)), repr(json.loads(text.encode())), repr(json.loads(bytearray(text.encode()))))
print(json.loads(b"\xef\xbb\xbf[1]"), json.loads('"\\u00e9\\u4e2d"'), json.loads('"\\ud83d\\ude00 é😀"'))
for text in ("é", '["é", x]'):
    try:
        json.loads(text)
    except json.JSONDecodeError as error:
        print(error)
print(json.loads('{"a": [1.5, 2, NaN, {"b": 1}]}', parse_float=lambda t: "f" + t, parse_int=lambda t: "i" + t, parse_constant=lambda t: "c" + t))
print(json.loads('[{"a": 1}, {"b": {"c": 2}}]', object_hook=lambda d: sorted(d.items())))
print(json.loads('{"a": 1, "b": {"a": 2}, "a": 3}', object_pairs_hook=lambda pairs: pairs))
print(repr(json.loads('"a\tb"', strict=False)))
for bad in (5, None, [], b"\xff", b"[\xc3]"):
    try:
        json.loads(bad)
    except (TypeError, UnicodeDecodeError) as error:
        print(type(error).__name__, error)


class Names(list):
    pass


class Table(dict):
    pass


class Word(str):
    pass


VALUES = [
    None, True, False, 0, -5, 10**30, 0.0, -0.0, 1.5, 1e300, 1e-7, 0.1, 1e16, "", "a", "é😀\u2028", '"\\/\b\f\n\r\t\x00\x1f\x7f', [], [1],
    (), (1, 2), [[], [[]]], {}, {"a": 1}, {"a": [1, {"b": None}]}, {None: 3}, {True: 4}, {1.5: 5}, {2: 3}, Names([1, 2]),
    Table(a=1), Word("w"), [float("nan"), float("inf"), -float("inf")], ["a"] * 3,
]
for value in VALUES:
    print(json.dumps(value))
    print(json.dumps(value, indent=2), json.dumps(value, indent="--"), json.dumps(value, indent=0))
    print(json.dumps(value, separators=(",", ":")), json.dumps(value, ensure_ascii=False), json.dumps(value, indent=1, separators=("; ", "= ")))
print(json.dumps({"b": 1, "a": 2, "c": {"z": 1, "y": 2}}, sort_keys=True), json.dumps({3: 1, 1: 2, 2: 3}, sort_keys=True))
print(json.dumps({(1, 2): 1, "a": 2}, skipkeys=True), json.dumps([{1}, 2], default=lambda o: sorted(o)))
print(json.dumps({"x": 3 + 4j}, default=lambda o: [o.real if hasattr(o, "real") else 3.0, 4]))

around = []
around.append(around)
table = {}
table["a"] = [table]
for bad, options in [
    (set(), {}), ({(1,): 1}, {}), (b"a", {}), (object, {}), ([{1}], {"default": None}), (around, {}), (table, {}), (float("nan"), {"allow_nan": False}),
    ([float("inf")], {"allow_nan": False}), (-float("inf"), {"allow_nan": False}), ({1}, {"default": lambda o: o}),
    (1, {"nothing": 1}),
]:
    try:
        print(json.dumps(bad, **options))
    except (TypeError, ValueError) as error:
        print(type(error).__name__, error if "nothing" not in options else "")


class Writer:
    written = ""

    def write(self, text):
        self.written += text


writer = Writer()
json.dump({"a": [1, "é"]}, writer, separators=(",", ":"))
print(writer.written)
import io

stream = io.StringIO()
json.dump([1, None], stream, indent=1)
print(stream.getvalue())
print(json.load(io.StringIO(' {"a": 1} ')), json.load(io.BytesIO(b"[1]")))
