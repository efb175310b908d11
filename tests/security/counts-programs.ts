/** A program that contains something many times, and its output in CPython. */
export interface CountProgram {
  readonly code: string;
  readonly prints: string;
}

/** A kind of program, with one for each count. */
export interface CountKind {
  readonly name: string;
  /** The highest useful count: more takes too long, or nests too deeply. */
  readonly most: number;
  readonly program: (count: number) => CountProgram;
}

/** Counts at which some field of bytecode, frame or table may be too narrow. */
export const COUNTS = [
  1, 2, 127, 128, 255, 256, 257, 300, 5000, 16_384, 65_535, 65_536, 70_000,
] as const;

const ALL = 70_000;
/** For code that takes the compiler long. */
const MANY = 16_384;
const SOME = 5000;

/** Creates `count` texts, joined by commas unless said otherwise. */
function many(count: number, make: (i: number) => string, separator = ","): string {
  return Array.from({ length: count }, (_, i) => make(i)).join(separator);
}

function lines(count: number, make: (i: number) => string): string {
  return many(count, make, "\n");
}

/** The sum of 0, 1, … below `count`. */
function sumBelow(count: number): number {
  return (count * (count - 1)) / 2;
}

/** The output of "statements in a loop". */
function afterLoops(count: number): number {
  let t = 2 * count + 5;
  while (t > 1) t -= count;
  return t;
}

const TAKES_ALL = "def f(*a, **k): return len(a), len(k), a[-1:], sum(k.values())\n";

function nested(count: number, open: string, inner: string, close: string): string {
  const opened = lines(count, (i) => `${" ".repeat(i + 1)}${open}`);
  const closed = close === "" ? "" : lines(count, (i) => `${" ".repeat(count - i)}${close}`);
  return `${opened}\n${" ".repeat(count + 1)}${inner}\n${closed}`;
}

/** All kinds of counts that a program's text determines. */
export const COUNT_KINDS: readonly CountKind[] = [
  {
    name: "positional arguments",
    most: ALL,
    program: (n) => ({
      code: `${TAKES_ALL}print(f(${many(n, String)}))`,
      prints: `(${n}, 0, (${n - 1},), 0)\n`,
    }),
  },
  {
    name: "arguments that are functions",
    most: SOME,
    program: (n) => ({
      code: `${TAKES_ALL}def g(*a): return "g was called"\nprint(f(${many(n, () => "g")})[:2])`,
      prints: `(${n}, 0)\n`,
    }),
  },
  {
    name: "keyword arguments",
    most: SOME,
    program: (n) => ({
      code: `${TAKES_ALL}print(f(${many(n, (i) => `k${i}=${i}`)}))`,
      prints: `(0, ${n}, (), ${sumBelow(n)})\n`,
    }),
  },
  {
    name: "arguments of both kinds before ** and *",
    most: SOME,
    program: (n) => ({
      code: `${TAKES_ALL}print(f(*[8], ${many(n, String)}, ${many(n, (i) => `k${i}=${i}`)}, **{"z": 1}))`,
      prints: `(${n + 1}, ${n + 1}, (${n - 1},), ${sumBelow(n) + 1})\n`,
    }),
  },
  {
    name: "arguments of a method",
    most: ALL,
    program: (n) => ({
      code: `print(len("{0}{${n - 1}}".format(${many(n, () => "'x'")})))`,
      prints: "2\n",
    }),
  },
  {
    name: "arguments of a builtin",
    most: ALL,
    program: (n) => ({ code: `print(max(${many(n, String)}, -1))`, prints: `${n - 1}\n` }),
  },
  {
    name: "arguments of a bound method",
    most: SOME,
    program: (n) => ({
      code: `class C:\n def m(self, *a): return self.n, len(a)\nc = C()\nc.n = 7\nm = c.m\nprint(m(${many(n, String)}))`,
      prints: `(7, ${n})\n`,
    }),
  },
  {
    name: "parameters",
    most: SOME,
    program: (n) => ({
      code: `def f(${many(n, (i) => `a${i}`)}): return a0, a${n - 1}\nprint(f(*range(${n})), f(**{"a%d" % i: i for i in range(${n})}))`,
      prints: `(0, ${n - 1}) (0, ${n - 1})\n`,
    }),
  },
  {
    name: "default arguments",
    most: SOME,
    program: (n) => ({
      code: `def f(${many(n, (i) => `a${i}=${i}`)}): return a0, a${n - 1}\nprint(f(), f(a${n - 1}=-1))`,
      prints: n === 1 ? "(0, 0) (-1, -1)\n" : `(0, ${n - 1}) (0, -1)\n`,
    }),
  },
  {
    name: "keyword-only parameters",
    most: SOME,
    program: (n) => ({
      code: `def f(*, ${many(n, (i) => `a${i}=${i}`)}): return a${n - 1}\nprint(f(), f(a${n - 1}=-1))`,
      prints: `${n - 1} -1\n`,
    }),
  },
  {
    name: "targets before a star",
    most: MANY,
    program: (n) => ({
      code: `${many(n, (i) => `a${i}`)}, *r = range(${n + 2})\nprint(a0, a${n - 1}, r)`,
      prints: `0 ${n - 1} [${n}, ${n + 1}]\n`,
    }),
  },
  {
    name: "targets after a star, of a list",
    most: SOME,
    program: (n) => ({
      code: `def f():\n *r, ${many(n, (i) => `a${i}`)} = list(range(${n + 2}))\n return a0, a${n - 1}, r\nprint(f())`,
      prints: `(2, ${n + 1}, [0, 1])\n`,
    }),
  },
  {
    name: "targets",
    most: MANY,
    program: (n) => ({
      code: `${many(n, (i) => `a${i}`)}, = range(${n})\nprint(a0, a${n - 1})`,
      prints: `0 ${n - 1}\n`,
    }),
  },
  ...(["[%]", "(%,)", "{%}"] as const).map((display) => ({
    name: `values in ${display.replace("%", "…")}`,
    most: ALL,
    program: (n: number) => ({
      code: `def f():\n x = 1\n y = ${display.replace("%", `x-1,${many(n, String)}`)}\n return len(y), sum(y)\nprint(f())`,
      prints: `(${display.startsWith("{") ? n : n + 1}, ${sumBelow(n)})\n`,
    }),
  })),
  {
    name: "entries in {…: …}",
    most: ALL,
    program: (n) => ({
      code: `d = {${many(n, (i) => `${i}:${i}`)}}\nprint(len(d), d[${n - 1}])`,
      prints: `${n} ${n - 1}\n`,
    }),
  },
  {
    name: "different constants",
    most: MANY,
    program: (n) => ({
      code: `x = [${many(n, (i) => `${i}.5`)}]\nprint(len(x), x[0], x[-1], x[${n >> 1}])`,
      prints: `${n} 0.5 ${n - 1}.5 ${n >> 1}.5\n`,
    }),
  },
  {
    name: "different long texts",
    most: MANY,
    program: (n) => ({
      code: `x = [${many(n, (i) => `'a text that is not a name ${i}'`)}]\nprint(len(x), len(set(x)), x[${n >> 1}])`,
      prints: `${n} ${n} a text that is not a name ${n >> 1}\n`,
    }),
  },
  {
    name: "local variables",
    most: MANY,
    program: (n) => ({
      code: `def f():\n${lines(n, (i) => ` a${i}=${i}`)}\n return a0, a${n >> 1}, a${n - 1}\nprint(f())`,
      prints: `(0, ${n >> 1}, ${n - 1})\n`,
    }),
  },
  {
    name: "global variables",
    most: MANY,
    program: (n) => ({
      code: `${lines(n, (i) => `a${i}=${i}`)}\nprint(a0, a${n >> 1}, a${n - 1}, len([1]))`,
      prints: `0 ${n >> 1} ${n - 1} 1\n`,
    }),
  },
  {
    name: "names in a global statement",
    most: SOME,
    program: (n) => ({
      code: `def f():\n global ${many(n, (i) => `g${i}`)}\n g0 = 5\n g${n - 1} = 6\nf()\nprint(g${n - 1})`,
      prints: "6\n",
    }),
  },
  {
    name: "closed-over variables",
    most: SOME,
    program: (n) => ({
      code: `def o():\n${lines(n, (i) => ` v${i} = ${i}`)}\n def i(d=7): return d, ${many(n, (i) => `v${i}`)}\n def j(): return sum((${many(n, (i) => `v${i}`)},))\n return sum(i()), j()\nprint(o())`,
      prints: `(${sumBelow(n) + 7}, ${sumBelow(n)})\n`,
    }),
  },
  {
    name: "locals before one that is closed over",
    most: SOME,
    program: (n) => ({
      code: `def o():\n${lines(n, (i) => ` v${i} = ${i}`)}\n c = -1\n def i(): return c\n return i(), v0, v${n - 1}\nprint(o())`,
      prints: `(-1, 0, ${n - 1})\n`,
    }),
  },
  {
    name: "functions in a function",
    most: MANY,
    program: (n) => ({
      code: `def o():\n${lines(n, (i) => ` f = lambda: ${i}`)}\n return f()\nprint(o())`,
      prints: `${n - 1}\n`,
    }),
  },
  {
    name: "base classes",
    most: 1024,
    program: (n) => ({
      code: `class A: x = 3\n${lines(n, (i) => `class C${i}(A): y${i} = ${i}`)}\nclass D(${many(n, (i) => `C${i}`)}): pass\nprint(isinstance(D, type), D.x, D.y${n - 1})`,
      prints: `True 3 ${n - 1}\n`,
    }),
  },
  {
    name: "decorators",
    most: SOME,
    program: (n) => ({
      code: `n = 0\ndef d(f):\n global n\n n += 1\n return f\n${lines(n, () => "@d")}\ndef f(): pass\nprint(n)`,
      prints: `${n}\n`,
    }),
  },
  {
    name: "fields of an f-string",
    most: SOME,
    program: (n) => ({ code: `v = 'X'\nprint(len(f'${"{v}".repeat(n)}'))`, prints: `${n}\n` }),
  },
  {
    name: "pieces of a text",
    most: ALL,
    program: (n) => ({
      code: `x = (${many(n, () => "'ab'", "\n")})\nprint(len(x))`,
      prints: `${2 * n}\n`,
    }),
  },
  {
    name: "terms",
    most: ALL,
    program: (n) => ({ code: `x = 1\nprint(${many(n, () => "x", "+")})`, prints: `${n}\n` }),
  },
  {
    name: "comparisons in a chain",
    most: SOME,
    program: (n) => ({ code: `x = 1\nprint(x${"<=x".repeat(n)})`, prints: "True\n" }),
  },
  {
    name: "operands of or",
    most: MANY,
    program: (n) => ({ code: `x = 0\nprint(${many(n, () => "x", " or ")} or 7)`, prints: "7\n" }),
  },
  {
    name: "branches",
    most: MANY,
    program: (n) => ({
      code: `x = ${n - 1}\nif x < 0: pass\n${lines(n, (i) => `elif x == ${i}: print(${i})`)}\nelse: print('none')`,
      prints: `${n - 1}\n`,
    }),
  },
  {
    name: "statements in a loop",
    most: MANY,
    program: (n) => ({
      code: `def f():\n t = 0\n for i in range(3):\n  if i == 1: continue\n${lines(n, () => "  t += 1")}\n else: t += 5\n while t > 0:\n  if t == 1: break\n${lines(n, () => "  t -= 1")}\n  if t < 0: break\n return t\nprint(f())`,
      prints: `${afterLoops(n)}\n`,
    }),
  },
  {
    name: "statements in try, except, else and finally",
    most: MANY,
    program: (n) => {
      const body = lines(n, () => "   t += 1");
      return {
        code: `def f():\n t = 0\n for i in range(2):\n  try:\n${body}\n   if i: raise ValueError\n  except ValueError:\n${body}\n  else:\n${body}\n  finally:\n${body}\n return t\nprint(f())`,
        prints: `${6 * n}\n`,
      };
    },
  },
  {
    name: "statements between two lines of a traceback",
    most: ALL,
    program: (n) => ({
      code: `import sys, io\ndef f():\n t = 0\n${lines(n, () => " t += 1")}\n 1 / 0\ntry: f()\nexcept ZeroDivisionError as e:\n s = io.StringIO()\n sys.print_exception(e, s)\n print("line ${n + 4}," in s.getvalue())`,
      prints: "True\n",
    }),
  },
  {
    name: "loops with break",
    most: SOME,
    program: (n) => ({
      code: `t = 0\n${lines(n, (i) => `for i in (1, 2):\n if i == 2: break\n t += ${i}\nelse: t = -1`)}\nprint(t)`,
      prints: `${sumBelow(n)}\n`,
    }),
  },
  ...["break", "continue"].map((way) => ({
    name: `blocks to ${way} out of`,
    most: 300,
    program: (n: number) => ({
      code: `c = [0]\nfor i in range(3):\n${nested(n, "try:", way, "finally: c[0] += 1")}\nprint(c, i)`,
      prints: way === "break" ? `[${n}] 0\n` : `[${3 * n}] 2\n`,
    }),
  })),
  {
    name: "with blocks to return out of",
    most: 300,
    program: (n) => ({
      code: `c = [0]\nclass C:\n def __enter__(s): return s\n def __exit__(s, *a): c[0] += 1\ndef f():\n${nested(n, "with C():", "return 5", "")}\nprint(f(), c)`,
      prints: `5 [${n}]\n`,
    }),
  },
  {
    name: "spaces of indentation",
    most: ALL,
    program: (n) => ({
      code: `t = 0\nif 1:\n${" ".repeat(n)}t += 1\n${" ".repeat(n)}if 0:\n${" ".repeat(n + 1)}t += 5\n${" ".repeat(n)}t += 2\nprint(t)`,
      prints: "3\n",
    }),
  },
  {
    name: "digits of an integer",
    most: 4096,
    program: (n) => ({
      code: `x = ${"9".repeat(n)}\nprint(x % 1000 + 1 == 10 ** ${Math.min(n, 3)}, x + 1 == 10 ** ${n})`,
      prints: "True True\n",
    }),
  },
  {
    name: "attributes of an object",
    most: ALL,
    program: (n) => ({
      code: `class A: pass\na = A()\nfor i in range(${n}): setattr(a, 'n%d' % i, i)\nprint(a.n0, a.n${n - 1}, len([1]))`,
      prints: `0 ${n - 1} 1\n`,
    }),
  },
];
