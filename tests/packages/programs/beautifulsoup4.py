from bs4 import BeautifulSoup
for p in ('html.parser','html5lib'):
    s = BeautifulSoup("<html><body><p class='a b'>Hi <b>you</b><p>two<a href=/x>l</a><!--c-->", p)
    print([t.text for t in s.find_all('p')], s.select('p > a[href]'), s.p['class'], s.prettify()[:200])
    s.b.replace_with('me'); print(str(s.p))
