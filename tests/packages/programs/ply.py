import sys
import ply.lex as lex
import ply.yacc as yacc

tokens = ("NUMBER", "PLUS", "TIMES", "OPEN", "CLOSE")
t_PLUS = r"\+"
t_TIMES = r"\*"
t_OPEN = r"\("
t_CLOSE = r"\)"
t_ignore = " "


def t_NUMBER(t):
    r"\d+"
    t.value = int(t.value)
    return t


def t_error(t):
    print("illegal", t.value[0])
    t.lexer.skip(1)


def p_sum(p):
    """sum : sum PLUS product
           | product"""
    p[0] = p[1] + p[3] if len(p) == 4 else p[1]


def p_product(p):
    """product : product TIMES atom
               | atom"""
    p[0] = p[1] * p[3] if len(p) == 4 else p[1]


def p_atom(p):
    """atom : NUMBER
            | OPEN sum CLOSE"""
    p[0] = p[2] if len(p) == 4 else p[1]


def p_error(p):
    print("syntax error at", p and p.value)


sys.modules["__main__"].__file__ = "calculator.py"
lexer = lex.lex()
parser = yacc.yacc(write_tables=False, debug=False, errorlog=yacc.NullLogger())
print(parser.parse("1 + 2 * (3 + 4)"), parser.parse("2 * ! 3"), parser.parse("1 +"))
