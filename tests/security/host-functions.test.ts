import {
  type HostFunction,
  MicroPythonWasmError,
  PythonException,
  type RunOptions,
  runSync,
} from "micropython-wasm";
import { describe, expect, it, vi } from "vitest";
import { canaryTrouble } from "./outcome.js";

type HostFunctions = Record<string, HostFunction>;

const printed = (code: string, hostFunctions: HostFunctions, options: RunOptions = {}) =>
  runSync(code, { ...options, hostFunctions }).stdout.trimEnd();

/** What Python learns about what a host function throws. */
const learned = (throwing: () => unknown) =>
  printed("try: fail()\nexcept Exception as e: print(type(e).__name__, e, sep='|')", {
    fail: throwing,
  });

describe("a program", () => {
  it("cannot reach prototypes through keys", () => {
    const merge = (into: object, from: object) => ({ ...into, ...from });
    const code = `
import host
evil = {'__proto__': {'polluted': 1}, 'constructor': {'prototype': {'polluted': 1}}}
merge({}, evil); merge({'a': evil}, {'a': [evil]}, **evil)
host.call('merge', '{"args": [{}, {"__proto__": {"polluted": 1}}], "kwargs": {"__proto__": {"polluted": 1}}}')`;
    printed(code, { merge });
    expect("polluted" in {}).toBe(false);
    expect("polluted" in []).toBe(false);
  });

  it("cannot call what is not a host function", () => {
    const code = `
import host
for name in ['__proto__', 'constructor', 'toString', 'hasOwnProperty', '', 'a\\0b', 'add\\0', 'x' * 100000, '\\ud800']:
    answer = host.call(name, '{}')
    assert answer.startswith('{"ok":false,"error":"KeyError: '), answer
    assert len(answer) < 1000
print('done')`;
    const add = vi.fn();
    expect(printed(code, { add })).toBe("done");
    expect(add).not.toHaveBeenCalled();
  });

  it("cannot make the interpreter or the host fail with odd arguments of host.call", () => {
    const code = `
import host
def attempt(*args, **kwargs):
    try: return host.call(*args, **kwargs)[:30]
    except Exception as e: return type(e).__name__
print(attempt(), attempt('f'), attempt(1, 2), attempt('f', None), attempt('f', '{}', x=1))
print(attempt('f', '[' * 100000), attempt('f', '{"args":' + '[' * 50000 + ']' * 50000 + '}'))
print(attempt('f', '{"args":[' + '{"a":' * 200 + '1' + '}' * 200 + ']}'), attempt(b'f', b'\\xff'))
print(attempt('f', ' ' * 2 ** 20 + '{}'), attempt('f', ' ' * (2 ** 20 - 2) + '{}'))`;
    const refused = '{"ok":false,"error":"ValueErro';
    expect(printed(code, { f: () => 1 })).toBe(
      `TypeError TypeError TypeError TypeError TypeError\n${refused} ${refused}\n${refused} ${refused}\n${refused} {"ok":true,"value":1}`,
    );
  });

  it("cannot exhaust the host's stack, however deep it calls", () => {
    const code = `
depth = 0
def down():
    global depth
    depth += 1
    echo([depth], k={depth: [depth]})
    down()
class Item:
    def __lt__(self, other):
        echo([[[1]]])
        return sorted([Item(), Item()])
for attempt in (down, lambda: sorted([Item(), Item()])):
    try: attempt()
    except RuntimeError as e: print(e)
print(depth > 100)`;
    const refused = "maximum recursion depth exceeded";
    expect(printed(code, { echo: (...args: unknown[]) => args })).toBe(
      `${refused}\n${refused}\nTrue`,
    );
  });

  it("cannot confuse a call by changing its arguments meanwhile", () => {
    const code = `
import gc
rows = [[i] * 20 for i in range(50)]
table = {i: 'x' * i for i in range(50)}
data = bytearray(1000)
class Vandal:
    def __init__(self): self.me = self
    def __del__(self):
        for row in rows: row.clear()
        table.clear()
        data[:] = b''
for _ in range(20):
    Vandal()
    gc.set_threshold(1)
    seen(rows, table, data)
    gc.set_threshold(100000)
print('done')`;
    const seen = vi.fn();
    // MicroPython refuses classes with `__del__`.
    expect(printed(code, { seen }, { python: "cpython" })).toBe("done");
    expect(seen).toHaveBeenCalledTimes(20);
  });

  it("cannot hold the host's memory with answers that it has no room for", () => {
    const code = `
kept = []
try:
    while True: kept.append(get())
except MemoryError: kept = None
print('full')`;
    const get = () => new Uint8Array(200_000);
    expect(printed(code, { get }, { memoryBytes: 1024 * 1024 })).toBe("full");
    expect(canaryTrouble()).toBeNull();
  });

  it("cannot catch the stop of a run in a loop of calls", () => {
    const code = `
while True:
    try:
        while True: echo([1, 2, 3])
    except BaseException: print('caught')`;
    const options = { hostFunctions: { echo: (x: unknown) => x } };
    const stop = (code: string) => expect.objectContaining({ code, stdout: "" });
    expect(() => runSync(code, { ...options, fuel: 500_000 })).toThrow(stop("fuel"));
    expect(() => runSync(code, { ...options, fuel: null, wallTimeoutMs: 30 })).toThrow(
      stop("timeout"),
    );
  });

  it("cannot forge objects from numbers", () => {
    const code = `
import struct, array
for high in (0xfffc, 0x7ffc, 0xfffd, 0x7ffd, 0xfffe, 0x7ffe, 0xffff, 0x7fff):
    raw = struct.pack('<IHH', 0x10010, 1, high)
    made = [struct.unpack('<d', raw)[0], array.array('d', raw)[0], echo(high)]
    assert [type(x) for x in made] == [float] * 3
    assert [str(x) for x in made] == ['nan'] * 3
print('done')`;
    const nan = (high: number) =>
      new DataView(new BigUint64Array([(BigInt(high) << 48n) | 0x1_0001_0010n]).buffer).getFloat64(
        0,
        true,
      );
    expect(printed(code, { echo: nan })).toBe("done");
  });
});

describe("what a host function throws", () => {
  const hostile = new Proxy(new Error("x"), {
    get: () => {
      throw new Error("trap");
    },
    getPrototypeOf: () => {
      throw new Error("trap");
    },
  });
  const getters = Object.defineProperties(new Error("x"), {
    name: {
      get: () => {
        throw new Error("name");
      },
    },
    message: { get: () => hostile },
  });
  class Forged extends PythonException {
    override readonly pythonType: string = "print";
  }

  it.each([
    ["a proxy", hostile, "RuntimeError|Error"],
    ["an error with throwing getters", getters, "RuntimeError|Error"],
    ["an object that cannot be text", Object.create(null), "RuntimeError|Error"],
    ["a symbol", Symbol("s"), "RuntimeError|Error: Symbol(s)"],
    ["null", null, "RuntimeError|Error: null"],
    ["a function", () => "secret", "RuntimeError|Error"],
    [
      "a class that is none of Python's exceptions",
      new Forged("ValueError", "m"),
      "RuntimeError|m",
    ],
    ["half of a surrogate pair", new Error("\ud800"), "RuntimeError|Error: \ufffd"],
    [
      "a message that is no text",
      Object.assign(new Error(), { message: {} }),
      "RuntimeError|Error",
    ],
  ])("can be %s", (_, thrown, expected) => {
    const text = learned(() => {
      throw thrown;
    });
    expect(text).toBe(expected);
    expect(canaryTrouble()).toBeNull();
  });

  it("reveals only its name and a bounded message", () => {
    const text = learned(() => {
      throw new Error("x".repeat(1_000_000), { cause: new Error("secret") });
    });
    expect(text).toBe(`RuntimeError|${`Error: ${"x".repeat(5000)}`.slice(0, 4096)}`);
    const code = `
import sys
try: fail()
except Exception as e:
    print(e.args, hasattr(e, 'stack'), hasattr(e, 'cause'))
    sys.print_exception(e, sys.stdout)`;
    const fail = () => {
      throw new Error("m", { cause: "secret" });
    };
    const told = printed(code, { fail });
    expect(told).toContain("('Error: m',) False False");
    expect(told).not.toMatch(/secret|\.ts|file:|node/);
  });
});

describe("a host function's result", () => {
  const endless = new Proxy([], { get: (_, name) => (name === "length" ? 2 ** 53 : null) });
  const cycle: unknown[] = [];
  cycle.push(cycle);
  const shared = Array.from({ length: 40 }).reduce((inner) => [inner, inner], 1);
  const throwing = {
    get a() {
      throw new RangeError("mine");
    },
  };

  it.each([
    ["a list without end", endless, "ValueError|host callback result too large"],
    ["a part of itself", cycle, "ValueError|result[0][0]"],
    ["small, but endless where it is written out", shared, "ValueError|host callback result"],
    ["an object whose getter throws", throwing, "RuntimeError|RangeError: mine"],
    ["a revoked proxy", revoked(), "RuntimeError|TypeError: "],
  ])("can be %s", (_, value, expected) => {
    expect(learned(() => value).slice(0, expected.length)).toBe(expected);
    const code =
      "import host\ntry: print(host.call('get', '{}'))\nexcept ValueError as e: print(e)";
    expect(printed(code, { get: () => value })).toMatch(
      /^(\{"ok":false,"error":"\w+: .*\}|host callback result too large)$/,
    );
  });

  function revoked(): object {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    return proxy;
  }
});

describe("a host function that recurses without end", () => {
  it("raises in Python or ends the sandbox, but nothing else", () => {
    const dive = (): number => dive() + 1;
    expect(learned(dive)).toMatch(/^RuntimeError\|(RangeError|InternalError): /);
    const code = "def down():\n  dive()\ndown()";
    expect(() => runSync(code, { hostFunctions: { dive } })).toThrow(MicroPythonWasmError);
    expect(canaryTrouble()).toBeNull();
  });
});
