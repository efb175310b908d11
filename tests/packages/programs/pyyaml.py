import yaml, datetime
d = yaml.safe_load("""
a: 1
b: [x, 2.5, true, null, 2001-12-14]
c: &anc {k: v}
d: *anc
e: |
  multi
  line
f: >-
  folded
  text
g: !!binary aGVsbG8=
h: {<<: *anc, z: 0x1f}
""")
print(d); print(yaml.dump(d, sort_keys=True)); print(yaml.safe_dump_all([1,{'a':'ü'}], allow_unicode=True))
try: yaml.safe_load("a: [1")
except yaml.YAMLError as e: print(e)
print(list(yaml.safe_load_all("--- 1\n--- 2")))
