import jsonschema
s = {"type":"object","properties":{"a":{"type":"integer","minimum":3},"e":{"type":"string","format":"email"}},"required":["a"],"additionalProperties":False}
for d in [{"a":3},{"a":2},{}, {"a":4,"b":1}, {"a":"x"}]:
    v = jsonschema.Draft7Validator(s)
    print(sorted(e.message for e in v.iter_errors(d)))
try: jsonschema.validate({"a":1}, s)
except jsonschema.ValidationError as e: print(e)
