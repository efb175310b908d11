import { MicroPythonWasmError, type RunOptions, runSync } from "micropython-wasm";
import { describe, expect, it } from "vitest";

/** What the callbacks received, in order, and how the run ended. */
function received(code: string, options: RunOptions = {}): string[] {
  const parts: string[] = [];
  try {
    runSync(code, {
      onStdout: (text) => parts.push(text),
      onStderr: (text) => parts.push(`err:${text}`),
      hostFunctions: { note: () => void parts.push("called") },
      ...options,
    });
  } catch (error) {
    if (!(error instanceof MicroPythonWasmError)) throw error;
    parts.push(`(${error.code})`);
  }
  return parts;
}

describe("output passed on while a program runs", () => {
  it.each([
    ["print('step', 0)\nprint(1, 2, 3, sep='-')", ["step 0\n", "1-2-3\n"]],
    ["print('a\\nb', 'c')", ["a\nb", " c\n"]],
    ["import sys\nfor i in range(2):\n for c in 'ab\\n': sys.stdout.write(c)", ["ab\n", "ab\n"]],
    ["print('a', end='')\nprint('b', end='')", ["ab"]],
  ])("arrives line by line: %j", (code, parts) => {
    expect(received(code)).toEqual(parts);
  });

  it.each([
    ["for c in 'grü': print(c, end='', flush=True)", ["g", "r", "ü"]],
    ["import sys\nprint('a', end='')\nsys.stdout.flush()\nprint('b')", ["a", "b\n"]],
    ["print('a', end='')\nnote()\nprint('b')", ["a", "called", "b\n"]],
    ["print('?', end='')\nprint(input(' '))", ["? ", "typed\n"]],
    ["print('x' * 9000, end='')\nprint('y', end='')", ["x".repeat(9000), "y"]],
  ])(
    "arrives before that where it is flushed, or something else is seen first: %j",
    (code, parts) => {
      expect(received(code, { stdin: "typed" })).toEqual(parts);
    },
  );

  it("keeps the order of both streams", () => {
    const code = `import sys
print('1', end='')
print('2', end='', file=sys.stderr)
print('3', end='')
sys.stderr.write('4')
print('5')`;
    expect(received(code)).toEqual(["1", "err:2", "3", "err:4", "5\n"]);
  });

  it.each([
    ["1 / 0", {}, "exception"],
    ["raise SystemExit(3)", {}, "exit"],
    ["while True: pass", { fuel: 100_000 }, "fuel"],
    ["while True: pass", { fuel: null, wallTimeoutMs: 50 }, "timeout"],
    ["print('y' * 10)", { maxStdoutBytes: 6, onOutputLimit: "stop" } as const, "output"],
  ])("is complete however the run ends: %s", (code, options, ending) => {
    const [first, ...rest] = received(`print('before', end='')\n${code}`, options);
    expect([first, rest.at(-1)]).toEqual(["before", `(${ending})`]);
  });

  it("reaches file objects that flush, and those that do not", () => {
    const code = `import io
class File(io.IOBase):
    def write(self, data): return len(data)
    def flush(self): print("flushed")
class Plain(io.IOBase):
    def write(self, data): return len(data)
print("x", file=File(), flush=True)
print("x", file=Plain(), flush=True)
print("x", file=io.StringIO(), flush=1)
print("x", file=File(), flush=0)`;
    expect(received(code)).toEqual(["flushed\n"]);
  });
});
