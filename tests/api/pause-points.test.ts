import {
  type MicroPythonGuestError,
  MicroPythonSessionSync,
  PythonException,
  type PythonName,
  type RunStepSync,
  resumeSync,
} from "micropython-wasm";
import { describe, expect, it } from "vitest";
import { elsewhere, errorOf, finished, pending, start } from "./pausing.js";

const PYTHONS: PythonName[] = ["micropython", "cpython"];

describe.each(PYTHONS)("a run of %s that pauses", (python) => {
  it("tells the call, with positional and keyword arguments", () => {
    const step = pending(start("ask(1, {'a': 2})", { python }));
    expect([step.name, step.args, { ...step.kwargs }]).toEqual(["ask", [1, { a: 2 }], {}]);
    const named = pending(start("ask('x', {'b': 1}, to=[1], n=None)", { python }));
    expect(named.args).toEqual(["x", { b: 1 }]);
    expect({ ...named.kwargs }).toEqual({ to: [1], n: null });
  });

  it("goes on in the middle of sorted, with and generators, several calls deep", () => {
    const code = `
log = []
class Guard:
    def __enter__(self):
        log.append("in")
    def __exit__(self, *exc):
        log.append("out")
        ask("exit")
def items():
    with Guard():
        for i in range(2):
            try:
                yield i, ask("item", i)
            finally:
                log.append(i)
def outer(depth):
    return outer(depth - 1) if depth else sorted(items(), key=lambda pair: ask("key", pair[1]))
outer(5) + [log]
`;
    const asked: unknown[] = [];
    const { result, session } = elsewhere(
      start(code, { python }),
      ({ args }) => {
        asked.push(args);
        return args[0] === "key"
          ? -(args[1] as number)
          : args[0] === "item"
            ? Number(args[1]) + 10
            : null;
      },
      { python },
    );
    expect(asked).toEqual([["item", 0], ["item", 1], ["exit"], ["key", 10], ["key", 11]]);
    expect(result.value).toEqual([
      [1, 11],
      [0, 10],
      ["in", 0, 1, "out"],
    ]);
    expect(session.evaluate("len(log)")).toBe(4);
  });

  it("keeps what it read of clocks, random numbers and host functions, and calls nothing twice", () => {
    let calls = 0;
    const hostFunctions = { count: () => ++calls };
    const code = `
import random, time
first = (time.time(), time.perf_counter() if hasattr(time, "perf_counter") else time.ticks_ms(), random.random(), count())
time.sleep(0.01)
asked = ask(repr(first))
second = (time.time(), time.perf_counter() if hasattr(time, "perf_counter") else time.ticks_ms(), random.random(), count())
ask(repr(first)), repr(first), first[1] < second[1], first[2] != second[2], second[3]
`;
    const seen: unknown[] = [];
    const { result } = elsewhere(
      start(code, { python, hostFunctions }),
      ({ args }) => seen.push(args[0]),
      { python, hostFunctions },
    );
    expect(seen[0]).toBe(seen[1]);
    expect((result.value as unknown[]).slice(1)).toEqual([seen[0], true, true, 2]);
    expect(calls).toBe(2);
  });

  it("uses the same fuel as a run that is not paused", () => {
    const code = "total = 0\nfor i in range(200): total += ask(i)\ntotal";
    const unpaused = new MicroPythonSessionSync({
      python,
      hostFunctions: { ask: (i: number) => i },
    });
    const { fuelUsed } = finished(unpaused.start(code, { pauseOn: [] })).result;
    const how = { pauseOn: ["ask"] };
    let step: RunStepSync = new MicroPythonSessionSync({
      python,
      hostFunctions: { ask: () => 0 },
    }).start(code, how);
    for (let i = 0; step.status === "pending"; i++) {
      step =
        i % 50 === 49
          ? resumeSync(step.save(), { result: i }, { python, ...how })
          : step.resume({ result: i });
    }
    expect(finished(step).result).toMatchObject({ value: 19900, fuelUsed, hostCalls: 200 });
  });

  it("raises what the answer says", () => {
    const code = "try: ask()\nexcept KeyError as e: print('no', e)\nask()";
    const step = pending(start(code, { python }));
    const next = pending(step.resume({ error: new PythonException("KeyError", "key") }));
    expect(next.stdout).toBe("no 'key'\n");
    const error = errorOf(() => next.resume({ error: new Error("stop") }));
    expect((error as MicroPythonGuestError).pythonType).toBe("RuntimeError");
    expect(error.stdout).toBe("no 'key'\n");
    expect(next.session.evaluate("1 + 1")).toBe(2);
  });

  it("starts from the session's state, which stays as it was until the run ends", () => {
    const session = new MicroPythonSessionSync({ python });
    session.run("class Box: pass\nbox = Box(); box.n = 1\ndef add(n): box.n += n; return box.n");
    const step = pending(session.start("add(1); add(ask())", { pauseOn: ["ask"] }));
    const bytes = step.save();
    expect(errorOf(() => session.run("1")).code).toBe("session-busy");
    step.cancel();
    expect(session.evaluate("box.n")).toBe(1);
    expect(errorOf(() => step.resume({ result: 1 })).code).toBe("not-pending");
    for (const n of [10, 20]) {
      const next = finished(resumeSync(bytes, { result: n }, { python }));
      expect([next.result.value, next.session.evaluate("add(0)")]).toEqual([2 + n, 2 + n]);
    }
  });

  it("keeps files in memory, input, and open files", () => {
    const options = { python, mounts: [{ path: "/data", memory: {} }], stdin: "one\ntwo\nthree\n" };
    const code = `
f = open("/data/log.txt", "w")
f.write(input())
f.write(ask())
f.write(input())
f.close()
open("/data/log.txt").read()
`;
    const { result, session } = elsewhere(start(code, options), () => "-", { python });
    expect(result.value).toBe("one-two");
    expect(new TextDecoder().decode(result.files["/data/log.txt"] ?? undefined)).toBe("one-two");
    expect(session.evaluate("input()")).toBe("three");
  });

  it("is the same in an image, and with modules", () => {
    const modules = { "shop.py": "def price(n):\n    return ask('price', n) * n" };
    const code = "import builtins, shop\nbuiltins.ask = ask\nshop.price(4)";
    const { result } = elsewhere(start(code, { python, modules }), () => 2, { python, modules });
    expect(result.value).toBe(8);
    const other = { "shop.py": "def price(n):\n    return ask('price', n) + n" };
    const bytes = pending(start(code, { python, modules })).save();
    expect(() => resumeSync(bytes, { result: 1 }, { python, modules: other })).toThrow(
      /other mounts, modules/,
    );
  });
});
