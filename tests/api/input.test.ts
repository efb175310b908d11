import { MicroPythonSessionSync, MicroPythonWasmError, runSync } from "micropython-wasm";
import { describe, expect, it } from "vitest";

const ECHO = `
import sys
try:
    while True: print(repr(input()))
except EOFError:
    print("end")`;

const echoed = (stdin: Parameters<typeof runSync>[1] & object) => runSync(ECHO, stdin).stdout;

describe("standard input", () => {
  it("is empty by default", () => {
    expect(runSync(ECHO).stdout).toBe("end\n");
    expect(() => runSync("input()")).toThrow("EOFError");
  });

  it("can be text, with or without a newline at its end", () => {
    expect(echoed({ stdin: "one\ntwo\n\nfour" })).toBe("'one'\n'two'\n''\n'four'\nend\n");
    expect(echoed({ stdin: "one\n" })).toBe("'one'\nend\n");
  });

  it("can be bytes, as they were when the run started", () => {
    const bytes = Buffer.from("grüße 👋\n");
    const code = "import sys\nprint(sys.stdin.read())";
    expect(runSync(code, { stdin: bytes }).stdout).toBe("grüße 👋\n\n");
    expect(
      runSync("import sys\nprint(sys.stdin.buffer.read())", { stdin: new Uint8Array([0, 255]) })
        .stdout,
    ).toBe("b'\\x00\\xff'\n");
  });

  it("can come line by line, on request", () => {
    const lines = ["one", "two\n", "", null];
    const asked: number[] = [];
    const stdin = () => {
      asked.push(asked.length);
      return lines[asked.length - 1];
    };
    expect(echoed({ stdin })).toBe("'one'\n'two'\n''\nend\n");
    expect(asked.length).toBe(4);
  });

  it("is read in pieces of any size", () => {
    const text = "x".repeat(100_000);
    const code = "import sys\nprint(len(sys.stdin.read(7)), len(sys.stdin.readline()))";
    expect(runSync(code, { stdin: text }).stdout).toBe("7 99993\n");
  });

  it("shows the prompt on standard output", () => {
    expect(runSync("x = input('name? ')\nprint('hi', x)", { stdin: "Ada" }).stdout).toBe(
      "name? hi Ada\n",
    );
  });

  it("from a function that throws ends only that run", () => {
    const thrown = new Error("no more");
    const stdin = () => {
      throw thrown;
    };
    const run = () => runSync("try: input()\nexcept BaseException: print('caught')", { stdin });
    expect(run).toThrow(MicroPythonWasmError);
    expect(run).toThrow("the input function threw");
    expect(runSync("print(1)").stdout).toBe("1\n");
  });

  it.each([5, null, {}, [], true])("cannot be %j", (stdin) => {
    expect(() => runSync("1", { stdin: stdin as never })).toThrow(TypeError);
    expect(() => runSync("1", { stdin: stdin as never })).toThrow("option stdin is ");
  });

  it.each([
    [5, "the function stdin returned 5; allowed is a string, or null at the end"],
    [new Uint8Array([97]), "the function stdin returned "],
    [Promise.resolve("a"), "the function stdin returned "],
    ["ok \ud83d", "a line of the function stdin has a lone surrogate (U+D83D) at index 3"],
  ])("from a function that returns %j ends the run, and the error says why", (value, message) => {
    const run = () => runSync("input()", { stdin: (() => value) as never });
    expect(run).toThrow(MicroPythonWasmError);
    expect(run).toThrow(message);
  });

  it("of a session continues where the last run stopped reading, unless a run has its own", () => {
    for (const stdin of ["one\ntwo\nthree\nfour", Buffer.from("one\ntwo\nthree\nfour")]) {
      const session = new MicroPythonSessionSync({ stdin });
      expect(session.run("print(input())").stdout).toBe("one\n");
      expect(session.run("print(input())", { stdin: "own" }).stdout).toBe("own\n");
      expect(session.evaluate("input()")).toBe("two");
      const fork = session.fork();
      expect([session.evaluate("input()"), fork.evaluate("input()")]).toEqual(["three", "three"]);
      expect(session.run("import sys\nprint(sys.stdin.read())").stdout).toBe("four\n");
      expect(() => session.run("input()")).toThrow("EOFError");
      expect(fork.evaluate("input()")).toBe("four");
    }
  });
});
