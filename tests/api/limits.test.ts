import {
  defaultWasmPath,
  type Limits,
  MicroPythonGuestError,
  MicroPythonLimitError,
  MicroPythonWasmError,
  type RunOptions,
  run,
  runMicroPythonWasi,
  runSync,
} from "micropython-wasm";
import { describe, expect, it } from "vitest";

const LOOP = "while True: pass";

/** The error that ends a program. */
function failure(code: string, options: RunOptions): MicroPythonWasmError {
  try {
    runSync(code, options);
  } catch (error) {
    if (error instanceof MicroPythonWasmError) return error;
    throw error;
  }
  return expect.unreachable("it ran to its end");
}

describe("fuel", () => {
  it("ends an endless program", async () => {
    const error = failure(`print("first")\n${LOOP}`, { fuel: 100_000 });
    expect(error).toBeInstanceOf(MicroPythonLimitError);
    expect(error).toMatchObject({
      name: "MicroPythonLimitError",
      code: "fuel",
      message: "the program used up its 100000 units of fuel",
      stdout: "first\n",
      fuelUsed: 100_000,
      fuelRemaining: 0,
    });
    expect(error.durationMs).toBeGreaterThan(0);
    const byDefault = run(LOOP, { wallTimeoutMs: null });
    await expect(byDefault).rejects.toMatchObject({ code: "fuel", fuelUsed: 20_000_000 });
  });

  it("is the same for the same program each time", () => {
    const code = "d = {}\nfor i in range(3000): d[i] = str(i) * 3\nprint(len(d))";
    const { fuelUsed, fuelRemaining } = runSync(code);
    expect(fuelUsed).toBeGreaterThan(30_000);
    expect(fuelRemaining).toBe(20_000_000 - fuelUsed);
    for (const options of [{}, { fuel: fuelUsed }, { wallTimeoutMs: 10_000 }]) {
      expect(runSync(code, options).fuelUsed).toBe(fuelUsed);
    }
    expect(runSync(code, { fuel: null })).toMatchObject({ fuelUsed, fuelRemaining: null });
    expect(failure(code, { fuel: fuelUsed - 1 }).code).toBe("fuel");
  });

  it.each(["micropython", "cpython"] as const)(
    "holds to the unit, however a program of %s ends",
    (python) => {
      for (const end of ["", "x = 1\n".repeat(200), "print(i)", "f(3)", "1 / 0", "i"]) {
        const code = `def f(n): return n\nfor i in range(2000): f(i)\n${end}`;
        const endOf = (fuel: number | null) => {
          try {
            return runSync(code, { python, fuel });
          } catch (error) {
            if (error instanceof MicroPythonGuestError) return error;
            throw error;
          }
        };
        const { fuelUsed } = endOf(null);
        expect(endOf(fuelUsed).fuelUsed).toBe(fuelUsed);
        expect(failure(code, { python, fuel: fuelUsed - 1 })).toMatchObject({ code: "fuel" });
      }
    },
  );

  it("is about one unit per bytecode instruction", () => {
    const fuelOf = (turns: number) =>
      runSync(`def f():\n  i = 0\n  while i < ${turns}:\n    i += 1\nf()`).fuelUsed;
    // A turn: load, constant, add, store; load, constant, compare, jump.
    const perTurn = (fuelOf(20_000) - fuelOf(10_000)) / 10_000;
    expect(perTurn).toBeGreaterThan(4);
    expect(perTurn).toBeLessThan(16);
  });

  it("is reported with an exception, too", () => {
    const error = failure("1 / 0", { fuel: 100_000 });
    expect(error.code).toBe("exception");
    expect(error.fuelUsed).toBeGreaterThan(0);
    expect(error.fuelUsed + (error.fuelRemaining ?? 0)).toBe(100_000);
  });
});

describe("the deadline", () => {
  it.each([
    ["a loop", LOOP],
    [
      "a loop that catches all",
      "while True:\n  try:\n    while True: pass\n  except BaseException: pass",
    ],
    ["a loop that cleans up for ever", "try:\n  while True: pass\nfinally:\n  while True: pass"],
    ["a huge power", "10 ** 10 ** 8"],
    ["a huge sum", "sum(range(10 ** 12))"],
    ["a search", "s = 'a' * 10 ** 6\nwhile True: s.find('a' * 5000 + 'b')"],
    ["a regular expression", "import re\nre.match('a*a*a*a*a*a*a*b', 'a' * 200)"],
    ["a sleep", "import time; time.sleep(1000)"],
    ["a sleep that is its end", "import time; time.sleep(0.06)"],
  ])("ends %s in time", (_, code) => {
    const durationsMs: number[] = [];
    // Other work on this machine may interfere, but not every time.
    do {
      const error = failure(code, { fuel: null, wallTimeoutMs: 50 });
      expect(error).toMatchObject({
        name: "MicroPythonLimitError",
        code: "timeout",
        message: "the program ran for longer than 50 ms",
      });
      expect(error.durationMs).toBeGreaterThanOrEqual(50);
      durationsMs.push(error.durationMs);
    } while (durationsMs.length < 10 && Math.min(...durationsMs) >= 100);
    expect(Math.min(...durationsMs)).toBeLessThan(500);
    expect(runSync("print(1)").stdout).toBe("1\n");
  });

  it("can be null", () => {
    const limits = { fuel: null, wallTimeoutMs: null };
    expect(runSync("import time; time.sleep(0.01)", limits).exitCode).toBe(0);
  });
});

describe("a signal", () => {
  it("that is already aborted keeps a program from running", async () => {
    const parts: string[] = [];
    const reason = { why: "no longer needed" };
    const signal = AbortSignal.abort(reason);
    const onStdout = (text: string) => parts.push(text);
    const expected = { code: "aborted", message: "the program was aborted", fuelUsed: 0 };
    const error = failure("print(1)", { signal, onStdout });
    expect(error).toMatchObject(expected);
    expect(error.cause).toBe(reason);
    await expect(run("print(1)", { signal, onStdout })).rejects.toMatchObject(expected);
    expect(parts).toEqual([]);
  });

  it("that is aborted while the artifact loads keeps a program from running", async () => {
    const controller = new AbortController();
    const options = { signal: controller.signal };
    const running = runMicroPythonWasi("print(1)", defaultWasmPath(), options);
    controller.abort();
    await expect(running).rejects.toMatchObject({ code: "aborted", stdout: "" });
  });

  it("ends a program when a callback aborts it, whatever it catches", () => {
    const controller = new AbortController();
    const code = `print("x")\ntry:\n  ${LOOP}\nexcept BaseException:\n  print("caught")`;
    const error = failure(code, {
      signal: controller.signal,
      onStdout: () => controller.abort(new Error("seen enough")),
    });
    expect(error).toMatchObject({ code: "aborted", stdout: "x\n" });
    expect(error.cause).toEqual(new Error("seen enough"));
  });
});

describe("output", () => {
  const code = 'import sys\nprint("é" * 6)\nsys.stderr.write("é" * 6)\nprint("end")';

  it("is truncated at a whole character, and the result says so", () => {
    const parts: string[] = [];
    const result = runSync(code, { maxStdoutBytes: 5, onStdout: (text) => parts.push(text) });
    expect(result).toMatchObject({
      stdout: "éé",
      stdoutTruncated: true,
      stderr: "éééééé",
      stderrTruncated: false,
    });
    expect(parts.join("")).toBe("éé");
    expect(runSync(code, { maxStderrBytes: 0 })).toMatchObject({
      stdout: "éééééé\nend\n",
      stdoutTruncated: false,
      stderr: "",
      stderrTruncated: true,
    });
  });

  it("ends the program at once if requested", () => {
    const limits: Limits = { maxStdoutBytes: 5, maxStderrBytes: 4, onOutputLimit: "stop" };
    expect(failure(`${code}\n${LOOP}`, limits)).toMatchObject({
      code: "output",
      message: "the program wrote more than 5 bytes to stdout",
      stdout: "éé",
      stdoutTruncated: true,
    });
    expect(failure(code, { ...limits, maxStdoutBytes: null })).toMatchObject({
      message: "the program wrote more than 4 bytes to stderr",
      stderr: "éé",
      stdoutTruncated: false,
    });
  });

  it("is limited to a million bytes by default", () => {
    const { stdout, stdoutTruncated } = runSync("for i in range(1001): print('x' * 999)");
    expect([stdout.length, stdoutTruncated]).toEqual([1_000_000, true]);
    expect(runSync("print('x' * 1000000, end='')").stdoutTruncated).toBe(false);
  });
});

describe("memory", () => {
  it("raises a MemoryError that a program can catch", () => {
    const code = `
kept = []
try:
    while True: kept.append(bytes(1000))
except MemoryError:
    count = len(kept)
    kept = None
    print("full", 1000 < count < 2100)
print("on")
`;
    const { stdout, peakMemoryBytes } = runSync(code, { memoryBytes: 2 * 1024 * 1024 });
    expect(stdout).toBe("full True\non\n");
    expect(peakMemoryBytes).toBe(2 * 1024 * 1024);
  });

  it("is enough to run something even at the minimum", () => {
    const memoryBytes = 704 * 1024;
    const { stdout, peakMemoryBytes } = runSync("print(sum(range(10)))", { memoryBytes });
    expect(stdout).toBe("45\n");
    expect(peakMemoryBytes).toBeLessThanOrEqual(memoryBytes);
  });

  it("can be as much as WebAssembly has", () => {
    const code = "print(len(bytearray(20000000)))";
    expect(runSync(code, { memoryBytes: null }).stdout).toBe("20000000\n");
    expect(failure(code, {}).message).toMatch(/^MemoryError/);
  });
});

describe("source", () => {
  it("that is too long in bytes is refused", async () => {
    expect(runSync(`#${"é".repeat(4)}`, { maxSourceBytes: 9 }).exitCode).toBe(0);
    const error = failure(`#${"é".repeat(4)}`, { maxSourceBytes: 8, fuel: 5 });
    expect(error).toMatchObject({
      code: "source",
      message: "the program has more than 8 bytes of source",
      fuelUsed: 0,
      fuelRemaining: 5,
    });
    await expect(run("#".repeat(2 ** 20 + 1))).rejects.toMatchObject({ code: "source" });
  });
});

describe("limits", () => {
  it("are checked before anything runs", async () => {
    const parts: string[] = [];
    const options = { fuel: -5, onStdout: (text: string) => parts.push(text) };
    await expect(run("print(1)", options)).rejects.toThrow(RangeError);
    expect(() => runSync("print(1)", options)).toThrow("option fuel is -5; allowed is");
    expect(parts).toEqual([]);
  });
});
