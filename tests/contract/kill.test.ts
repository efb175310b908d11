import { MicroPythonSession, type RunOptions, type SessionOptions } from "micropython-wasm";
import { describe, expect, it } from "vitest";

const CAN_SUSPEND = "Suspending" in WebAssembly;
const ISOLATIONS = ["thread", "process", ...(CAN_SUSPEND ? (["inline"] as const) : [])] as const;
const CASES = ISOLATIONS.flatMap((isolation) =>
  (["micropython", "cpython"] as const).map((python) => ({ isolation, python }) as const),
);

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
const code = (promise: Promise<unknown>) =>
  promise.then(
    () => "it succeeded",
    (error) => error.code,
  );

describe.each(CASES)("killing a session ($isolation, $python)", (where) => {
  const never = () => new Promise(() => {});
  const options: SessionOptions = {
    ...where,
    fuel: null,
    wallTimeoutMs: 60_000,
    hostFunctions: { never },
  };

  it.each([
    ["computes", "while True: pass"],
    ["sleeps", "import time\ntime.sleep(50)"],
    ["waits for a host function", "never()"],
    ["catches everything", "while True:\n  try:\n    while True: pass\n  except: pass"],
  ])("ends a run that %s, and those that wait", async (_, program) => {
    const session = new MicroPythonSession(options);
    const running = code(session.run(program));
    const waiting = code(session.run("1"));
    await pause(100);
    await session.kill();
    expect([await running, await waiting]).toEqual(["session-closed", "session-closed"]);
    expect(await code(session.run("1"))).toBe("session-closed");
    expect(session.closed).toBe(true);
  });

  it("works before it has been used, when it is idle, twice, and after closing", async () => {
    const fresh = new MicroPythonSession(options);
    await fresh.kill();
    const idle = new MicroPythonSession(options);
    await idle.run("x = 1");
    await Promise.all([idle.kill(), idle.kill()]);
    await idle.close();
    expect([await code(fresh.run("1")), await code(idle.run("1"))]).toEqual([
      "session-closed",
      "session-closed",
    ]);
  });

  it("works at once after a call was made", async () => {
    const session = new MicroPythonSession(options);
    const running = code(session.run("while True: pass"));
    await session.kill();
    expect(await running).toBe("session-closed");
  });

  it("can be done by one of its callbacks", async () => {
    const session = new MicroPythonSession(options);
    let killed: Promise<void> | undefined;
    const more: RunOptions = {
      onStdout: () => {
        killed = session.kill();
      },
    };
    expect(await code(session.run("print(1)\nwhile True: pass", more))).toBe("session-closed");
    await killed;
  });

  it("leaves forks alone", async () => {
    const session = new MicroPythonSession(options);
    await session.run("x = 5");
    await using fork = await session.fork();
    const running = code(session.run("while True: pass"));
    await session.kill();
    await running;
    expect(await fork.evaluate("x")).toBe(5);
  });
});
