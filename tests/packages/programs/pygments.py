from pygments import highlight, lex
from pygments.lexers import get_lexer_by_name, guess_lexer, get_all_lexers, PythonLexer
from pygments.formatters import HtmlFormatter, NullFormatter, Terminal256Formatter
print(highlight("def f(x): return x + 1 # c", PythonLexer(), HtmlFormatter()))
for l, code in [('js','let a = `x${1}`;'),('json','{"a": [1, true]}'),('html','<a href="x">b</a>'),('sql','select * from t'),('c','int main(){return 0;}'),('rust','fn main(){}'),('yaml','a: [1]')]:
    print(l, list(lex(code, get_lexer_by_name(l)))[:6])
print(len(list(get_all_lexers())) > 400, repr(highlight("x=1", PythonLexer(), Terminal256Formatter())))
