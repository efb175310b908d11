## `re` and `json`

# `match`, `search`, groups and spans
import re
m = re.search(r"(\w+)@(\w+)\.com", "mail ann@example.com now")
print(m.group(0), m.group(1), m.groups(), m.start(), m.end(1), m.span())

# classes, repetition and alternatives
import re
print(re.match(r"[a-c]+\d*?x|y", "abc12x").group(0), re.match(r"^\s*#", "  # c") is not None, re.match(r"(?:ab)+", "ababc").group(0))

# `compile`, `split` and `sub`
import re
p = re.compile(r"\s*,\s*")
print(p.split("a , b,c"), re.sub(r"(\w)(\d)", r"\2\1", "a1 b2"), re.sub("a", lambda m: m.group(0).upper(), "banana", 2))

# `findall` and `finditer`
import re
print(re.findall(r"\d+", "a1b22"))

# `fullmatch`
import re
print(re.fullmatch(r"\d+", "12") is not None)

# `re.escape`
import re
print(re.escape("a.b"))

# flags: `re.IGNORECASE` and `re.MULTILINE`
import re
print(re.search("AB", "xab", re.IGNORECASE) is not None)

# counted repetition
import re
print(re.match(r"\d{2,3}$", "123") is not None)

# named groups
import re
print(re.match(r"(?P<year>\d+)", "2024").group("year"))

# lookahead and lookbehind
import re
print(re.search(r"a(?=b)", "ab") is not None)

# back references
import re
print(re.match(r"(a)\1", "aa") is not None)

# word boundaries
import re
print(re.search(r"\bcat\b", "a cat") is not None)

# `re` counts positions in characters
import re
print(re.search("b", "éb").start())

# indexing a match
import re
print(re.match("(a)", "a")[1])

# a pattern that is wrong
import re
try:
    re.compile("(")
except ValueError:
    print("ValueError")
except Exception as error:
    print(type(error).__name__)

# `json.dumps`
import json
print(json.dumps({"a": [1, 2.5, None, True, "\n\"q\""]}), json.dumps("a/b\\\t"), json.dumps([]), json.dumps((1, 2)))

# `json.dumps` of text beyond ASCII
import json
print(json.dumps("é😀"))

# `json.dumps` with `separators`
import json
print(json.dumps({"a": [1, 2]}, separators=(",", ":")))

# `json.dumps` with `indent` and `sort_keys`
import json
print(json.dumps({"b": 1, "a": 2}, sort_keys=True))

# `json.dumps` with `indent`
import json
print(json.dumps([1], indent=2))

# `json.dumps` with `default`
import json
print(json.dumps({"a": {1}}, default=list))

# keys that are no text
import json
print(json.dumps({1: "a"}))

# `json.dumps` of what JSON does not know
import json
for value in (object(), {1, 2}, b"a"):
    try:
        json.dumps(value)
        print("dumped")
    except TypeError:
        print("TypeError")

# `json.loads`
import json
print(json.loads('{"a": [1, 2.5, null, true, "\\u00e9"], "b": {}}')["a"][4], json.loads("12345678901234567890"), json.loads(' [1, -2e3, "x"] '), json.loads(b"[1]"))

# `json.loads` of characters that JSON writes as two
import json
print(len(json.loads('"\\ud83d\\ude00"')))

# JSON that is wrong
import json
for text in ("nope", "", "1 2", "[1 2]", '{"a" 1}'):
    try:
        print(json.loads(text))
    except ValueError:
        print("ValueError")

# JSON that ends too early or has a comma too many
import json
for text in ("{", "[1,]"):
    try:
        print(json.loads(text))
    except ValueError:
        print("ValueError")

# `json.JSONDecodeError`
import json
try:
    json.loads("{")
except json.JSONDecodeError:
    print("JSONDecodeError")

# infinity and NaN in JSON
import json
print(json.dumps([float("inf"), float("nan")]))

# floats in JSON
import json
print(json.loads("1e3"), json.dumps(0.1), json.loads(json.dumps(1 / 3)) == 1 / 3)

# `json.dump` and `json.load` with streams
import io, json
s = io.StringIO()
json.dump([1], s)
s.seek(0)
print(json.load(s))
