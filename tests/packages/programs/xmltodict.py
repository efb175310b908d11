import xmltodict, jsonpickle
print(xmltodict.parse('<a x="1"><b>1</b><b>2</b></a>'), xmltodict.unparse({'a':{'@x':'1','b':['1','2']}}))
class A:
    def __init__(s): s.x=1; s.y={1,2}
print(jsonpickle.encode(A()), jsonpickle.decode(jsonpickle.encode([1,(2,3)])))
