import os, tempfile
d = tempfile.mkdtemp(); os.chdir(d)
open('test_a.py','w').write('''
import pytest
@pytest.fixture
def n(): return 3
def test_ok(n): assert n == 3
def test_bad(n): assert n == 4
@pytest.mark.parametrize("x",[1,2])
def test_p(x): assert x
def test_raise():
    with pytest.raises(ValueError, match="q"): raise ValueError("q")
def test_tmp(tmp_path): (tmp_path/"a").write_text("x"); assert (tmp_path/"a").read_text()=="x"
def test_cap(capsys): print("hi"); assert capsys.readouterr().out=="hi\\n"
def test_mp(monkeypatch): monkeypatch.setenv("A","b"); import os; assert os.environ["A"]=="b"
''')
import pytest, io, contextlib
b = io.StringIO()
with contextlib.redirect_stdout(b): rc = pytest.main(['-q','-p','no:cacheprovider','-p','no:faulthandler','--capture=sys','test_a.py'])
print(int(rc))
print([line for line in b.getvalue().splitlines() if line.startswith((".", "E ", ">", "FAILED"))])
import re
print(re.findall(r"\d+ (?:passed|failed)", b.getvalue()))
