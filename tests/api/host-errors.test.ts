import {
  MicroPythonGuestError,
  MicroPythonSessionSync,
  PythonException,
  type PythonName,
  runSync,
} from "micropython-wasm";
import { describe, expect, it } from "vitest";

const PYTHONS: PythonName[] = ["micropython", "cpython"];

describe.each(PYTHONS)("what a host function throws in %s", (python) => {
  /** The error of a program whose host function `f(i)` throws the value at index i. */
  function failure(code: string, ...thrown: unknown[]): MicroPythonGuestError {
    const f = (i = 0) => {
      throw thrown[i];
    };
    try {
      runSync(code, { python, hostFunctions: { f } });
    } catch (error) {
      if (error instanceof MicroPythonGuestError) return error;
      throw error;
    }
    return expect.unreachable("it ran to its end");
  }

  it("is the cause of the error if Python does not catch it", () => {
    const thrown = new TypeError("bad");
    expect(failure("def g():\n    f()\ng()", thrown).cause).toBe(thrown);
    const python = new PythonException("KeyError", "apple");
    expect(failure("f()", python)).toMatchObject({ pythonType: "KeyError", cause: python });
    expect(failure("f()", "a text").cause).toBe("a text");
    expect(failure("import sys\nsys.exit(f())", thrown).cause).toBe(thrown);
  });

  it("is the cause if Python raises it again", () => {
    const errors = [new Error("first"), new Error("second")];
    const keep = "try:\n    f(0)\nexcept RuntimeError as e:\n    first = e\n";
    expect(failure("try:\n    f()\nexcept RuntimeError:\n    raise", ...errors).cause).toBe(
      errors[0],
    );
    expect(
      failure(`${keep}try:\n    f(1)\nexcept RuntimeError:\n    raise first`, ...errors),
    ).toMatchObject({ cause: errors[0] });
  });

  it("is not the cause of another exception", () => {
    const caught = "try:\n    f()\nexcept RuntimeError as e:\n    text = str(e)\n";
    const thrown = new Error("a rather long message of an error");
    expect(failure(`${caught}1 / 0`, thrown).cause).toBeUndefined();
    expect(failure(`${caught}raise RuntimeError(text + '.')`, thrown).cause).toBeUndefined();
    expect(failure(`${caught}raise ValueError(text)`, thrown).cause).toBeUndefined();
  });

  it("is forgotten with its run", () => {
    const f = () => {
      throw new Error("a rather long message of an error");
    };
    const session = new MicroPythonSessionSync({ python, hostFunctions: { f } });
    session.run("try:\n    f()\nexcept RuntimeError as e:\n    kept = e");
    expect(() => session.run("raise kept")).toThrow(
      expect.not.objectContaining({ cause: expect.anything() }),
    );
  });

  it("is reported as itself even if its class is damaged", () => {
    for (const pythonType of [5, {}, "no name", "\ud800", null]) {
      const damaged = Object.assign(new PythonException("ValueError", "x"), { pythonType });
      expect(failure("f()", damaged)).toMatchObject({
        message: "RuntimeError: x",
        cause: damaged,
      });
    }
  });
});

describe.each(PYTHONS)("host.call in %s", (python) => {
  const call = (name: string, payload: string, hostFunctions: Record<string, () => unknown>) =>
    runSync(`import host\nhost.call(${JSON.stringify(name)}, ${JSON.stringify(payload)})`, {
      python,
      hostFunctions,
    }).value;

  it("passes integers of any size in both directions", () => {
    const echo = (...args: unknown[]) => args;
    const args =
      '[9007199254740993,-12345678901234567890,9007199254740991,1.5,"i9007199254740993"]';
    expect(call("echo", `{"args":${args}}`, { echo })).toBe(`{"ok":true,"value":${args}}`);
    let got: unknown;
    const take = (...args: unknown[]) => {
      got = args;
    };
    call(
      "take",
      '{"args":[9007199254740993,{"s":["12345678901234567890"]}],"kwargs":{"iii":18446744073709551616}}',
      { take },
    );
    expect(got).toEqual([9007199254740993n, { s: ["12345678901234567890"] }, { iii: 2n ** 64n }]);
  });

  it("refuses integers that would take the host long to parse", () => {
    expect(call("f", `{"args":[${"9".repeat(5000)}]}`, { f: () => 1 })).toBe(
      '{"ok":false,"error":"ValueError: payload.args[0] is an integer of more than 4300 digits"}',
    );
    expect(call("f", '{"args":[00123456789012345678]}', { f: () => 1 })).toBe(
      '{"ok":false,"error":"ValueError: the payload is not JSON"}',
    );
  });

  it("names the class of an error once", () => {
    const fail = (thrown: unknown) => () => {
      throw thrown;
    };
    const error = (thrown: unknown) =>
      JSON.parse(String(call("f", "{}", { f: fail(thrown) }))).error;
    expect(error(new PythonException("ValueError", "bad"))).toBe("ValueError: bad");
    expect(error(new RangeError("bad"))).toBe("RangeError: bad");
    expect(error(Object.assign(new Error("bad"), { name: "ValueError" }))).toBe("ValueError: bad");
    expect(error("bad")).toBe("Error: bad");
  });
});

describe("an error of another sandbox", () => {
  const inner = new MicroPythonSessionSync();
  const outcome = (code: string) =>
    runSync(
      `try: f(${JSON.stringify(code)})\nexcept BaseException as e: print(type(e).__name__, e)`,
      { hostFunctions: { f: (code: string) => inner.evaluate(code) } },
    ).stdout;

  it("keeps its class if a host function passes it on", () => {
    expect(outcome("1 / 0")).toBe("ZeroDivisionError division by zero\n");
    expect(outcome("{}['a']")).toBe(`KeyError "'a'"\n`);
  });

  it("is a RuntimeError if its class is not a built-in one, or it is an exit", () => {
    const custom = "class Custom(Exception): pass\nraise Custom('x')";
    expect(outcome(custom)).toBe("RuntimeError MicroPythonGuestError: Custom: x\n");
    expect(outcome("raise SystemExit(3)")).toMatch(/^RuntimeError MicroPythonGuestError: /);
  });
});
