# Fields of f-strings: shown, converted, formatted, nested, with any quotes, beside other literals.
class Both:
    def __repr__(self):
        return "repr"

    def __str__(self):
        return "str"

    def __format__(self, spec):
        return f"<{spec}>"


name, number, both, table = "W", 3, Both(), {"k": {"deep": 1}}

print(f"{name=} {number=} {number = } {both=} {both=!s} {both=!r:>6} {both=:x}")
print(f"{name = !r:>5}|{name=:>5}|{number=:03d}|{number + 1 = }|{name.lower()=}|{[name]=}|{ {1: 2}=}")
print(f"{number == 3} {number != 3} {number <= 3} {number >= 3} {1 < number < 5} {number==3=}")
print(f"{both} {both!s} {both!r} {both!a} {'é'!a} {'é'!r:>5} {'é'!s:*^5}")
print(f"{(lambda x: x * 2)(number)} {'a' if number == 3 else 'b'} {[c for c in 'ab']} {(1, 2)[0]} {table['k']['deep']}")
print(f'{table["k"]} {"}"} {"{"} {":"} {"!"} {"="} {"a" "b"} {", ".join(["x", "y"])} {{literal}} {{{number}}}')
print(f"{name:>{number + 2}}|{name:{'*'}^{number}}|{3.14159:{10}.{2}f}|{number:{'>'}{6}}|{255:#{6}x}|{1234567:,}")
print(f"{f'{name}'} {f'{f"{number}"}'} {'%s' % f'{name}'} {f'{number:>{f"{5}"}}'}")
print(f"{f"{name}"} {table["k"]["deep"]} {"q" * 3}")
print("{x}" f"{number}" "{}" f"{{}}" r"{\}" "}", "a" f"b{1}" "c" rf"\d{1}\{2}" fr"{3}\n", F"{4}" R"\5" Rf"\{6}")
print(f"\x7b{number}\x7d \u007b{{\x7d")
print(
    f"""first {number}
{name
 + "!"} {'''in
side'''} last""",
    f"{number}"[0],
    f"{number}".zfill(3),
    f"{name}" * 2,
    f"%s {number}" % "p",
    len(f""),
    f"plain" "x",
)
print(f"{number,} {*[1, 2],} {(yes := number)} {yes} {not yes} {-yes:+} {number!r}{name!r}")
print((lambda a: f"{a}" f"{a!r}")("z"), [f"{i}{j}" for i in range(2) for j in "ab"], {f"{number}": f"{name}"})
print(f"{'' if number else 'never'}{number:}{number!s:}|{number:5}|{name:5}|{number: }|{None}|{True:d}|{...}")


stack = [1, 2, 3]
print(f"{stack} {stack.pop()} {stack} {stack.pop()=} {stack!r:>5}|", f"it's \\ '{stack}'\n{{}} {stack.append('é')} {stack}")
print("{" f"{stack}\r\0\t" "}" f"{stack.clear()}{stack}" rf"\{len(stack)}", f"{(stack := [9])}{stack}{(stack := [8])}{stack}")
print(f"{number}{name.lower()}{number}{name.upper()}{str(number)}{number}{f'{number}{name.lower()}'}")


def shown(value):
    return f"{value=}"


print(shown("text"), shown(1.5), shown([]), shown(None))
for wrong in ['f"{}"', 'f"{ }"', 'f"{!r}"', 'f"{=}"', 'f"{a"', 'f"{a!x}"', 'f"}"', 'f"{a b}"', 'f"{(}"', "f'{f\"{}\"}'", 'f"a" b"b"']:
    try:
        eval(wrong, {"a": 1})
    except (SyntaxError, ValueError):
        print(wrong, "is wrong")


def fails():
    return (
        f"{1}"
        f"{1 // 0}"
        f"{2}"
    )


try:
    fails()
except ZeroDivisionError as error:
    print(error)
print(b'a' B"b", R"\n", U"u", Rb"\x", bR"\y", BR"\z")
