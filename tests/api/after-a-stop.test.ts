import {
  MicroPythonLimitError,
  MicroPythonSessionClosedError,
  MicroPythonSessionSync,
  runSync,
} from "micropython-wasm";
import { describe, expect, it } from "vitest";

const RESTART =
  "async def m():\n    await asyncio.sleep(0)\n    return 'fine'\nprint(asyncio.run(m()))";

/** What a session prints after a run that used up its fuel. */
function printedAfter(setup: string, stopped: string, fuel: number, then: string): string {
  const session = new MicroPythonSessionSync();
  session.run(setup);
  expect(() => session.run(stopped, { fuel })).toThrow(MicroPythonLimitError);
  const { stdout } = session.run(then, { fuel: 5_000_000 });
  session.close();
  return stdout;
}

describe("after a stop", () => {
  const GENERATOR = "def g():\n    yield 1\n    while True: pass\nx = g()\nnext(x)";

  it.each([
    ["next", GENERATOR, "next(x)", 'print(next(x, "done"))', "done\n"],
    ["list", GENERATOR, "next(x)", "print(list(x))", "[]\n"],
    ["close", GENERATOR, "next(x)", "print(x.close())", "None\n"],
    ["pend_throw", GENERATOR, "next(x)", "x.pend_throw(None)\nprint(list(x))", "[]\n"],
    ["a for statement", GENERATOR, "for i in x: pass", "print(list(x))", "[]\n"],
    [
      "yield from",
      "def h():\n    while True: pass\n    yield\ndef g(): yield from h()\nx = g()",
      "next(x)",
      "print(list(x))",
      "[]\n",
    ],
    [
      "a generator expression",
      "def spin():\n    while True: pass\nx = (1 for _ in range(3) if spin())",
      "next(x)",
      "print(list(x))",
      "[]\n",
    ],
  ])("generators that were running have ended: %s", (_, setup, stopped, then, expected) => {
    expect(printedAfter(setup, stopped, 200_000, then)).toBe(expected);
  });

  it("a coroutine that was running cannot be awaited again", () => {
    const setup = "async def f():\n    while True: pass\nx = f()";
    const then = "try: x.send(None)\nexcept RuntimeError as e: print(e)";
    expect(printedAfter(setup, "x.send(None)", 200_000, then)).toBe(
      "cannot reuse already awaited coroutine\n",
    );
  });

  it("asyncio runs again, wherever the stop came", () => {
    const spin = "async def main():\n    while True: await asyncio.sleep(0)\nasyncio.run(main())";
    for (let fuel = 210_000; fuel < 510_000; fuel += 3001)
      expect(printedAfter("import asyncio", spin, fuel, RESTART), `${fuel}`).toBe("fine\n");
  });

  it("tasks of the stopped run do not go on", () => {
    const spin = `
async def child():
    while True: pass
async def main(): await asyncio.gather(child(), child())
asyncio.run(main())`;
    expect(printedAfter("import asyncio", spin, 1_000_000, RESTART)).toBe("fine\n");
  });

  it("a sort that was stopped leaves all items in the list", () => {
    const sort = "def spin(v):\n    while v == 2: pass\n    return v\nx.sort(key=spin)";
    expect(printedAfter("x = [3, 2, 1]", sort, 200_000, "print(sorted(x))")).toBe("[1, 2, 3]\n");
  });
});

describe("after a stop during an import, CPython", () => {
  it.each([
    ["asyncio", "asyncio.run(asyncio.sleep(0))\nprint('fine')"],
    ["email.mime.text", "print(email.mime.text.MIMEText('fine').get_payload())"],
    [
      "xml.dom.minidom",
      "print(xml.dom.minidom.parseString('<a>fine</a>').firstChild.firstChild.data)",
    ],
    ["sqlite3", "print(sqlite3.connect(':memory:').execute(\"select 'fine'\").fetchone()[0])"],
    ["unittest.mock", "print(unittest.mock.Mock(return_value='fine')())"],
  ])("imports again: %s", (name, use) => {
    const limits = { python: "cpython", wallTimeoutMs: null } as const;
    const { fuelUsed } = runSync(`import ${name}`, { ...limits, fuel: null });
    let survived = 0;
    for (let part = 1; part < 40; part++) {
      const session = new MicroPythonSessionSync({ ...limits, fuel: 50_000_000 });
      const fuel = Math.floor((fuelUsed * part) / 40);
      expect(() => session.run(`import ${name}`, { fuel })).toThrow(MicroPythonLimitError);
      try {
        expect(session.run(`import ${name}\n${use}`).stdout).toBe("fine\n");
        survived++;
      } catch (error) {
        // A thread that waits for the processor for too long ends the session with the run.
        if (!(error instanceof MicroPythonSessionClosedError)) throw error;
      }
      session.close();
    }
    expect(survived).toBeGreaterThan(0);
  });
});
