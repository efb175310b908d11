from docutils.core import publish_string, publish_parts
s = "Title\n=====\n\npara *em* ``lit``\n\n.. note:: x\n\n- a\n- b\n\n+---+---+\n| a | b |\n+---+---+\n"
print(publish_string(s, writer_name='pseudoxml').decode()); print(publish_parts(s, writer_name='html5')['body'])
