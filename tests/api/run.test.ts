import fc from "fast-check";
import { run, runSync } from "micropython-wasm";
import { describe, expect, it } from "vitest";

/** Python source for a string. */
const quote = (text: string) => JSON.stringify(text);

const printed = (code: string) => runSync(code).stdout;

describe("a run", () => {
  it("returns what the program wrote, asynchronously and synchronously", async () => {
    const code = "import sys; print(sum(range(10))); sys.stderr.write('careful')";
    const expected = { stdout: "45\n", stderr: "careful", exitCode: 0 };
    expect(await run(code)).toMatchObject(expected);
    expect(runSync(code)).toMatchObject(expected);
  });

  it("returns a frozen result with exactly these fields", async () => {
    for (const result of [await run("1"), runSync("1")]) {
      expect(Object.isFrozen(result)).toBe(true);
      expect(Object.keys(result).sort()).toEqual([
        "durationMs",
        "exitCode",
        "exited",
        "files",
        "fuelRemaining",
        "fuelUsed",
        "hostCalls",
        "peakMemoryBytes",
        "repr",
        "stderr",
        "stderrTruncated",
        "stdout",
        "stdoutTruncated",
        "value",
      ]);
    }
  });

  it("reports its real duration", () => {
    const started = performance.now();
    const { durationMs } = runSync("import time; time.sleep(0.05)");
    expect(durationMs).toBeGreaterThanOrEqual(50);
    expect(durationMs).toBeLessThanOrEqual(performance.now() - started);
  });

  it("can be empty", () => {
    expect(runSync("")).toMatchObject({ stdout: "", stderr: "" });
  });

  it("can be one of many at once", async () => {
    const results = await Promise.all(Array.from({ length: 20 }, (_, i) => run(`print(${i})`)));
    expect(results.map(({ stdout }) => stdout)).toEqual(
      Array.from({ length: 20 }, (_, i) => `${i}\n`),
    );
  });

  it("knows its name and its arguments", () => {
    const code = "import sys; print(__name__, __file__, sys.argv)";
    expect(printed(code)).toBe("__main__ <string> ['-c']\n");
    expect(runSync(code, { filename: "größe.py", argv: [] }).stdout).toBe("__main__ größe.py []\n");
    const argv = ["a b", "", "😀"];
    expect(runSync("import sys; print(*sys.argv, sep='|')", { argv }).stdout).toBe("a b||😀\n");
  });

  it("has no input, no files, and no environment", () => {
    const code = `
import os
def outcome(f):
    try:
        return f()
    except (EOFError, OSError) as e:
        return "OSError" if isinstance(e, OSError) else "EOFError"
print(outcome(input), outcome(lambda: open("/etc/passwd")), outcome(lambda: open("x", "w")))
print(outcome(lambda: os.mkdir("x")), outcome(lambda: os.stat("/etc")), os.environ)
`;
    expect(printed(code)).toBe("EOFError OSError OSError\nOSError OSError {}\n");
  });
});

describe("a fresh run", () => {
  it("sees nothing of an earlier run", () => {
    runSync(`
import sys, asyncio, builtins, random
left = 1
asyncio.left = 1
sys.modules["left"] = asyncio
sys.path.append("left")
builtins.print = None
builtins.left = 1
sys.argv.append("left")
random.seed(1)
`);
    const result = runSync(`
import sys, asyncio, builtins
print("left" in globals(), hasattr(asyncio, "left"), "left" in sys.modules, "left" in sys.path)
print(hasattr(builtins, "left"), sys.argv)
`);
    expect(result.stdout).toBe("False False False False\nFalse ['-c']\n");
  });

  it("sees nothing of a run that failed or was stopped", () => {
    expect(() => runSync("left = 1\nraise ValueError")).toThrow();
    expect(() => runSync("import sys; left = 1; sys.stdout.write('half'); sys.exit(1)")).toThrow();
    expect(printed("print('left' in globals())")).toBe("False\n");
  });

  it("has its own random numbers", () => {
    const code = "import random, os; print(random.random(), os.urandom(300))";
    expect(printed(code)).not.toBe(printed(code));
  });

  it("can start another one while it passes on output", () => {
    const inner: string[] = [];
    const { stdout } = runSync("print(1); print(2)", {
      onStdout: (text) => inner.push(printed(`print(${quote(text)} * 2, end='')`)),
    });
    expect(stdout).toBe("1\n2\n");
    expect(inner.join("")).toBe("1\n1\n2\n2\n");
  });
});

describe("output", () => {
  it("is passed on while the program runs, in the order written", () => {
    const parts: string[] = [];
    runSync("import sys; print('a'); sys.stderr.write('b'); print('c')", {
      onStdout: (text) => parts.push(`out:${text}`),
      onStderr: (text) => parts.push(`err:${text}`),
    });
    expect(parts).toEqual(["out:a\n", "err:b", "out:c\n"]);
  });

  it("arrives once for each print, as from a line-buffered stream", () => {
    const code = `
import sys
print("step", 0)
print("no newline", end="")
print(" yet")
sys.stdout.write("now")
sys.stdout.flush()
print()
sys.stdout.write("left")
`;
    const parts: string[] = [];
    runSync(code, { onStdout: (text) => parts.push(text) });
    expect(parts).toEqual(["step 0\n", "no newline yet\n", "now", "\n", "left"]);
  });

  it("arrives before a host function is called, and before input is requested", () => {
    const seen: string[] = [];
    runSync("print('a', end=''); note('b'); print('c', end=''); input()", {
      onStdout: (text) => seen.push(text),
      hostFunctions: { note: (text: string) => seen.push(text) },
      stdin: () => {
        seen.push("asked");
        return "d";
      },
    });
    expect(seen).toEqual(["a", "b", "c", "asked"]);
  });

  it("arrives even if a limit ends the run", () => {
    const parts: string[] = [];
    const onStdout = (text: string) => parts.push(text);
    expect(() =>
      runSync("print('x', end='')\nwhile True: pass", { onStdout, fuel: 5000 }),
    ).toThrow();
    expect(parts).toEqual(["x"]);
  });

  it("ends the run if its receiver throws, with what was thrown as the cause", async () => {
    const thrown = new RangeError("enough");
    const onStdout = () => {
      throw thrown;
    };
    await expect(run("print('x')\nwhile True: pass", { onStdout })).rejects.toMatchObject({
      name: "MicroPythonWasmError",
      code: "crashed",
      message: "the sandbox crashed: the callback that receives output threw",
      stdout: "x\n",
      cause: thrown,
    });
  });

  it("is fast to write in small pieces", () => {
    const { stdout } = runSync("for i in range(50000): print(end='x')");
    expect(stdout).toBe("x".repeat(50000));
  });

  it("can be a megabyte in one piece", () => {
    expect(printed("print('é' * 500000, end='')")).toBe("é".repeat(500_000));
  });
});

describe("Unicode", () => {
  it.each([
    "😀",
    "👩‍👩‍👧‍👦",
    "🏳️‍🌈 e\u0301",
    "\ufeffbom",
    "日本語",
    "\u007f\u0080\u07ff\u0800\uffff",
  ])("round-trips: %s", (text) => {
    expect(printed(`print(${quote(text)}, end="")`)).toBe(text);
    expect(printed(`# ${text}\nprint(len(${quote(text)}))`)).toBe(`${[...text].length}\n`);
  });

  it("round-trips, whatever the string", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 200 }), (text) => {
        expect(printed(`print(${quote(text)}, end="")`)).toBe(text);
      }),
    );
  });

  it("survives a character split across writes", () => {
    const code = `
import sys
for byte in "é😀".encode():
    sys.stdout.buffer.write(bytes([byte]))
`;
    const parts: string[] = [];
    expect(runSync(code, { onStdout: (text) => parts.push(text) }).stdout).toBe("é😀");
    expect(parts).toEqual(["é😀"]);
  });

  it("has U+FFFD for bytes that are not Unicode", () => {
    expect(printed("import sys; sys.stdout.buffer.write(b'a\\xffb\\xe2\\x82')")).toBe(
      "a\ufffdb\ufffd",
    );
  });

  it("raises UnicodeError if a program prints a lone surrogate", () => {
    const code = `
try:
    print("\\ud800")
except UnicodeError as e:
    print("caught", e)
`;
    expect(printed(code)).toContain("caught surrogates not allowed");
  });

  it.each([
    ["ab\ud83d", "U+D83D", 2],
    ["print('\udc00')", "U+DC00", 7],
  ])("refuses code with a lone surrogate", async (code, unit, index) => {
    const error = new TypeError(`code has a lone surrogate (${unit}) at index ${index}`);
    await expect(run(code)).rejects.toEqual(error);
    expect(() => runSync(code)).toThrow(error);
  });
});

describe("arguments", () => {
  it.each<unknown>([undefined, null, 5, ["print(1)"], Symbol("x")])(
    "cannot run %s as code",
    async (code) => {
      await expect(run(code as string)).rejects.toThrow(TypeError);
      expect(() => runSync(code as string)).toThrow(/^code is .*; allowed is a string$/);
    },
  );

  it("are checked before anything runs", async () => {
    const texts: string[] = [];
    const options = { onStdout: (text: string) => texts.push(text), colour: 5 };
    await expect(run("print(1)", options)).rejects.toThrow(
      /^unknown option "colour"; allowed are python, image, isolation, filename, argv, env, clock, randomSeed, stdin, onStdout, onStderr, onUsage, hostFunctions, mounts, readonlyDir, modules, packages, returnValue, memoryBytes, /,
    );
    expect(texts).toEqual([]);
  });

  it("that do not fit into the sandbox's memory have their own error", () => {
    const code = `#${"x".repeat(17 * 1024 * 1024)}`;
    expect(() => runSync(code, { maxSourceBytes: null })).toThrow(
      expect.objectContaining({ name: "MicroPythonWasmError", code: "memory" }),
    );
  });
});
