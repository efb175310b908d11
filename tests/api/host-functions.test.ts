import fc from "fast-check";
import {
  defaultWasmPath,
  MicroPythonLimitError,
  PythonException,
  type RunOptions,
  run,
  runMicroPythonWasi,
  runSync,
} from "micropython-wasm";
import { describe, expect, it, vi } from "vitest";
import { printed, throwing } from "./printed.js";
import { crossing } from "./values.js";

/** The exception that Python raises for what a host function throws. */
const caught = (throwing: () => unknown, options: RunOptions = {}) =>
  printed(
    "try:\n  fail()\nexcept Exception as e:\n  print(type(e).__name__, e, sep='|')",
    { fail: throwing },
    options,
  );

describe("a host function", () => {
  const add = (a: number, b: number) => a + b;

  it("is a plain Python function, however the program is run", async () => {
    const code = "print(add(2, 3), add, add.__name__, callable(add), add == add)";
    const expected = { stdout: "5 <host function add> add True True\n" };
    const options = { hostFunctions: { add } };
    expect(runSync(code, options)).toMatchObject(expected);
    expect(await run(code, options)).toMatchObject(expected);
    expect(await runMicroPythonWasi(code, defaultWasmPath(), options)).toMatchObject(expected);
  });

  it("exists for one run only", () => {
    expect(printed("print('add' in globals())", { add })).toBe("True");
    expect(printed("print('add' in globals())")).toBe("False");
  });

  it("can be passed around like any other function", () => {
    const code = `
print(list(map(add, [1, 2], [3, 4])), (lambda f: f(1, 1))(add))
class Adder:
    plus = add
print(Adder().plus(20, 1))
`;
    expect(printed(code, { add })).toBe("[4, 6] 2\n21");
  });

  it("gets no `this`, and as many arguments as Python passes", () => {
    const seen: unknown[] = [];
    function note(this: unknown, ...args: unknown[]) {
      seen.push(this, args);
    }
    expect(printed("print(note(), note(1, 'x'))", { note })).toBe("None None");
    expect(seen).toEqual([undefined, [], undefined, [1, "x"]]);
  });

  it("gets keyword arguments as one more object", () => {
    const format_name = (
      first: string,
      { last, uppercase = false }: { last: string; uppercase?: boolean },
    ) => (uppercase ? `${first} ${last}`.toUpperCase() : `${first} ${last}`);
    const code = `
print(format_name('Ada', last='Lovelace', uppercase=True))
print(format_name('Ada', last='Lovelace'), format_name('Ada', {'last': 'L'}), sep='|')
`;
    expect(printed(code, { format_name })).toBe("ADA LOVELACE\nAda Lovelace|Ada L");
  });

  it("gets keywords as data, whatever their names", () => {
    const note = vi.fn();
    printed("note(**{'__proto__': {'x': 1}, 'constructor': 2})", { note });
    const [[keywords]] = note.mock.calls as [[object]];
    expect(Object.getPrototypeOf(keywords)).toBeNull();
    expect(Object.keys(keywords).sort()).toEqual(["__proto__", "constructor"]);
  });

  it("can run another program meanwhile", () => {
    const double = (n: number) => Number(printed(`print(add(${n}, ${n}))`, { add }));
    expect(printed("print(double(4), double(5))", { double })).toBe("8 10");
  });

  it("can shadow a builtin, for the program only", () => {
    const shout = (text: string) => `${text}!`;
    expect(printed("print(str('a'), repr(1), f'{2}')", { str: shout })).toBe("a! 1 2");
  });

  it("can have a name in any script", () => {
    expect(printed("print(größe())", { größe: () => 1.5 })).toBe("1.5");
  });
});

describe("values", () => {
  it.each([
    ["", ""],
    [", also while memory is collected at every allocation", "import gc; gc.threshold(1)"],
  ])("are the same after going to Python and back%s", (_, setup) => {
    const code = `${setup}\nfor i in range(20): put(get(i), k=get(i))`;
    fc.assert(
      fc.property(fc.array(crossing, { minLength: 20, maxLength: 20 }), (values) => {
        const seen: unknown[] = [];
        const hostFunctions = {
          get: (i: number) => values[i],
          put: (value: unknown, { k }: { k: unknown }) => seen.push(value, k),
        };
        runSync(code, { hostFunctions, maxHostResultBytes: null, fuel: null, wallTimeoutMs: null });
        expect(seen).toStrictEqual(values.flatMap((value) => [value, value]));
      }),
      { numRuns: 25 },
    );
  });

  it.each([
    ["None", null],
    ["True", true],
    ["-5", -5],
    ["2 ** 53 - 1", 2 ** 53 - 1],
    ["-2 ** 53", -(2n ** 53n)],
    ["10 ** 40", 10n ** 40n],
    ["-10 ** 40", -(10n ** 40n)],
    ["1.0", 1],
    ["-0.0", -0],
    ["float('-inf')", -Infinity],
    ["float('nan')", Number.NaN],
    ["'é😀\\0'", "é😀\0"],
    ["b'\\x00\\xff'", new Uint8Array([0, 255])],
    ["bytearray(b'ab')", new Uint8Array([97, 98])],
    ["memoryview(b'abcd')[1:3]", new Uint8Array([98, 99])],
    ["(1, (2,))", [1, [2]]],
    ["__import__('collections').namedtuple('P', ['x'])(1)", [1]],
    [
      "__import__('collections').OrderedDict([('b', 1)])",
      Object.assign(Object.create(null), { b: 1 }),
    ],
    ["{}", Object.create(null)],
    [
      "{'a': 1, 2: 3}",
      new Map<unknown, unknown>([
        ["a", 1],
        [2, 3],
      ]),
    ],
    ["{(1, 2): 3}", new Map([[[1, 2], 3]])],
    ["frozenset([1])", new Set([1])],
    ["{1, 'x'}", new Set([1, "x"])],
  ])("reach the host: %s", (python, expected) => {
    const seen = vi.fn();
    printed(`seen(${python})`, { seen });
    expect(seen.mock.calls).toStrictEqual([[expected]]);
  });

  it.each([
    [undefined, "None"],
    [2 ** 53 - 1, "9007199254740991"],
    [2 ** 53, "9007199254740992.0"],
    [2n ** 53n, "9007199254740992"],
    [-(2n ** 70n), "-1180591620717411303424"],
    [0, "0"],
    [-0, "-0.0"],
    [1.5, "1.5"],
    [new Uint8Array([97, 0]).buffer, "b'a\\x00'"],
    [Buffer.from("ab"), "b'ab'"],
    [[1, [undefined]], "[1, [None]]"],
    [{ a: { __proto__: null, b: 1 } }, "{'a': {'b': 1}}"],
    [new Map<unknown, unknown>([[1, 2]]), "{1: 2}"],
    [new Set(["x"]), "{'x'}"],
    [JSON.parse('{"__proto__": 1}'), "{'__proto__': 1}"],
    ["x".repeat(1000), `'${"x".repeat(1000)}'`],
  ])("reach Python: case %#", (value, expected) => {
    expect(printed("print(repr(get()))", { get: () => value })).toBe(expected);
  });

  it("are copies on both sides", () => {
    const kept: Uint8Array[] = [];
    const code = `
data = bytearray(b'abc'); rows = [1]
change(data, rows)
data[0] = 0
print(bytes(data), rows)
`;
    const change = (data: Uint8Array, rows: number[]) => {
      kept.push(data);
      data[1] = 0;
      rows.push(2);
    };
    expect(printed(code, { change })).toBe("b'\\x00bc' [1]");
    expect(kept).toEqual([new Uint8Array([97, 0, 99])]);
  });

  it.each([
    ["f(1, {'rows': [0, 1, 2, object()]})", "TypeError|args[1].rows[3] is of type object, which"],
    ["f(lambda: 1)", "TypeError|args[0] is of type function, which cannot be passed to the host"],
    ["f(f)", "TypeError|args[0] is of type host_function"],
    ["f(range(3))", "TypeError|args[0] is of type range"],
    ["f(x for x in [])", "TypeError|args[0] is of type generator"],
    ["f(1j)", "TypeError|args[0] is of type complex"],
    ["f(k=[C()])", "TypeError|kwargs.k[0] is of type C"],
    ["f({'a b': C})", "TypeError|args[0]['a b'] is of type type"],
    ["f({7: C})", "TypeError|args[0][7] is of type type"],
    ["f({'x' * 65: C})", "TypeError|args[0][...] is of type type"],
    ["f({C: 1})", "TypeError|args[0]<key> is of type type"],
    ["f({C})", "TypeError|args[0]<item> is of type type"],
    ["f('a\\ud800')", "ValueError|args[0] is a str with half of a surrogate pair"],
    ["f(bytes([0xc0, 0x80]).decode())", "UnicodeDecodeError|'utf-8' codec can't"],
    ["x = []; x.append(x); f(x)", "ValueError|args[0][0][0]"],
    ["x = {}; x['k'] = x; f(k=x)", "ValueError|kwargs.k.k.k"],
    ["f(bytes(2 ** 24))", "ValueError|args[0] does not fit; at most 16777216 bytes"],
    ["f([None] * 2 ** 18)", "ValueError|args[0][262142] does not fit; at most 262144 values"],
  ])("that cannot reach the host are named: %s", (call, expected) => {
    const seen = vi.fn();
    const code = `
class C: pass
try:
    ${call}
except Exception as e:
    print(type(e).__name__, e, sep='|')`;
    const options = { memoryBytes: 128 * 1024 * 1024, wallTimeoutMs: null, fuel: null };
    const text = printed(code, { f: seen }, options);
    expect(text.slice(0, expected.length)).toBe(expected);
    expect(seen).not.toHaveBeenCalled();
  });

  it.each([
    [{ a: [() => 1] }, "TypeError|result.a[0] is a function, which cannot be passed to Python"],
    [new Date(0), "TypeError|result is an instance of Date, which cannot be passed to Python"],
    ["\ud800", "ValueError|result is a string with a lone surrogate"],
    ["x".repeat(300_000), "ValueError|host callback result too large"],
  ])("that cannot reach Python are named: case %#", (value, expected) => {
    expect(caught(() => value)).toBe(expected);
  });

  it("can be as large and as deep as the limits allow", () => {
    const code = `
deep = 1
for _ in range(100): deep = [deep]
print(same(deep) == deep, same(k=deep[0])['k'] == deep[0])
wide = list(range(2 ** 18 - 4))
print(count(wide), count(k=wide))
`;
    const count = (wide: number[] | { k: number[] }) =>
      (Array.isArray(wide) ? wide : wide.k).length;
    const options = { fuel: null, wallTimeoutMs: null, maxHostResultBytes: null };
    expect(printed(code, { same: (x: unknown) => x, count }, options)).toBe(
      "True True\n262140 262140",
    );
  });
});

describe("a host function that throws", () => {
  it.each([
    [new TypeError("bad value"), "RuntimeError|TypeError: bad value"],
    [new Error(""), "RuntimeError|Error"],
    [Object.assign(new Error("x"), { name: "MyError" }), "RuntimeError|MyError: x"],
    [Object.assign(new Error("x"), { name: "/etc/x y" }), "RuntimeError|Error: x"],
    [Object.assign(new Error("x"), { name: 5 }), "RuntimeError|Error: x"],
    [new PythonException("ValueError", "bad"), "ValueError|bad"],
    [new PythonException("KeyError", "k"), "KeyError|'k'"],
    [new PythonException("ZeroDivisionError"), "ZeroDivisionError|"],
    ["text", "RuntimeError|Error: text"],
    [42, "RuntimeError|Error: 42"],
    [undefined, "RuntimeError|Error: undefined"],
    [{ message: "no error" }, "RuntimeError|Error"],
  ])("raises an exception that Python can catch: case %#", (thrown, expected) => {
    expect(caught(throwing(thrown))).toBe(expected);
  });

  it("ends the program if it does not catch the exception", () => {
    const fail = throwing(new RangeError("no"));
    expect(() => runSync("x = 1\nfail()", { hostFunctions: { fail } })).toThrow(
      expect.objectContaining({
        pythonType: "RuntimeError",
        pythonMessage: "RangeError: no",
        line: 2,
      }),
    );
  });

  it("can raise any built-in class that Python has", () => {
    const code = `
import builtins
print([n for n in dir(builtins) if isinstance(getattr(builtins, n), type)
  and issubclass(getattr(builtins, n), BaseException) and getattr(builtins, n).__name__ == n])`;
    const all: string[] = JSON.parse(printed(code).replaceAll("'", '"'));
    // Those are not made from a message alone.
    const names = all.filter((name) => !/^Unicode(De|En)codeError$/.test(name));
    expect(names.length).toBeGreaterThan(60);
    for (const name of names) {
      const fail = throwing(new PythonException(name, "m"));
      const text = "try:\n  fail()\nexcept BaseException as e:\n  print(type(e).__name__)";
      expect(printed(text, { fail })).toBe(name);
    }
  });

  it("cannot be asynchronous in a synchronous run, and is not even called if that is known", async () => {
    const refused = /^TypeError\|fail\(\) returned a promise; .* wait for it$/;
    expect(caught(() => Promise.reject(new Error("unseen")))).toMatch(refused);
    // biome-ignore lint/suspicious/noThenProperty: a thenable is the case
    expect(caught(() => ({ then() {} }))).toMatch(refused);
    let isCalled = false;
    const effect = async () => {
      isCalled = true;
    };
    expect(caught(effect)).toMatch(/^TypeError\|fail\(\) is asynchronous; .* wait for it$/);
    expect(isCalled).toBe(false);
    await new Promise((resolve) => setTimeout(resolve, 5));
  });
});

describe("limits", () => {
  it("count the time of a host function, and stop the program right after it", () => {
    const wait = vi.fn(() => {
      const end = performance.now() + 30;
      while (performance.now() < end);
    });
    const options = { hostFunctions: { wait }, wallTimeoutMs: 20 };
    const code = "print('before')\ntry: wait(); wait()\nfinally:\n  while True: pass";
    const stopped = expect.objectContaining({ code: "timeout", stdout: "before\n" });
    expect(() => runSync(code, options)).toThrow(stopped);
    expect(wait).toHaveBeenCalledOnce();
  });

  it("apply if a host function aborts the run", () => {
    const controller = new AbortController();
    const options = {
      hostFunctions: { stop: () => controller.abort("enough") },
      signal: controller.signal,
    };
    const code = "stop()\nwhile True: pass";
    expect(() => runSync(code, options)).toThrow(MicroPythonLimitError);
  });

  it("can cover the number of host calls", () => {
    const code = `
import host
for i in range(4):
    try: print(add(i, 1))
    except RuntimeError as e: print(e)
try: host.call("add", "{}")
except RuntimeError as e: print(e)`;
    const add = vi.fn((a: number, b: number) => a + b);
    const refused = "maxHostCalls is reached: this run cannot call the host again";
    expect(printed(code, { add }, { maxHostCalls: 3 })).toBe(
      ["1", "2", "3", refused, refused].join("\n"),
    );
    expect(add).toHaveBeenCalledTimes(3);
  });

  it("cover the size of a result in bytes of its encoded form", () => {
    const code = "try: print(len(get()))\nexcept ValueError as e: print(e)";
    const get = () => "x".repeat(95);
    expect(printed(code, { get }, { maxHostResultBytes: 100 })).toBe("95");
    expect(printed(code, { get }, { maxHostResultBytes: 99 })).toBe(
      "host callback result too large",
    );
    const large = () => new Uint8Array(3_000_000);
    expect(printed(code, { get: large }, { maxHostResultBytes: null })).toBe("3000000");
  });

  it("use the same fuel for the same calls", () => {
    const code = "for i in range(100): same([i, 'x' * i])";
    const hostFunctions = { same: (x: unknown) => x };
    const used = () => runSync(code, { hostFunctions }).fuelUsed;
    expect(used()).toBe(used());
  });
});

describe("hostFunctions", () => {
  it.each([
    [{ "a b": () => 1 }, RangeError, 'the name is "a b"; allowed is a Python identifier'],
    [{ class: () => 1 }, RangeError, 'the name is "class"; allowed is a Python identifier'],
    [{ add: 1 }, TypeError, "option hostFunctions: add is 1; allowed is a function"],
    [[], TypeError, "option hostFunctions is an array; allowed is a plain object"],
  ])("refuse %j before anything runs", (hostFunctions, kind, message) => {
    const start = () => runSync("print(1)", { hostFunctions: hostFunctions as never });
    expect(start).toThrow(kind);
    expect(start).toThrow(message);
  });
});
