import textdistance as t
print(t.levenshtein('kitten','sitting'), t.jaro_winkler('martha','marhta'), t.hamming('abc','abd'), t.jaccard('ab','bc'), t.lcsseq('abcd','acbd'), t.damerau_levenshtein('ab','ba'), t.entropy_ncd('a','b'))
try: print(t.bz2_ncd('aaaa','bbb'))
except ImportError as e: print('ImportError')
