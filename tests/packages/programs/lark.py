from lark import Lark, Transformer, v_args, UnexpectedInput
gr = '''?start: sum
?sum: product | sum "+" product -> add | sum "-" product -> sub
?product: atom | product "*" atom -> mul | product "/" atom -> div
?atom: NUMBER -> number | "-" atom -> neg | "(" sum ")"
%import common.NUMBER
%import common.WS
%ignore WS'''
@v_args(inline=True)
class C(Transformer):
    from operator import add, sub, mul, truediv as div, neg
    number = float
for p in ('lalr','earley'):
    l = Lark(gr, parser=p)
    print(C().transform(l.parse("1+2*-3/(4-2)")), l.parse("1+2").pretty())
try: l.parse("1+")
except UnexpectedInput as e: print(type(e).__name__)
