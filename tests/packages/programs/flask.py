from flask import Flask, request, jsonify, render_template_string, session
app = Flask('x'); app.secret_key='k'
@app.route('/a/<int:n>', methods=['GET','POST'])
def a(n): return jsonify(n=n, q=request.args.get('q'), j=request.get_json(silent=True))
@app.route('/t')
def t(): session['z']=1; return render_template_string('<i>{{ x }}</i>', x='<')
c = app.test_client(); print(c.get('/a/3?q=x').json, c.post('/a/4',json={'k':[1]}).json, c.get('/t').data, c.get('/a/x').status_code, 'session' in (c.get('/t').headers.get('Set-Cookie') or ''))
