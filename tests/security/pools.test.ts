import { createPool, type MicroPythonWasmError } from "micropython-wasm";
import { describe, expect, it } from "vitest";

const failure = (promise: Promise<unknown>): Promise<MicroPythonWasmError | undefined> =>
  promise.then(
    () => undefined,
    (error) => error,
  );

describe("a pool whose sessions do what they like", () => {
  it("takes back the workers of sessions whose interpreters are dead", async () => {
    await using pool = createPool({ size: 1 });
    const cause = new Error("from the callback");
    const fail = () => {
      throw cause;
    };
    const sessions = [pool.session(), pool.session()];
    for (const session of sessions) {
      expect(await failure(session.run("print(1)", { onStdout: fail }))).toMatchObject({
        code: "crashed",
      });
    }
    expect((await pool.run("print(2)")).stdout).toBe("2\n");
    expect(pool.stats().workers).toBe(1);
    for (const session of sessions) {
      const error = await failure(session.run("1"));
      expect(error).toMatchObject({ code: "session-closed", cause });
      expect(error?.message).toMatch(/^the session's interpreter is dead: the callback/);
    }
  });

  it("brings such sessions back with a checkpoint", async () => {
    await using pool = createPool({ size: 1 });
    const session = pool.session();
    await session.run("x = 1");
    const before = await session.checkpoint();
    const fail = () => {
      throw new Error("from the callback");
    };
    await failure(session.run("print(1)", { onStdout: fail }));
    await pool.run("1");
    await session.rollback(before);
    expect(await session.evaluate("x")).toBe(1);
  });

  it("has workers for others when sessions keep theirs with open files", async () => {
    await using pool = createPool({ size: 1, mounts: [{ path: "/data", memory: {} }] });
    const sessions = [1, 2, 3].map(() => pool.session());
    for (const session of sessions) await session.run("f = open('/data/f', 'w')");
    expect((await pool.run("print(2)")).stdout).toBe("2\n");
    for (const session of sessions) {
      await session.run("f.write('text')\nf.close()");
      expect(new TextDecoder().decode(await session.files.read("/data/f"))).toBe("text");
    }
    await pool.run("1");
    expect(pool.stats().workers).toBeLessThanOrEqual(4);
  });

  it("has no sessions after it was closed", async () => {
    const pool = createPool({ size: 1 });
    const running = pool.run("import time; time.sleep(0.1)");
    const closed = pool.close();
    expect(() => pool.session()).toThrow("the pool was closed");
    expect(await failure(pool.resume(new Uint8Array(), { result: 1 }))).toMatchObject({
      code: "pool-closed",
    });
    await running;
    await closed;
  });
});
