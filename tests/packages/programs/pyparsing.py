import pyparsing as pp
n = pp.pyparsing_common.number; e = pp.infix_notation(n, [('*',2,pp.OpAssoc.LEFT),('+',2,pp.OpAssoc.LEFT)])
print(e.parse_string("1+2*3").as_list(), pp.nested_expr().parse_string("(a (b c))").as_list())
kv = pp.Dict(pp.ZeroOrMore(pp.Group(pp.Word(pp.alphas)+pp.Suppress('=')+n))); print(kv.parse_string("a=1 b=2").as_dict())
try: n.parse_string("x")
except pp.ParseException as x: print(x)
