import { indent } from "./outcome.js";

/** Puts one thing into another of its kind, twenty thousand times. */
const nested = (start: string, next: string, use: string): string =>
  `x = ${start}\nfor i in range(20000): ${next}\n${use}`;

/** A chain of objects that hold each other, made by a statement for each. */
const chained = (setup: string, make: string, use = "del x"): string =>
  `${setup}\nx = None\nfor i in range(20000):\n${indent(make)}\n    x = y\ndel y\n${use}`;

const IMPORTS =
  "import ast, collections, copy, functools, itertools, json, marshal, pickle, re, sqlite3, types, weakref";

/** Statements in SQL that nest n deep, as expressions of Python. */
const SQL: Readonly<Record<string, string>> = {
  "SQL with brackets": "'select ' + '(' * n + '1' + ')' * n",
  "SQL with sums": "'select ' + '1 + ' * n + '1'",
  "SQL with negations": "'select ' + 'not ' * n + '1'",
  "SQL with concatenations": "'select ' + \"'a' || \" * n + '1'",
  "SQL with conditions": "'select 1 where ' + '1 = 1 and ' * n + '1'",
  "SQL with cases": "'select ' + 'case when 1 then ' * n + '1' + ' end' * n",
  "SQL with function calls": "'select ' + 'abs(' * n + '1' + ')' * n",
  "SQL with subqueries as values": "'select ' + '(select ' * n + '1' + ')' * n",
  "SQL with subqueries as tables":
    "'select * from ' + '(select * from ' * n + '(select 1)' + ')' * n",
  "SQL with subqueries in conditions": "'select 1 ' + 'where exists (select 1 ' * n + ')' * n",
  "SQL with compound queries": "' union all '.join(['select 1'] * n)",
  "SQL with compound queries of one another": "'select 1' + ' except select 2 union select 3' * n",
  "SQL with rows of values": "'values (1)' + ', (2)' * n",
  "SQL with joins": "'select 1 from (select 1)' + ' join (select 1)' * n",
  "SQL with tables of a common name":
    "'with ' + ', '.join(f't{i} as (select * from t{i - 1})' if i else 't0 as (select 1)' for i in range(n)) + f' select * from t{n - 1}'",
  "SQL with windows": "'select ' + 'sum(' * n + '1' + ') over ()' * n",
  "a pattern of LIKE": "(\"select 'a' like '\" + '%a' * n + \"'\")",
  "a pattern of GLOB": "(\"select 'a' glob '\" + '*a' * n + \"'\")",
  "nested JSON in SQL": "(\"select json('\" + '[' * n + ']' * n + \"')\")",
  "the type of nested JSON in SQL":
    "(\"select json_type('\" + '{\\\"a\\\":' * n + '1' + '}' * n + \"', '$.a')\")",
  "a tree of nested JSON in SQL":
    "(\"select count(*) from json_tree('\" + '[' * n + ']' * n + \"')\")",
};

/** What only CPython can do, or does in C of its own: the bodies of functions. */
const BODIES: Readonly<Record<string, string>> = {
  // Operators and protocols
  "a key function": "def f(n): return sorted([n], key=lambda x: f(x + 1))\nf(0)",
  "an attribute that asks for itself":
    "class A:\n  def __getattr__(self, n): return getattr(self, n + 'a')\nA().x",
  "a finaliser":
    "import gc\nclass A:\n  def __del__(self):\n    A()\n    gc.collect()\nfor i in range(1000): A()\ngc.collect()",
  "an addition": "class A:\n  def __add__(self, o): return self + o\nA() + A()",
  "a cached function": "@functools.cache\ndef f(n): return f(n + 1)\nf(0)",
  "a partial function": "def f(n): return functools.partial(f, n + 1)()\nf(0)",
  "a reduction": "def f(n): return functools.reduce(lambda a, b: f(n + 1), [1, 2])\nf(0)",
  "a class's own call": "class A: pass\nA.__call__ = A()\nA()()",
  "a metaclass's mro":
    "class M(type):\n  def mro(c): return type.__call__(M, 'a', (), {})\nclass A(metaclass=M): pass",
  "a trace function":
    "import sys\ndef t(*a): f(1)\ndef f(n):\n  sys.settrace(t)\n  return f(n + 1)\ntry: f(0)\nfinally: sys.settrace(None)",
  "source within source": "s = 'exec(s)'\nexec(s, {'s': s})",

  // Walks over what is nested deeply
  "nested JSON": "json.loads('[' * 100000)",
  "nested JSON objects": "json.loads('{\"a\":' * 100000)",
  "JSON of nested lists": nested("[]", "x = [x]", "json.dumps(x)"),
  "the repr of nested lists": nested("[]", "x = [x]", "repr(x)"),
  "the repr of nested dicts": nested("{}", "x = {1: x}", "repr(x)"),
  "the repr of nested generic types": nested("int", "x = list[x]", "repr(x)"),
  "the repr of a nested deque": nested("1", "x = collections.deque([x])", "repr(x)"),
  "the hash of nested tuples": nested("()", "x = (x,)", "hash(x)"),
  "the hash of nested generic types": nested("int", "x = list[x]", "hash(x)"),
  "a comparison of nested tuples": nested("()", "x = (x,)", "x == copy.copy(x) == (x[0],)"),
  "pickling nested lists": nested("[]", "x = [x]", "pickle.dumps(x)"),
  "unpickling nested tuples": "repr(pickle.loads(b'(' * 100000 + b't' * 100000 + b'.'))",
  "marshalling nested lists": nested("[]", "x = [x]", "marshal.dumps(x)"),
  "unmarshalling nested lists": "marshal.loads(b'[' + b'\\x01\\0\\0\\0[' * 100000)",
  "a deep copy": "x = []\nfor i in range(3000): x = [x]\ncopy.deepcopy(x)",
  "a pattern in groups": "re.compile('(' * 5000 + ')' * 5000)",
  "isinstance with nested tuples": nested("int", "x = (x,)", "isinstance('a', x)"),
  "exception groups within each other":
    "x = ExceptionGroup('a', [ValueError()])\nfor i in range(5000): x = ExceptionGroup('a', [x])\nx.split(KeyError)",
  "XML as text": "import xml.etree.ElementTree as E\nE.fromstring('<a>' * 20000 + '</a>' * 20000)",
  "a deep copy of XML":
    "import xml.etree.ElementTree as E\nx = E.Element('a')\nfor i in range(20000):\n  y = E.Element('a')\n  y.append(x)\n  x = y\ncopy.deepcopy(x)",

  // SQL
  ...Object.fromEntries(
    Object.entries(SQL).map(([name, sql]) => [
      name,
      `db = sqlite3.connect(":memory:")
for n in 20, 90, 100, 1000, 20000:
    try: db.execute(${sql}).fetchall()
    except sqlite3.Error: pass`,
    ]),
  ),
  "an SQL function that asks itself":
    "db = sqlite3.connect(':memory:')\ndb.create_function('f', 0, lambda: db.execute('select f()').fetchone()[0])\ndb.execute('select f()')",
  "an SQL collation that sorts":
    "db = sqlite3.connect(':memory:')\ndb.create_collation('c', lambda a, b: db.execute(\"select 'a' < 'b' collate c\").fetchone()[0])\ndb.execute(\"select 'a' < 'b' collate c\")",
  "a trigger that fires itself":
    "db = sqlite3.connect(':memory:')\ndb.executescript('pragma recursive_triggers = on; create table t (x); create trigger g after insert on t begin insert into t values (new.x + 1); end; insert into t values (1)')",

  // Iterators over iterators
  ...Object.fromEntries(
    [
      "map(abs, x)",
      "filter(None, x)",
      "zip(x)",
      "enumerate(x)",
      "itertools.accumulate(x)",
      "itertools.batched(x, 1)",
      "itertools.chain(x)",
      "itertools.chain.from_iterable([x])",
      "itertools.compress(x, itertools.repeat(1))",
      "itertools.cycle(x)",
      "itertools.dropwhile(bool, x)",
      "itertools.filterfalse(None, x)",
      "itertools.groupby(x)",
      "itertools.islice(x, 5)",
      "itertools.pairwise(x)",
      "itertools.takewhile(bool, x)",
      "itertools.tee(x)[0]",
      "itertools.zip_longest(x)",
      "(y for y in x)",
    ].map((next) => [
      `an iterator over an iterator: ${next}`,
      nested("iter([1])", `x = ${next}`, "next(x, None)"),
    ]),
  ),
  "a subclass of an iterator":
    "class C(itertools.chain): pass\nx = iter([1])\nfor i in range(20000): x = C(x)\nnext(x, None)",
  "generators from generators":
    "def g(x): yield from x\nx = iter([1])\nfor i in range(20000): x = g(x)\nnext(x, None)",

  // Garbage
  ...Object.fromEntries(
    [
      "[x]",
      "(x,)",
      "{1: x}",
      "slice(x)",
      "list[int, x]",
      "map(abs, iter((x,)))",
      "filter(None, iter((x,)))",
      "itertools.cycle([x])",
      "itertools.repeat(x)",
      "functools.partial(max, x)",
      "property(x)",
      "staticmethod(x)",
      "types.MethodType(max, x)",
      "types.SimpleNamespace(x=x)",
      "collections.deque([x])",
      "collections.OrderedDict(a=x)",
      "(lambda x: lambda: x)(x)",
      "types.MappingProxyType({1: x})",
      "iter([x])",
      "reversed([x])",
      "{1: x}.items()",
      "ValueError(x)",
      "ExceptionGroup('a', [ValueError(x)])",
      "types.CellType(x)",
      "super(int, 1) if x is None else types.MethodType(super, x)",
    ].map((make) => [`garbage within garbage: ${make}`, chained("", `y = ${make}`)]),
  ),
  "objects that refer to each other": chained("class N: pass", "y = N()\ny.n = x"),
  "objects with slots": chained("class N:\n    __slots__ = 'n',", "y = N()\ny.n = x"),
  "generators that hold each other": chained("def g(x): yield x", "y = g(x)\nnext(y)"),
  "coroutines that hold each other": chained(
    "@types.coroutine\ndef one(): yield\nasync def g(x): await one()",
    "y = g(x)\ny.send(None)",
  ),
  "exceptions that cause each other": chained("", "y = ValueError()\ny.__cause__ = x"),
  "weak references with callbacks": chained(
    "class N: pass\nkeep = N()",
    "y = weakref.ref(keep, functools.partial(max, x))",
  ),

  // Source
  "many nested comprehensions": "compile('[' * 90 + 'x' + ' for x in y]' * 90, 'a', 'eval')",
  "some branches of one statement": "compile('if a: b\\n' + 'elif a: b\\n' * 1200, 'a', 'exec')",
  "many branches of one statement": "compile('if a: b\\n' + 'elif a: b\\n' * 1900, 'a', 'exec')",
  "the syntax tree of a long sum": "compile('+'.join(['a'] * 100000), 'a', 'eval')",
  "a sum of 400": "eval('+'.join(['1.0 * a'] * 400), {'a': 1})",
  "a syntax tree made by hand":
    "x = ast.Constant(1, lineno=1, col_offset=0)\nfor i in range(20000): x = ast.UnaryOp(ast.USub(), x, lineno=1, col_offset=0)\ncompile(ast.Expression(x), 'a', 'eval')",
  "a syntax tree back to source":
    "x = ast.Name('a')\nfor i in range(5000): x = ast.UnaryOp(ast.USub(), x)\nast.unparse(x)",
};

/** Ways to recurse in CPython. Each program defines `attack`, as in recursion-programs.ts. */
export const CPYTHON_RECURSIONS: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(BODIES).map(([name, body]) => [
    name,
    `${IMPORTS}\ndef attack():\n${indent(body)}\n`,
  ]),
);
