import { describe, expect, it } from "vitest";
import { parseArguments, UsageError } from "./arguments.js";

describe("the command line", () => {
  it.each([
    [["-c", "print(1)"], { kind: "code", code: "print(1)", argv: ["-c"] }],
    [["-c", "", "a", "-c"], { kind: "code", code: "", argv: ["-c", "a", "-c"] }],
    [["x.py"], { kind: "file", path: "x.py", argv: ["x.py"] }],
    [
      ["x.py", "--help", "-c", "y"],
      { kind: "file", path: "x.py", argv: ["x.py", "--help", "-c", "y"] },
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
  ])("refuses %j and says why", (args, message) => {
    expect(() => parseArguments(args)).toThrow(UsageError);
    expect(() => parseArguments(args)).toThrow(message);
  });
});
