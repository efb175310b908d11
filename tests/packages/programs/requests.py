import requests, urllib3, certifi
r = requests.Request('GET','http://a.b/c',params={'x':[1,2]},headers={'A':'b'}, json={'k':1}).prepare(); print(r.url, r.body, r.headers['Content-Type'])
try: requests.get('http://localhost:1/')
except Exception as e: print(type(e).__mro__[1].__name__)
print(urllib3.util.parse_url('http://a:8/b?c').port, requests.utils.quote('a b'))
