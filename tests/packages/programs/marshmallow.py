from marshmallow import Schema, fields, validate, ValidationError, post_load
class U(Schema):
    name = fields.Str(required=True, validate=validate.Length(min=2)); age = fields.Int(load_default=3); when = fields.DateTime(); e = fields.Email(); n = fields.Nested(lambda: U(only=('name',)), many=True)
print(U().load({'name':'bob','when':'2020-01-02T03:04:05'}))
try: U().load({'name':'b','age':'x','e':'q','zz':1})
except ValidationError as e: print(sorted(e.messages.items()))
print(U().dump({'name':'x','n':[{'name':'y','age':4}]}))
