import { describe, expect, it } from "vitest";
import { parseArguments } from "./arguments.js";
import { UsageError } from "./usage-error.js";

const parse = (...args: string[]) => parseArguments(args, () => false);
const program = (kind: string, source: object, argv: string[]) => ({
  kind: "program",
  source: { kind, ...source },
  argv,
});

describe("the command line", () => {
  it.each([
    [["-c", "print(1)"], program("code", { code: "print(1)" }, ["-c"])],
    [["-c", "", "a", "-c", "--help"], program("code", { code: "" }, ["-c", "a", "-c", "--help"])],
    [["-c", "", "--", "a"], program("code", { code: "" }, ["-c", "--", "a"])],
    [["--python", "cpython", "-c", "1"], { kind: "program", settings: { python: "cpython" } }],
    [["x.py"], program("file", { path: "x.py" }, ["x.py"])],
    [
      ["x.py", "--help", "-c", "y", "--fuel", "--"],
      program("file", { path: "x.py" }, ["x.py", "--help", "-c", "y", "--fuel", "--"]),
    ],
    [["--", "-x.py", "a"], program("file", { path: "-x.py" }, ["-x.py", "a"])],
    [["-", "a"], program("input", {}, ["-", "a"])],
    [[], program("input", {}, [""])],
    [["-m", "a.b_1"], program("module", { module: "a.b_1" }, ["-m"])],
    [
      ["--stats", "-m", "tool", "-c", "1", "--"],
      program("module", { module: "tool" }, ["-m", "-c", "1", "--"]),
    ],
    [["-i"], { kind: "prompt" }],
    [["--help", "x.py"], { kind: "help" }],
    [["--version"], { kind: "version" }],
    [["modules"], { kind: "modules", python: "micropython" }],
    [["--python", "cpython", "modules"], { kind: "modules", python: "cpython" }],
    [
      ["packages", "check", "a", "b.whl"],
      { kind: "packages", python: "cpython", packages: ["a", "b.whl"] },
    ],
    [
      ["packages", "check", "--python", "micropython", "a"],
      { kind: "packages", python: "micropython", packages: ["a"] },
    ],
    [["packages"], program("file", { path: "packages" }, ["packages"])],
    [["--", "modules"], program("file", { path: "modules" }, ["modules"])],
    [["modules", "x"], program("file", { path: "modules" }, ["modules", "x"])],
    [["build", "--output", "x"], { kind: "build", args: ["--output", "x"] }],
  ])("understands %j", (args, command) => {
    expect(parse(...args)).toMatchObject(command);
  });

  it("starts the prompt if nothing is given on a terminal", () => {
    expect(parseArguments([], () => true)).toMatchObject({ kind: "prompt" });
    expect(parseArguments(["--fuel", "5"], () => true)).toMatchObject({
      kind: "prompt",
      settings: { limits: { fuel: 5 } },
    });
  });

  it.each([
    [["-c"], "-c needs a value"],
    [["--python", "jython"], "--python is jython; allowed is micropython or cpython"],
    [["--memroy", "1"], "unknown option --memroy; did you mean --memory?"],
    [["--colour", "1"], "unknown option --colour"],
    [["-i", "-m", "x"], "-i starts the prompt, which takes no program"],
    [["-m"], "-m needs a value"],
    [["-m", ""], "-m is ; allowed is the name of a module"],
    [["-m", "../x"], "-m is ../x; allowed is the name of a module"],
    [["-m", "a..b"], "-m is a..b; allowed is the name of a module"],
    [["--mount", "data", "x.py"], "--mount is data; allowed is HOST:GUEST or HOST:GUEST:rw"],
    [["--mount", "data:data", "x.py"], "--mount is data:data; allowed is"],
    [["--mount", ":/data", "x.py"], "--mount is :/data; allowed is"],
    [["--mount", "data:/data:ro", "x.py"], "--mount is data:/data:ro; allowed is"],
    [["-x", "y.py"], "unknown option -x"],
    [["--colour"], "unknown option --colour"],
    [["--stats=yes"], "--stats takes no value"],
    [["--fuel"], "--fuel needs a value"],
    [["-i", "x.py"], "-i starts the prompt, which takes no program"],
    [["-i", "--json"], "--json needs a program"],
    [["--memory", "16MB", "x.py"], "--memory is 16MB; allowed is a whole number such as 1000, 20M"],
    [["--fuel", "-1", "x.py"], "--fuel is -1; allowed is a whole number"],
    [["--timeout", "soon", "x.py"], "--timeout is soon; allowed is a time above 0 such as 2, 2s"],
    [["--timeout", "1m", "x.py"], "--timeout is 1m; allowed is a time"],
    [["--timeout", "0", "x.py"], "--timeout is 0; allowed is a time"],
  ])("refuses %j and says why", (args, message) => {
    expect(() => parse(...args)).toThrow(UsageError);
    expect(() => parse(...args)).toThrow(message);
  });

  it.each([
    [["--memory", "1048576"], { memoryBytes: 1048576 }],
    [["--memory=32MiB"], { memoryBytes: 33554432 }],
    [["--fuel", "5"], { limits: { fuel: 5 } }],
    [["--fuel", "20M"], { limits: { fuel: 20_000_000 } }],
    [["--timeout", "2"], { limits: { timeoutMs: 2000 } }],
    [["--timeout", "0.5s"], { limits: { timeoutMs: 500 } }],
    [["--timeout", "250ms"], { limits: { timeoutMs: 250 } }],
    [["--max-output", "5k"], { limits: { outputBytes: 5000 } }],
    [
      ["--memory", "none", "--fuel", "none", "--timeout", "none", "--max-output", "none"],
      { memoryBytes: null, limits: { fuel: null, timeoutMs: null, outputBytes: null } },
    ],
    [
      ["--readonly-dir", "in", "--mount", "a:/a", "--mount", "b:/b:rw"],
      {
        mounts: [
          { path: "/input", hostDir: "in" },
          { path: "/a", hostDir: "a", access: "read" },
          { path: "/b", hostDir: "b", access: "read-write" },
        ],
      },
    ],
    [["--mount", "C:\\data:/data"], { mounts: [{ path: "/data", hostDir: "C:\\data" }] }],
    [["--mount", "/x:/y:/z"], { mounts: [{ path: "/z", hostDir: "/x:/y" }] }],
    [["--packages", "a", "--packages", "b.whl"], { packages: ["a", "b.whl"] }],
    [["--fuel", "1", "--fuel", "2"], { limits: { fuel: 2 } }],
    [["--stats", "--json", "--no-history"], { stats: true, json: true, history: false }],
  ])("takes settings from %j", (args, settings) => {
    expect(parse(...args, "x.py")).toMatchObject({ settings });
    expect(parse(...args, "-c", "1")).toMatchObject({ settings });
  });
});
