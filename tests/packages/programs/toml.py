import toml, tomli, tomli_w, tomllib
s = 'a = 1\n[t]\nd = 1979-05-27T07:32:00\nx = [1.5, 2.0]\n[[u]]\nk="v"\n[[u]]\nk="w"\n'
print(toml.loads(s)); print(tomli.loads(s)); print(tomllib.loads(s) == tomli.loads(s)); print(toml.dumps(toml.loads(s))); print(tomli_w.dumps(tomli.loads(s)))
try: tomli.loads("a = ")
except tomli.TOMLDecodeError as e: print(e)
