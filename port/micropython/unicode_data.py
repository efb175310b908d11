# Writes unicode_data.h: run it with CPython 3.13.
# SPDX-License-Identifier: Apache-2.0
import sys
N=0x110000
AL,DE,DI,NU,SP,PR,UP,LO,TI,XS,XC=[1<<i for i in range(11)]
def rec(cp):
    c=chr(cp); f=0
    if c.isalpha(): f|=AL
    if c.isdecimal(): f|=DE
    if c.isdigit(): f|=DI
    if c.isnumeric(): f|=NU
    if c.isspace(): f|=SP
    if c.isprintable(): f|=PR
    if c.isupper(): f|=UP
    if c.islower(): f|=LO
    if c.istitle() and not c.isupper(): f|=TI
    if c.isidentifier(): f|=XS
    if ("a"+c).isidentifier(): f|=XC
    l,u,t=c.lower(),c.upper(),c.title()
    d=lambda x: ord(x)-cp if len(x)==1 else 0
    return (f,d(l),d(u),d(t), int(c) if f&DE else -1)
recs=[]; prev=None
runs=[]; table={}
def idx(r):
    return table.setdefault(r,len(table))
cp=0
A=None
allr=[rec(i) for i in range(N)]
# decimals: value is derivable as (cp - start of run of ten); drop the value but split runs at zero
def key(i):
    f,l,u,t,v=allr[i]
    return (f,l,u,t)
i=0
while i<N:
    # alternating pairs: upper with +1, lower with -1
    k=key(i)
    j=i
    def up(n): return n<N and allr[n][0]&UP and allr[n][1]==1 and allr[n][2]==0
    def lo(n): return n<N and allr[n][0]&LO and allr[n][2]==-1 and allr[n][1]==0
    def base(n): return allr[n][0]&~(UP|LO)
    while up(j) and lo(j+1) and base(j)==base(i) and base(j+1)==base(i): j+=2
    if j-i>=4:
        runs.append((i,idx(("pair",)+key(i)))); i=j; continue
    j=i+1
    v=allr[i][4]
    while j<N and key(j)==k and (allr[j][4]==-1 or allr[j][4]!=0 ) and not (up(j) and lo(j+1) and up(j+2) and lo(j+3) and base(j)==base(j+1)==base(j+2)): j+=1
    runs.append((i,idx(k))); i=j
def special(fn):
    out=[]
    for i in range(N):
        s=fn(chr(i))
        if len(s)>1: out.append((i,[ord(x) for x in s]))
    return out
su=special(str.upper); st=special(str.title); sl=special(str.lower)
fold=[(i,[ord(x) for x in chr(i).casefold()]) for i in range(N) if chr(i).casefold()!=chr(i).lower()]
sys.stderr.write("%d runs %d recs su %d st %d sl %d fold %d max rec\n"%(len(runs),len(table),len(su),len(st),len(sl),len(fold)))
print("// Properties of characters, by ranges: Unicode %s as CPython knows it. Written by unicode_data.py.\n// SPDX-License-Identifier: Apache-2.0\n" % "15.1")
def wrap(items,ind="    ",w=104):
    line=ind; out=[]
    for it in items:
        if len(line)+len(it)+1>w: out.append(line.rstrip()); line=ind
        line+=it+" "
    out.append(line.rstrip()); return "\n".join(out)
print("// The first character of a range, and from bit 21 on its record.")
print("static const uint32_t ranges[] = {")
print(wrap(["0x%x,"%(s|r<<21) for s,r in runs])); print("};\n")
print("// Properties, and the distances to the lower, upper and title case.")
print("static const record_t records[] = {")
items=[]
for r in sorted(table,key=table.get):
    pair=r[0]=="pair"
    f,l,u,t=r[1:] if pair else r
    items.append("{0x%x,%d,%d,%d},"%(f|(1<<11 if pair else 0),l,u,t))
print(wrap(items)); print("};\n")
bmp=lambda L: [(c,t) for c,t in L]
for name,L in (("special_upper",su),("special_title",st),("special_lower",sl),("special_fold",fold)):
    print("static const special_t %s[] = {"%name)
    print(wrap(["{0x%x,{%s}},"%(c,",".join("0x%x"%x for x in t)) for c,t in L])); print("};\n")
