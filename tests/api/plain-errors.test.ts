import { Worker } from "node:worker_threads";
import {
  errorFromJSON,
  MicroPythonFileError,
  MicroPythonGuestError,
  MicroPythonLimitError,
  MicroPythonSessionSync,
  MicroPythonWasmError,
  type RunOptions,
  runSync,
} from "micropython-wasm";
import { describe, expect, it } from "vitest";

function failure(code: string, options: RunOptions = {}): MicroPythonWasmError {
  try {
    runSync(code, options);
  } catch (error) {
    if (error instanceof MicroPythonWasmError) return error;
  }
  throw new Error("the program did not fail");
}

const throwing = (thrown: unknown) => ({
  hostFunctions: {
    f: () => {
      throw thrown;
    },
  },
});

const there = (error: MicroPythonWasmError) => errorFromJSON(JSON.parse(JSON.stringify(error)));

describe("an error as plain data", () => {
  it("round-trips with its class and all fields", () => {
    const mounts = [{ path: "/tmp", memory: {} }];
    const code = "f = open('/tmp/a', 'w'); f.write('hé'); f.close()\nprint(1)\n1 / 0";
    const error = failure(code, { mounts });
    const back = there(error);
    expect(back).toBeInstanceOf(MicroPythonGuestError);
    expect({ ...back }).toEqual({ ...error });
    expect(back.message).toBe(error.message);
    expect(back.name).toBe("MicroPythonGuestError");
    expect(back.files["/tmp/a"]).toEqual(new TextEncoder().encode("hé"));
    expect(String(back)).toBe(String(error));
  });

  it("has the class for its code", () => {
    expect(there(failure("while True: pass", { fuel: 1000 }))).toBeInstanceOf(
      MicroPythonLimitError,
    );
    const session = new MicroPythonSessionSync({ mounts: [{ path: "/tmp", memory: {} }] });
    let thrown: unknown;
    try {
      session.files.read("/tmp/none");
    } catch (error) {
      thrown = error;
    }
    const back = there(thrown as MicroPythonFileError);
    expect(back).toBeInstanceOf(MicroPythonFileError);
    expect(back).toMatchObject({ errno: "ENOENT", code: "file" });
  });

  it("keeps causes: errors by name and message, primitive values as they are", () => {
    const cause = new RangeError("too far", { cause: "because" });
    const back = there(failure("f()", throwing(cause)));
    expect(back.cause).toMatchObject({ name: "RangeError", message: "too far", cause: "because" });
    expect(there(failure("f()", throwing(5))).cause).toBe(5);
    expect(there(failure("f()", throwing({ secret: 1 }))).cause).toBeUndefined();
    const inner = failure("1 / 0");
    expect(there(failure("f()", throwing(inner))).cause).toBeInstanceOf(MicroPythonGuestError);
  });

  it("ends if errors are each other's causes", () => {
    const first = new Error("first");
    first.cause = new Error("second", { cause: first });
    expect(there(failure("f()", throwing(first))).cause).toMatchObject({ message: "first" });
  });

  it("has no stack, which names files of the host", () => {
    const json = JSON.stringify(failure("f()", throwing(new Error("x"))));
    expect(json).not.toContain(".js");
    expect(json).not.toContain("stack");
  });

  it("passes between threads", async () => {
    const echo = "const { parentPort: port } = require('worker_threads');";
    const worker = new Worker(`${echo} port.on('message', (m) => port.postMessage(m));`, {
      eval: true,
    });
    const error = failure("print('x')\n1 / 0");
    const received = new Promise((resolve) => worker.once("message", resolve));
    worker.postMessage(error.toJSON());
    const back = errorFromJSON(await received);
    await worker.terminate();
    expect({ ...back }).toEqual({ ...error });
  });

  it.each([
    [null, "the plain error is null; allowed is an object"],
    ["x", 'the plain error is "x"; allowed is an object'],
    [{}, /^the plain error's code is undefined; allowed are exception, exit, /],
    [{ code: "toString", message: "" }, /^the plain error's code is "toString"/],
    [{ code: "fuel" }, "the plain error's message is undefined; allowed is a string"],
    [
      { code: "fuel", message: "", stdout: 5 },
      "the plain error's stdout is 5; allowed is a string",
    ],
    [
      { code: "fuel", message: "", files: { "/a": "?" } },
      `the plain error's files["/a"] is "?"; allowed is Base64, or null`,
    ],
    [
      { code: "exit", message: "", exitCode: "1" },
      `the plain error's exitCode is "1"; allowed is a number`,
    ],
  ])("is refused if it is not one: %j", (json, message) => {
    expect(() => errorFromJSON(json)).toThrow(TypeError);
    expect(() => errorFromJSON(json)).toThrow(message);
  });
});
