import { MicroPythonGuestError, type RunOptions, runSync } from "micropython-wasm";
import { describe, expect, it } from "vitest";
import { ISOLATIONS } from "../contract/isolations.js";
import { zipOf } from "../helpers/zip.js";

const CPYTHON = { python: "cpython", wallTimeoutMs: 30_000 } as const;

function failure(code: string, options: RunOptions): MicroPythonGuestError {
  try {
    runSync(code, options);
  } catch (error) {
    if (error instanceof MicroPythonGuestError) return error;
    throw error;
  }
  throw new Error("the program succeeded");
}

const lastLine = (error: MicroPythonGuestError) => error.traceback.trimEnd().split("\n").at(-1);

describe.each(["micropython", "cpython"] as const)("a note on a missing module: %s", (python) => {
  const options = { ...CPYTHON, python };

  it.each([
    [
      "requests",
      "requests is not there, and this sandbox has no network; the host can offer functions such as http_get.",
    ],
    ["numpy", "numpy is native code, which this sandbox does not have."],
    [
      "own_tool",
      "The host adds packages with the option packages, and modules with the option modules.",
    ],
  ])("says what %s would need", (name, note) => {
    const error = failure(`import ${name}`, options);
    expect(lastLine(error)).toBe(note);
    expect(error.pythonMessage).toBe(`No module named '${name}'`);
    expect(error.message).toBe(`ModuleNotFoundError: No module named '${name}'`);
  });

  it("knows what the host offers", () => {
    const hostFunctions = { http_get: () => null };
    const error = failure("import requests", { ...options, hostFunctions });
    expect(lastLine(error)).toBe(
      "requests is not there, and this sandbox has no network; call http_get.",
    );
    const packages = [{ name: "a.zip", bytes: zipOf([{ path: "a.py", content: "" }]) }];
    expect(lastLine(failure("import b", { ...options, packages }))).toBe(
      "b is not in the packages that are there. The host adds packages with the option packages, and modules with the option modules.",
    );
  });

  it("is not in the exception, nor on anything else", () => {
    const code = "try: import numpy\nexcept ImportError as e: print(e)";
    expect(runSync(code, options).stdout).toBe("No module named 'numpy'\n");
    for (const source of ["raise ModuleNotFoundError('x')", "import sys.nothing", "1 / 0"]) {
      expect(lastLine(failure(source, options))).toMatch(/^\w+Error: /);
    }
  });
});

describe("a note", () => {
  it.each(ISOLATIONS)("is the same everywhere: $name", async ({ run }) => {
    const error: unknown = await run("import numpy", CPYTHON).catch((error) => error);
    expect(lastLine(error as MicroPythonGuestError)).toContain("numpy is native code");
  });

  it("names what MicroPython cannot read in a package", () => {
    const content = "x = 1\ntry: pass\nexcept* ValueError: pass\n";
    const packages = [{ name: "a.zip", bytes: zipOf([{ path: "newer.py", content }]) }];
    expect(lastLine(failure("import newer", { packages }))).toBe(
      'MicroPython cannot read line 3 of /packages/a.zip/newer.py (run with python="cpython").',
    );
    expect(lastLine(failure("try: pass\nexcept* E: pass", { packages }))).toMatch(/^SyntaxError: /);
    expect(runSync("import newer\nprint(newer.x)", { ...CPYTHON, packages }).stdout).toBe("1\n");
  });
});

describe("a note on temporary files", () => {
  const write = "import tempfile\nwith tempfile.TemporaryFile() as f: print(f.write(b'abc'))";

  it("says that the host must mount a folder, unless it has", () => {
    const error = failure(write, CPYTHON);
    expect(error.pythonMessage).toContain("No usable temporary directory found in ['/tmp'");
    expect(lastLine(error)).toBe(
      "There is no folder for temporary files; the host can mount one at /tmp.",
    );
    const mounts = [{ path: "/tmp", memory: {} }];
    expect(runSync(write, { ...CPYTHON, mounts }).stdout).toBe("3\n");
  });
});
