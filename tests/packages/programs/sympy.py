from sympy import symbols, diff, integrate, solve, simplify, expand, factor, sin, cos, pi, Matrix, limit, series, latex, Rational, oo, Eq, exp, sqrt, primerange, isprime, factorint
x,y = symbols('x y')
print(diff(sin(x)*x**2,x), integrate(x*exp(x),x), solve(x**2-2,x), expand((x+y)**4), factor(x**3-1), limit(sin(x)/x,x,0), series(cos(x),x,0,6))
print(Matrix([[1,2],[3,4]]).inv(), Matrix([[2,0],[0,3]]).eigenvals(), latex(x**2/y), Rational(1,3)+Rational(1,6), pi.evalf(30), list(primerange(30)), factorint(360), simplify(sin(x)**2+cos(x)**2))
print(solve([Eq(x+y,3),Eq(x-y,1)],[x,y]))
