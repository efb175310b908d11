import idna
print(idna.encode('ドメイン.テスト'), idna.decode('xn--eckwd4c7c.xn--zckzah'), idna.encode('Königsgäßchen', uts46=True))
try: idna.encode('a\u0378b')
except idna.IDNAError as e: print(e)
