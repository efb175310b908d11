import jinja2
env = jinja2.Environment(loader=jinja2.DictLoader({'base':'<{% block b %}x{% endblock %}>','t':'{% extends "base" %}{% block b %}{% for i in xs if i %}{{ loop.index }}:{{ i|upper }},{% else %}none{% endfor %}{{ super() }}{% endblock %}','m':'{% macro f(a,b=2) %}{{a}}-{{b}}{% endmacro %}{{ f(1) }} {{ f(b=3,a=9)|e }}{% set ns = namespace(n=0) %}{% for x in range(4) %}{% set ns.n = ns.n + x %}{% endfor %}{{ ns.n }}'}), autoescape=True)
print(env.get_template('t').render(xs=['a','','<b>']), env.get_template('m').render())
try: env.from_string('{{ a.b.c }}').render(a=1)
except jinja2.UndefinedError as e: print(e)
try: env.from_string('{% if %}')
except jinja2.TemplateSyntaxError as e: print(e, e.lineno)
print(jinja2.Template("{{ x|tojson }} {{ [3,1,2]|sort|join('-') }} {{ '%0.2f'|format(3.14159) }} {{ d|dictsort }}").render(x={'a':[1,None]}, d={'b':1,'a':2}))
import asyncio
e2 = jinja2.Environment(enable_async=True)
async def go():
    async def g(): return 7
    return await e2.from_string("{{ f() }}").render_async(f=g)
print(asyncio.run(go()))
