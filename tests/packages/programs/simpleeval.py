from simpleeval import simple_eval, SimpleEval, EvalWithCompoundTypes
print(simple_eval("1+2*3**2"), simple_eval("f(a)+1", functions={'f':lambda x:x*2}, names={'a':4}), EvalWithCompoundTypes().eval("[x*2 for x in [1,2]]"))
for e in ["9**9**9", "().__class__", "undefined", "'a'*10000000"]:
    try: simple_eval(e)
    except Exception as x: print(type(x).__name__, x)
