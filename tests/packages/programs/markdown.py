import markdown, mistune
t = "# T\n\n* a\n* b\n    * c\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n```py\nx=1\n```\n\n[l](http://x) **b** `c` <b>h</b>\n\n[^1]\n\n[^1]: note"
print(markdown.markdown(t, extensions=['extra','toc','codehilite','sane_lists'])); print(mistune.html(t)); print(mistune.create_markdown(renderer='ast', plugins=['table'])(t)[:2])
