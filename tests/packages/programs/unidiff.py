from unidiff import PatchSet
import difflib
d = ''.join(difflib.unified_diff(['a\n','b\n','c\n'],['a\n','x\n','c\n','d\n'],'f.py','f.py'))
p = PatchSet(d); print(p, p[0].added, p[0].removed, [str(l) for l in p[0][0]])
