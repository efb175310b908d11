from pyrsistent import v, m, s, pvector, freeze, thaw, PRecord, field, PClass
a = v(1,2,3); print(a.append(4), a.set(0,9), m(a=1).set('b',2), freeze({'a':[1]}), thaw(freeze({'a':[1]})))
class R(PRecord):
    x = field(type=int)
print(R(x=1).set(x=2))
