from mpmath import mp, mpf, quad, zeta, findroot, pi, sqrt, matrix, lu_solve
mp.dps = 40
print(pi, sqrt(2), zeta(3), quad(lambda x: x**2,[0,1]), findroot(lambda x:x**3-2, 1)); print(lu_solve(matrix([[1,2],[3,4]]), matrix([5,6])))
