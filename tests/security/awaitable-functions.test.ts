import { type MicroPythonLimitError, MicroPythonSession, run } from "micropython-wasm";
import { describe, expect, it } from "vitest";

const never = { call: () => new Promise(() => {}), awaitable: true } as const;
const now = { call: (x: unknown) => x, awaitable: true } as const;
const hostFunctions = { never, now };

describe.each(["micropython", "cpython"] as const)("a program in %s", (python) => {
  const options = { python, hostFunctions } as const;

  it.each([
    "host._wait('x')",
    "host._wait()",
    "host._wait(2 ** 70)",
    "host._wait(None)",
    "host._take('x', True)",
    "host._take(0, 'x')",
    "host._take(7, True)",
    "host._take(-1, True)",
    "host._take(1.5, True)",
  ])("gets an exception for %s, and its session goes on", async (misuse) => {
    await using session = new MicroPythonSession(options);
    const code = `import host\ntry: ${misuse}\nexcept (TypeError, RuntimeError) as e: print('refused')`;
    expect((await session.run(code)).stdout).toBe("refused\n");
    expect(await session.evaluate("1 + 1")).toBe(2);
  });

  it("waits at once for odd times", async () => {
    const code =
      "import host\nprint(host._wait(-1), host._wait(float('nan')), host._wait(float('-inf')))";
    expect((await run(code, options)).stdout).toBe("[] [] []\n");
  });

  it.each([
    ["too many calls", "while True: never()", {}, "exception"],
    ["waiting again and again", "import host\nwhile True: host._wait(0)", {}, "fuel"],
    [
      "waiting for what never ends",
      "import host\nnever()\nhost._wait(1e9)",
      { wallTimeoutMs: 100 },
      "timeout",
    ],
    [
      "taking again and again",
      "import host\nc = now(1)\nwhile True: host._take(0, False)",
      {},
      "fuel",
    ],
  ])("is ended in spite of %s", async (_, code, more, expected) => {
    const limits = { fuel: 2_000_000, wallTimeoutMs: 20_000, ...more };
    const error = await run(code, { ...options, ...limits }).catch((error) => error);
    expect((error as MicroPythonLimitError).code).toBe(expected);
  });

  it("takes a result only once, and only its own", async () => {
    const code = `
import host
now("mine")
host._wait(0.01)
print(host._take(0, True))
try: host._take(0, True)
except RuntimeError as e: print(e)`;
    const [first, second] = await Promise.all([run(code, options), run(code, options)]);
    const expected = "mine\nno such call of a host function is under way\n";
    expect([first.stdout, second.stdout]).toEqual([expected, expected]);
  });

  it("cannot confuse its event loop so that the host waits longer than allowed", async () => {
    const code = `
import asyncio, host_objects
class Evil(dict):
    def __bool__(self): return True
async def main():
    never()
    host_objects._calls.waiting = Evil()
    asyncio.get_running_loop()._host_calls = host_objects._calls
    await asyncio.sleep(100)
asyncio.run(main())`;
    const error = await run(code, { ...options, wallTimeoutMs: 200 }).catch((error) => error);
    expect((error as MicroPythonLimitError).code).toBe("timeout");
  });
});
