import sys
import bottle
app = bottle.Bottle()
@app.route('/hello/<name>')
def h(name): return bottle.template('<b>{{name}}</b>!', name=name)
@app.post('/j')
def j(): return {"got": bottle.request.json}
import io
def call(method, path, body=b'', ct='application/json'):
    out = {}
    def sr(st, hd, exc=None): out['s']=st
    env = {'REQUEST_METHOD':method,'PATH_INFO':path,'QUERY_STRING':'','wsgi.input':io.BytesIO(body),'CONTENT_LENGTH':str(len(body)),'CONTENT_TYPE':ct,'wsgi.errors':sys.stderr,'SERVER_NAME':'x','SERVER_PORT':'80','wsgi.url_scheme':'http','SERVER_PROTOCOL':'HTTP/1.1'}
    r = b''.join(app(env, sr)); return out['s'], r[:80]
print(call('GET','/hello/<x>'), call('POST','/j',b'{"a":1}'), call('GET','/none')[0])
