import { describe, expect, it } from "vitest";
import { parseArguments, UsageError } from "./arguments.js";

describe("the command line", () => {
  it.each([
    [["-c", "print(1)"], { kind: "code", code: "print(1)", argv: ["-c"], limits: {} }],
    [["-c", "", "a", "-c"], { kind: "code", code: "", argv: ["-c", "a", "-c"], limits: {} }],
    [["x.py"], { kind: "file", path: "x.py", argv: ["x.py"], limits: {} }],
    [
      ["x.py", "--help", "-c", "y", "--fuel"],
      { kind: "file", path: "x.py", argv: ["x.py", "--help", "-c", "y", "--fuel"], limits: {} },
    ],
    [["--help", "x.py"], { kind: "help" }],
    [["-h"], { kind: "help" }],
    [["--version"], { kind: "version" }],
  ])("understands %j", (args, command) => {
    expect(parseArguments(args)).toEqual(command);
  });

  it.each([
    [[], "a program is missing"],
    [["-c"], "-c needs a program"],
    [["-x", "y.py"], "unknown option -x"],
    [["--colour"], "unknown option --colour"],
    [["--fuel"], "--fuel needs a value behind it"],
    [["--fuel", "1"], "a program is missing"],
    [["--memory", "16M", "x.py"], "--memory is 16M; allowed is a whole number, or none"],
    [["--fuel", "-1", "x.py"], "--fuel is -1; allowed is a whole number, or none"],
    [["--timeout", "soon", "x.py"], "--timeout is soon; allowed is a time as in 2, 2s or 500ms"],
    [["--timeout", "1m", "x.py"], "--timeout is 1m; allowed is a time"],
  ])("refuses %j and says why", (args, message) => {
    expect(() => parseArguments(args)).toThrow(UsageError);
    expect(() => parseArguments(args)).toThrow(message);
  });

  it.each([
    [["--memory", "1048576"], { memoryBytes: 1048576 }],
    [["--fuel", "5"], { fuel: 5 }],
    [["--timeout", "2"], { wallTimeoutMs: 2000 }],
    [["--timeout", "0.5s"], { wallTimeoutMs: 500 }],
    [["--timeout", "250ms"], { wallTimeoutMs: 250 }],
    [
      ["--memory", "none", "--fuel", "none", "--timeout", "none"],
      { memoryBytes: null, fuel: null, wallTimeoutMs: null },
    ],
    [["--fuel", "1", "--fuel", "2"], { fuel: 2 }],
  ])("takes limits from %j", (args, limits) => {
    expect(parseArguments([...args, "x.py"])).toMatchObject({ path: "x.py", limits });
    expect(parseArguments([...args, "-c", "1"])).toMatchObject({ code: "1", limits });
  });
});
