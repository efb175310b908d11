import pluggy
hs, hi = pluggy.HookspecMarker('p'), pluggy.HookimplMarker('p')
class S:
    @hs
    def f(self,a): "x"
class P1:
    @hi
    def f(self,a): return a+1
class P2:
    @hi(tryfirst=True)
    def f(self,a): return a+2
pm = pluggy.PluginManager('p'); pm.add_hookspecs(S); pm.register(P1()); pm.register(P2()); print(pm.hook.f(a=1))
