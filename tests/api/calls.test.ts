import {
  kwargs,
  MicroPythonSession,
  MicroPythonSessionSync,
  type PythonName,
} from "micropython-wasm";
import { describe, expect, it } from "vitest";

const PYTHONS: PythonName[] = ["micropython", "cpython"];

const PROGRAM = `
def echo(*args, **keywords): return [list(args), keywords]
def area(width, height=1): return width * height
def check(item):
    if item == "bad": raise ValueError("a bad item")
    return item
class Shape:
    @staticmethod
    def sides(n): return n * 2
    class Inner:
        @classmethod
        def name(cls): return cls.__name__
counter = 0
def count(item):
    global counter
    counter += 1
    return counter
`;

const create = (python: PythonName, options = {}) => {
  const session = new MicroPythonSessionSync({ python, wallTimeoutMs: 20_000, ...options });
  session.run(PROGRAM);
  return session;
};

const numbers = (count: number) => Array.from({ length: count }, (_, i) => i);

/** Collects the items, and returns the error that ends them. */
function collect(results: Iterable<unknown>, got: unknown[]): unknown {
  try {
    for (const result of results) got.push(result);
  } catch (error) {
    return error;
  }
  return null;
}

describe.each(PYTHONS)("call of a session in %s", (python) => {
  const session = create(python);

  it("calls a function with copies of values and returns a copy of its result", () => {
    expect(session.call("area", 3, 4)).toBe(12);
    expect(session.call("echo")).toEqual([[], {}]);
    const values = [null, true, 1.5, 2n ** 80n, "é", new Uint8Array([1]), [1, [2]], { a: 1 }];
    expect(session.call<unknown[]>("echo", ...values)[0]).toEqual(values);
  });

  it("passes keyword arguments, which come last", () => {
    expect(session.call("area", 3, kwargs({ height: 5 }))).toBe(15);
    expect(session.call("area", kwargs({ width: 2, height: 5 }))).toBe(10);
    expect(session.call("echo", 1, kwargs({}))).toEqual([[1], {}]);
    expect(() => session.call("area", kwargs({ width: 1 }), 2)).toThrow(
      new TypeError("kwargs is not the last argument; allowed is one, after all others"),
    );
    expect(() => kwargs({ "no name": 1 })).toThrow(RangeError);
    expect(() => kwargs([1] as never)).toThrow(
      new TypeError("kwargs: an array; allowed is a plain object"),
    );
  });

  it("finds builtins, and members of classes", () => {
    expect(session.call("len", [1, 2, 3])).toBe(3);
    expect(session.call("Shape.sides", 4)).toBe(8);
    expect(session.call("Shape.Inner.name")).toBe("Inner");
  });

  it.each(["", "a b", "a.", ".a", "a..b", "1a", "if", "a.class", "f()", `a${"b".repeat(255)}`])(
    "refuses an invalid name: %j",
    (name) => {
      expect(() => session.call(name)).toThrow(RangeError);
      expect(() => session.function(name)).toThrow(/^the function's name is /);
    },
  );

  it("raises what Python raises", () => {
    const raised = (pythonType: string) => expect.objectContaining({ pythonType });
    expect(() => session.call("missing")).toThrow(raised("NameError"));
    expect(() => session.call("Shape.missing")).toThrow(raised("AttributeError"));
    expect(() => session.call("area")).toThrow(raised("TypeError"));
    expect(() => session.call("area", 1, kwargs({ depth: 2 }))).toThrow(raised("TypeError"));
    expect(() => session.call("counter")).toThrow(raised("TypeError"));
    expect(() => session.call("iter", [])).toThrow(/^TypeError: result is of type /);
    expect(() => session.call("check", "bad")).toThrow(
      expect.objectContaining({ message: "ValueError: a bad item", line: 5 }),
    );
  });

  it("names the argument that cannot be passed to Python", () => {
    expect(() => session.call("echo", 1, { f: () => 1 })).toThrow(
      new TypeError("args[1].f is a function, which cannot be passed to Python"),
    );
    expect(() => session.call("echo", kwargs({ x: [Symbol.iterator] }))).toThrow(
      new TypeError("kwargs.x[0] is a symbol, which cannot be passed to Python"),
    );
  });

  it("has the session's full limits each time", () => {
    const limited = create(python, { fuel: 100_000 });
    limited.run("def spin():\n    for i in range(3000): pass");
    for (let i = 0; i < 20; i++) limited.call("spin");
    limited.run("def endless():\n    while True: pass");
    expect(() => limited.call("endless")).toThrow(expect.objectContaining({ code: "fuel" }));
    expect(limited.call("area", 2)).toBe(2);
  });

  it("works through a handle, with its own options", () => {
    const area = session.function<(width: number, height?: number) => number>("area");
    expect(area(2, 3)).toBe(6);
    expect(session.function<(width: number) => number>("area")(2, kwargs({ height: 8 }))).toBe(16);
    session.run("def endless():\n    while True: pass");
    const endless = session.function("endless", { fuel: 5000 });
    expect(() => endless()).toThrow("the program used up its 5000 units of fuel");
    expect(() => session.function("area", { filename: "x" } as never)).toThrow(
      new TypeError("option filename is for source text, not for calls"),
    );
  });

  it("calls whatever the name refers to at the time", () => {
    const changing = session.function("changing");
    session.run("def changing(): return 1");
    expect(changing()).toBe(1);
    session.run("changing = lambda: 2");
    expect(changing()).toBe(2);
  });

  it("is refused while a callback of the session runs, and once it is closed", () => {
    let caught: unknown;
    const callBack = () => {
      try {
        busy.call("area", 1);
      } catch (error) {
        caught = error;
      }
    };
    const busy = create(python, { hostFunctions: { callBack } });
    busy.run("callBack()");
    expect(caught).toMatchObject({ code: "session-busy" });
    busy.close();
    expect(() => busy.call("area", 1)).toThrow(expect.objectContaining({ code: "session-closed" }));
  });
});

describe.each(PYTHONS)("map of a session in %s", (python) => {
  const session = create(python);

  it("returns the results in the order of the items", () => {
    const items = numbers(2000);
    expect(Array.from(session.map("area", items))).toEqual(items);
    expect(Array.from(session.map("check", []))).toEqual([]);
    expect(Array.from(session.map("check", new Set(["a", "b"])))).toEqual(["a", "b"]);
  });

  it("reads at most 256 items ahead, and calls with the first one at once", () => {
    let read = 0;
    function* items() {
      for (;;) yield read++;
    }
    const results = session.map("area", items());
    results.next();
    expect(read).toBe(1);
    for (let i = 0; i < 2000; i++) results.next();
    expect(read).toBeLessThanOrEqual(2001 + 256);
  });

  it("releases the items if no more results are wanted", () => {
    let isClosed = false;
    function* items() {
      try {
        for (;;) yield 1;
      } finally {
        isClosed = true;
      }
    }
    for (const _ of session.map("area", items())) break;
    expect(isClosed).toBe(true);
  });

  it("throws what a call raises, after the results of the items before", () => {
    const got: unknown[] = [];
    const error = collect(session.map("check", ["a", "b", "c", "bad", "e"]), got);
    expect(error).toMatchObject({ message: "ValueError: a bad item" });
    expect(got).toEqual(["a", "b", "c"]);
    expect(session.call("area", 1)).toBe(1);
  });

  it("throws what the items throw, after the results of those before", () => {
    function* failing() {
      yield* [1, 2, 3, 4, 5];
      throw new Error("no more");
    }
    const got: unknown[] = [];
    expect(collect(session.map("check", failing()), got)).toEqual(new Error("no more"));
    expect(got).toEqual([1, 2, 3, 4, 5]);
  });

  it("names the item that cannot be passed to Python", () => {
    const got: unknown[] = [];
    const error = collect(session.map("check", [1, 2, 3, 4, { a: [() => 1] }, 6]), got);
    const message = "items[4].a[0] is a function, which cannot be passed to Python";
    expect(error).toEqual(new TypeError(message));
    expect(got).toEqual([1, 2, 3, 4]);
  });

  it("applies limits to each item, or to all together", () => {
    session.run("def spin(n):\n    for i in range(1000): pass\n    return n");
    const items = numbers(400);
    const fuel = 50_000;
    expect(Array.from(session.map("spin", items, { fuel }))).toEqual(items);
    const got: unknown[] = [];
    const error = collect(session.map("spin", items, { fuel, limits: "all" }), got);
    expect(error).toMatchObject({ message: `the program used up its ${fuel} units of fuel` });
    expect(got.length).toBeGreaterThan(1);
    expect(got.length).toBeLessThan(100);
  });

  it("counts host calls and output separately for each item", () => {
    const limited = create(python, { maxHostCalls: 2, hostFunctions: { get: () => 1 } });
    limited.run("def f(x):\n    print('x' * 60)\n    return get() + get()");
    const written: string[] = [];
    const options = {
      onStdout: (text: string) => void written.push(text),
      maxStdoutBytes: 61,
      onOutputLimit: "stop",
    } as const;
    const items = numbers(300);
    expect(Array.from(limited.map("f", items, options))).toEqual(Array(300).fill(2));
    expect(written.join("")).toBe(`${"x".repeat(60)}\n`.repeat(300));
    const all = limited.map("f", items, { ...options, limits: "all" });
    expect(collect(all, [])).toMatchObject({ code: "output" });
  });

  it("ends if a signal is aborted in the middle", () => {
    const controller = new AbortController();
    const aborting = create(python, { hostFunctions: { abort: () => controller.abort() } });
    aborting.run("def f(x):\n    if x == 5: abort()\n    return x");
    const got: unknown[] = [];
    const results = aborting.map("f", numbers(100), { signal: controller.signal });
    expect(collect(results, got)).toMatchObject({ code: "aborted" });
    expect(got.length).toBeLessThanOrEqual(6);
  });

  it("passes on large results before it computes more of them", () => {
    session.run("def large(n): return bytes(n)");
    const sizes = numbers(40).map(() => 1_000_000);
    let most = 0;
    for (const result of session.map<number, Uint8Array>("large", sizes)) {
      expect(result.length).toBe(1_000_000);
      most = Math.max(most, process.memoryUsage().arrayBuffers);
    }
    expect(most).toBeLessThan(500_000_000);
  });

  it("checks its arguments before anything runs", () => {
    const map = (...args: unknown[]) => session.map(...(args as Parameters<typeof session.map>));
    expect(() => map("f(", [])).toThrow(RangeError);
    expect(() => map("area", 5)).toThrow(
      new TypeError("items: 5; allowed is an iterable, such as an array"),
    );
    expect(() => map("area", [], { limits: "some" })).toThrow(
      new RangeError('option limits is "some"; allowed is "each" or "all"'),
    );
    expect(() => map("area", [], { transactional: true })).toThrow(
      new TypeError("option transactional is not for map"),
    );
    expect(() => map("area", [], { fule: 1 })).toThrow(/did you mean fuel/);
  });

  it("can be mixed with other uses of the session", () => {
    const results = session.map("count", [1, 2, 3]);
    session.run("counter = 10");
    results.next();
    session.run("counter = 20");
    expect(Array.from(results)).toEqual([21, 22]);
  });
});

describe.each(PYTHONS)("an asynchronous session in %s", (python) => {
  const createAsync = async () => {
    const session = new MicroPythonSession({ python, wallTimeoutMs: 20_000 });
    await session.run(PROGRAM);
    return session;
  };

  it("calls functions, also through handles", async () => {
    const session = await createAsync();
    expect(await session.call("area", 3, kwargs({ height: 2 }))).toBe(6);
    const area = session.function<(width: number, height: number) => number>("area");
    expect(await Promise.all([area(1, 2), area(3, 4)])).toEqual([2, 12]);
    await expect(session.call("check", "bad")).rejects.toThrow("ValueError: a bad item");
    await expect(session.call("f(")).rejects.toThrow(RangeError);
  });

  it("copies arguments when the call is made", async () => {
    const session = await createAsync();
    const list = [1];
    const result = session.call("echo", list);
    list.push(2);
    expect(await result).toEqual([[[1]], {}]);
  });

  it("maps available items and items that come later", async () => {
    const session = await createAsync();
    const got: unknown[] = [];
    for await (const result of session.map("area", [1, 2, 3])) got.push(result);
    async function* later() {
      for (let i = 4; i < 8; i++) {
        await new Promise((resolve) => setTimeout(resolve, 2));
        yield i;
      }
    }
    for await (const result of session.map("area", later())) got.push(result);
    expect(got).toEqual([1, 2, 3, 4, 5, 6, 7]);
  });

  it("does not delay results while it waits for items", async () => {
    const session = await createAsync();
    let goOn: (() => void) | undefined;
    async function* items() {
      yield* numbers(10);
      await new Promise<void>((resolve) => {
        goOn = resolve;
      });
      yield 10;
    }
    const results = session.map("area", items());
    for (let i = 0; i < 10; i++) expect((await results.next()).value).toBe(i);
    const last = results.next();
    await new Promise((resolve) => setTimeout(resolve, 5));
    goOn?.();
    expect((await last).value).toBe(10);
    expect((await results.next()).done).toBe(true);
  });

  it("throws what the items throw, after the results of those before", async () => {
    const session = await createAsync();
    const got: unknown[] = [];
    async function* failing() {
      yield* ["a", "b", "c"];
      throw new Error("no more");
    }
    const go = async () => {
      for await (const result of session.map("check", failing())) got.push(result);
    };
    await expect(go()).rejects.toThrow("no more");
    expect(got).toEqual(["a", "b", "c"]);
  });

  it("releases the items if no more results are wanted", async () => {
    const session = await createAsync();
    let isClosed = false;
    async function* items() {
      try {
        for (;;) yield 1;
      } finally {
        isClosed = true;
      }
    }
    for await (const _ of session.map("area", items())) break;
    expect(isClosed).toBe(true);
  });
});
