from voluptuous import Schema, Required, All, Length, Range, MultipleInvalid, Optional, Any, Coerce
s = Schema({Required('a'): All(int, Range(min=1)), Optional('b', default='x'): Any(None, str), 'l':[Coerce(int)]})
print(s({'a':1,'l':['3']}))
for d in [{}, {'a':0}, {'a':1,'z':2}]:
    try: s(d)
    except MultipleInvalid as e: print(e)
