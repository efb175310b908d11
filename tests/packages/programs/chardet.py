import chardet, charset_normalizer
print(chardet.detect("Привет мир, как дела сегодня?".encode('utf-8'))); print(chardet.detect(b'abc'))
print(charset_normalizer.from_bytes("héllo wörld, ça va très bien aujourd'hui".encode('utf-8')).best().encoding)
