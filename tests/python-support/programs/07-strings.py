## Strings

# slices
s = "abcdefg"
print(s[1:5], s[-3:-1], s[100:], s[:-2], s[3:1] == "", s[::1])

# slices with steps
s = "abcdefg"
print(s[::2], s[::-1], s[5:1:-2])

# f-strings: expressions, conversions and formats
x, name = 3.14159, "ab"
print(f"{x:.2f} {name!r} {name:>5}|{name:<5}|{name:^5}| {1 + 1} {x:8.3f} {255:#x} {{}}")

# f-strings that show the expression
x = 3
print(f"{x=} {x + 1=}")

# f-strings with nested fields
width, x = 8, 3.14159
print(f"{x:{width}.3f}|")

# f-strings with other quotes and calls of methods
d = {"k": 1}
print(f"{d['k']} {'a'.upper()} {len('ab') + 1}")

# f-strings with a `lambda` or a dictionary in parentheses
print(f"{(lambda x: x + 1)(2)} {({'a': 1})['a']}")

# f-strings with `!=` and a conditional expression
x = 1
print(f"{x != 2} {'one' if x == 1 else 'many'}")

# f-strings beside plain strings, and raw ones
print("a" f"{1}" "b", rf"\n{2}")

# f-strings over several lines
x = 1
print(f"""a{x}
b{x + 1}""")

# `str.format`: positions, names and signs
print("{} {}".format(1, 2), "{1} {0} {a}".format(1, 2, a=3), "{:>4}|{:<4}|{:+d} {:05d}".format(7, 8, 5, 42), "{!r} {!s}".format("a", "b"), "{{}}".format())

# `str.format` with attributes and items
print("{a.real} {b[0]}".format(a=1, b=[2]))

# the `,` separator and `%` in a format
print("{:,} {:.1%}".format(1234567, 0.5))

# the `_` separator in a format
print(f"{1234567:_}")

# formats of text: width, fill and precision
print("{:*^9}|{:.2}|{:>6.3}|".format("mid", "abcdef", "abcdef"))

# formats of numbers
print("{:b} {:o} {:x} {:X} {:e} {:g} {:c} {:08.3f} {:+.1f} {: d}".format(5, 8, 255, 255, 12345.678, 0.0001, 97, 3.14159, 2.0, 4))

# `%` formatting
print("%s %r %d %5.2f %x %o %e %c %% %-5s| %05d %+d" % ("a", "b", 3, 3.14159, 255, 8, 12345.678, "c", "l", 42, 1))

# `%` formatting with a dictionary, and `*` for the width
print("%(a)s %(b)03d" % {"a": "x", "b": 5}, "%*d" % (5, 42))

# search and replace
s = "hello world"
print(s.find("o"), s.rfind("o"), s.index("w"), s.count("l"), s.replace("l", "L", 2), s.startswith("he"), s.endswith(("ld", "x")), "wor" in s)

# `startswith` with a tuple
print("abc".startswith(("x", "a")))

# split and join
print("a,b,,c".split(","), " a  b ".split(), "a,b,c".rsplit(",", 1), "a\nb\r\nc".splitlines(), "a=b=c".partition("="), "a=b=c".rpartition("="), "-".join(["a", "b"]))

# `split` with `maxsplit` as a keyword
print("a b c".split(maxsplit=1), "a,b,c".split(sep=","))

# `splitlines(keepends=True)`
print("a\nb\r\n".splitlines(keepends=True), "a\nb".splitlines(True))

# strip, case and centre
print(" a ".strip(), "xxaxx".lstrip("x"), "xxaxx".rstrip("x"), "Ab".upper(), "Ab".lower(), "ab".center(6) + "|")

# tests of characters
print("ab".isalpha(), "12".isdigit(), " \n".isspace(), "AB".isupper(), "ab".islower())

# which methods `str` has
names = """capitalize casefold center count encode endswith expandtabs find format format_map index
isalnum isalpha isascii isdecimal isdigit isidentifier islower isnumeric isprintable isspace istitle
isupper join ljust lower lstrip maketrans partition removeprefix removesuffix replace rfind rindex rjust
rpartition rsplit rstrip split splitlines startswith strip swapcase title translate upper zfill""".split()
print("missing:", " ".join(name for name in names if not hasattr(str, name)) or "none")

# `zfill`, `ljust` and `rjust`
print("5".zfill(3), "a".ljust(3) + "|", "a".rjust(3))

# `title`, `capitalize` and `swapcase`
print("ab cd".title(), "ab".capitalize(), "aB".swapcase())

# `removeprefix` and `removesuffix`
print("test_a".removeprefix("test_"), "a.py".removesuffix(".py"))

# `translate` and `maketrans`
print("abc".translate(str.maketrans("ab", "xy")))

# upper and lower case beyond ASCII
print("äé".upper(), "ÄÖ".lower())

# tests of characters beyond ASCII
print("ä".isalpha(), "Ä".isupper(), "٣".isdigit())

# length, indexes and slices of text beyond ASCII
s = "aé€😀"
print(len(s), s[1], s[-1], s[1:3], s.encode(), s.find("€"), list(s)[3])

# `repr` of letters beyond ASCII
print(repr("é"), ["ü"])

# `repr` of an emoji
print(repr("😀"))

# `repr` of quotes and control characters
print(repr("it's"), repr('"'), repr("\n\t\x00\x7f\\"))

# `ascii`
print(ascii("é"))

# `ord`, `chr`, and comparison of text
print(ord("€"), chr(8364), "a" < "b", "Z" < "a", "é" > "z", max("abc"))

# multiplication, concatenation and membership
print("ab" * 3, "a" + "b", "" in "a", "a" * -1 == "")

# encodings
for name in ["utf-8", "ascii", "latin-1"]:
    try:
        print(name, "é".encode(name))
    except (ValueError, LookupError, TypeError) as error:
        print(name, type(error).__name__)

# bytes that are no UTF-8, with `errors="replace"`
print(b"a\xff".decode("utf-8", "replace"))

# text is interned or not, but equal
print("a" * 100 == "a" * 100, hash("ab") == hash("a" + "b"))
