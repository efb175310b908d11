import {
  MicroPythonReplaySessionSync,
  MicroPythonSessionSync,
  type PythonName,
  runSync,
} from "micropython-wasm";
import { describe, expect, it } from "vitest";

const PYTHONS: PythonName[] = ["micropython", "cpython"];

describe.each(PYTHONS)("the environment in %s", (python) => {
  it("is empty, whatever the host has", () => {
    process.env.SECRET_OF_THE_HOST = "1";
    expect(runSync("import os\ndict(os.environ)", { python }).value).toEqual({});
    expect(runSync("import os\nos.getenv('PATH')", { python }).value).toBeNull();
  });

  it("has what the option env says", () => {
    const env = { STAGE: "test", größe: "ü 1=2", EMPTY: "" };
    const code =
      "import os\n[dict(os.environ), os.getenv('STAGE'), os.getenv('NO'), os.getenv('NO', 5)]";
    expect(runSync(code, { python, env }).value).toEqual([env, "test", null, 5]);
    expect(runSync("import os\nos.environ['STAGE']", { python, env }).value).toBe("test");
    expect(runSync("import os\ndict(os.environ)", { python }).value).toEqual({});
  });

  it("can be changed by the program, for itself only", () => {
    const env = { A: "1" };
    const session = new MicroPythonSessionSync({ python, env });
    session.run("import os\nos.environ['B'] = '2'\ndel os.environ['A']");
    expect(session.evaluate("os.getenv('A'), os.getenv('B')")).toEqual([null, "2"]);
    expect(env).toEqual({ A: "1" });
  });

  it("belongs to a session and its saved state", () => {
    const session = new MicroPythonSessionSync({ python, env: { A: "1" } });
    expect(() => session.run("1", { env: {} } as never)).toThrow(
      "option env belongs to the session; a single run cannot change it",
    );
    expect(session.fork().evaluate("import os\nos.getenv('A')")).toBe("1");
    const saved = session.save();
    const restored = MicroPythonSessionSync.restore(saved, { python });
    expect(restored.evaluate("import os\nos.getenv('A')")).toBe("1");
    expect(() => MicroPythonSessionSync.restore(saved, { python, env: { A: "2" } })).toThrow(
      new TypeError("option env is part of the saved session; it cannot be given again"),
    );
    const replay = new MicroPythonReplaySessionSync({ python, env: { A: "1" } });
    replay.run("import os");
    expect(replay.run("os.getenv('A')").value).toBe("1");
  });
});

describe("the option env", () => {
  it.each([
    [5, TypeError, "option env is 5; allowed is a plain object of strings"],
    [new Map(), TypeError, "option env is an object; allowed is a plain object of strings"],
    [{ A: 1 }, TypeError, 'option env: "A" is 1; allowed is a string'],
    [{ A: "\ud800" }, TypeError, /"A" has a lone surrogate/],
    [{ "\ud800": "" }, TypeError, /lone surrogate/],
    [{ "": "x" }, RangeError, /"" is not a name; allowed is text without "=" and NUL/],
    [{ "A=B": "x" }, RangeError, /"A=B" is not a name/],
    [{ "A\0": "x" }, RangeError, /is not a name/],
    [{ A: "x\0y" }, RangeError, /"A" has a NUL character/],
  ])("refuses %j", (env, kind, message) => {
    const go = () => runSync("1", { env: env as never });
    expect(go).toThrow(kind);
    expect(go).toThrow(message);
  });
});
