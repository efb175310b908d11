SHAPES = [
"x = (1 +\n     2 +\n     None)",
"f(1,\n  2,\n  undefined)",
"print(1,\n      1 / 0,\n      3)",
"if (True and\n    1 / 0):\n    pass",
"if 1 > 2:\n    pass\nelif 1 / 0:\n    pass",
"while 1 / 0:\n    pass",
"x = [1,\n     2,\n     1 / 0]",
"x = {1: 2,\n     3: 1 / 0}",
"def f(a,\n      b=1 / 0):\n    pass",
"assert (1 ==\n        2), \\\n    'no'",
"assert 1, 2\nassert 0, (\n 5)",
"return_value = max(\n    1,\n    None)",
"x = 1\nx.foo(\n  1,\n  2)",
"x = 'a'\\\n  .upper()\\\n  .foo()",
"raise ValueError(\n    'a',\n    'b')",
"raise (\n  ValueError('x'))",
"for i in range(\n        3,\n        None):\n    pass",
"for i in [1, 0]:\n    x = 1\n    y = 1 / i",
"with open(\n   '/nothing'):\n    pass",
"try:\n    x = 1\n    1 / 0\nfinally:\n    pass",
"class C:\n    x = 1\n    y = 1 / 0",
"@undefined\ndef f():\n    pass",
"x = 1 if (\n   1 / 0) else 2",
"a, b = (\n  1)",
"a = [1]\na[\n  5]",
"a = [1]\na[5] = (\n  2)",
"a = 1\na.b = (\n  2)",
"x = (1\n     < 2\n     < 'a')",
"def f():\n    return (\n       1 / 0)\nf()",
"def f():\n    yield (\n       1 / 0)\nlist(f())",
"import (\n  nothing)",
"from os import (\n  path2,\n  nothing)",
"def f(a): pass\nf(\n  1,\n  2)",
"def f():\n    x = 5\n    g(x,\n      1)\n    return 1\ndef g(a, b):\n    if a:\n        return (a +\n                'x')\nf()",
"x = (1,\n2,\n3)\ny = x[\n0]\nz = y / 0",
"print(\n  'a' +\n  1\n)",
"lst = [\n  1,\n  2,\n]\nlst[\n 9\n]",
"x = 5\nif x == 4 or \\\n   x.foo:\n    pass",
"while True:\n    x = (\n      1)\n    if x:\n        undefined",
]
import sys
try:
    import io
    printer = sys.print_exception
    def text(e):
        s = io.StringIO(); printer(e, s); return s.getvalue()
except AttributeError:
    import traceback
    def text(e): return "".join(traceback.format_exception(e))
for i, shape in enumerate(SHAPES):
    try:
        exec(shape, {})
    except BaseException as e:
        lines = [l.split("line ")[1].split(",")[0] for l in text(e).split("\n") if l.strip().startswith("File \"<string>\"")][1:]
        print(repr(shape), "->", type(e).__name__, *lines)
    else: print(repr(shape), "-> nothing")
