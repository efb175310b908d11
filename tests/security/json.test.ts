import { describe, expect, it } from "vitest";
import { outcomeOf } from "./outcome.js";

const printed = (code: string) => {
  const { ending, message, facts } = outcomeOf(code, { fuel: 500_000_000, wallTimeoutMs: 30_000 });
  return `${facts.stdout}${ending === "finished" ? "" : `${ending} ${message}`}`;
};

describe("json", () => {
  it.each([
    ["arrays", "'[' * 100000 + ']' * 100000"],
    ["objects", `'{"a":' * 100000 + '1' + '}' * 100000`],
  ])("reads %s of any depth", (_, text) => {
    expect(printed(`import json\nx = json.loads(${text})\nprint(type(x).__name__)`)).toMatch(
      /^(list|dict)\n$/,
    );
  });

  it("refuses to write what is nested too deeply, or holds itself", () => {
    const code = `
import json
x = []
for i in range(100000): x = [x]
try: json.dumps(x)
except RecursionError as e: print("RecursionError")
x = {}
x["a"] = [x]
try: json.dumps(x)
except ValueError as e: print(e)
try: json.dumps(1, default=lambda o: o) and json.dumps(set(), default=lambda o: set())
except RecursionError: print("RecursionError")`;
    expect(printed(code)).toBe("RecursionError\nCircular reference detected\nRecursionError\n");
  });

  it("survives functions that change what is written or read", () => {
    const code = `
import gc, json
def change(o):
    values.clear()
    table.clear()
    gc.collect()
    return "changed"
values = [object()] + [str(i) * 9 for i in range(50)]
table = {i: object() for i in range(20)}
print(json.dumps(values, default=change))
values = list(range(3))
try: print(json.dumps([table, values], default=change))
except KeyError: print("KeyError")
def forget(pairs):
    global text
    text = None
    gc.collect()
    return bytearray(len(pairs) * 50)
text = '[' + ','.join(['{"a": "%s"}' % ("x" * 30)] * 50) + ']'
print(len(json.loads(text, object_pairs_hook=forget)))
raw = bytearray(b'[{"a": 1}, {"b": 2}, {"c": 3}]')
def cut(o):
    raw[:] = b""
    return o
print(json.loads(raw, object_hook=cut))`;
    expect(printed(code)).toBe(`["changed"]
[{}, [0, 1, 2]]
50
[{'a': 1}, {'b': 2}, {'c': 3}]
`);
  });

  it("costs fuel in proportion to the text", () => {
    const fuel = (n: number) =>
      outcomeOf(`import json\njson.loads('[' + '1,' * ${n} + '1]')`, { fuel: null }).facts.fuelUsed;
    expect(fuel(200_000) / fuel(100_000)).toBeLessThan(2.5);
  });
});

describe("chains of exceptions", () => {
  it("that lead back to where they began are refused or printed in part", () => {
    const code = `
import sys
a, b = ValueError("a"), KeyError("b")
a.__context__ = b
b.__context__ = a
a.__cause__ = b
sys.print_exception(a, sys.stderr)
try: raise a
except ValueError:
    try: raise b
    except KeyError as e: print("caught")
raise a`;
    expect(printed(code)).toBe("caught\nValueError ValueError: a");
  });

  it("of any length end a program once", () => {
    const code = `
e = None
for i in range(3000):
    new = ValueError(i)
    new.__context__ = e
    e = new
raise e`;
    expect(printed(code)).toBe("ValueError ValueError: 2999");
  });

  it("may change while they are printed", () => {
    const code = `
import gc
class E(Exception):
    def __str__(self):
        self.__context__ = None
        outer.__context__ = None
        outer.args = (1,) * 50
        gc.collect()
        return "changed"
outer = E("x" * 100)
inner = E("y" * 100)
outer.__context__ = inner
inner.__context__ = KeyError("z" * 100)
raise outer`;
    expect(printed(code)).toBe("E E: changed");
  });
});
