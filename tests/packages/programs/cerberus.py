from cerberus import Validator
v = Validator({'a':{'type':'integer','min':2,'required':True},'b':{'type':'list','schema':{'type':'string'}},'c':{'type':'dict','schema':{'d':{'regex':'x+'}}}})
for d in [{'a':3},{'a':1,'b':[1]},{'c':{'d':'y'}}]: print(v.validate(d), v.errors)
