import parso
m = parso.parse("def f(a, b=1):\n    return [x for x in a]\nclass C: pass\n")
print(m.children[0].name, m.children[0].get_params(), m.get_code() , m.children[1])
g = parso.load_grammar(); m = g.parse("x = = 1\n"); print([e.message for e in g.iter_errors(m)])
