import { describe, expect, it } from "vitest";
import { normaliseRunOptions } from "./options.js";

const normalise = (options: unknown) => normaliseRunOptions(options as object);

describe("run options", () => {
  it("have defaults", () => {
    const defaults = {
      python: "micropython",
      image: null,
      isolation: null,
      filename: "<string>",
      argv: ["-c"],
      env: [],
      onStdout: null,
      onStderr: null,
      onUsage: null,
      stdin: "",
      memoryBytes: 16 * 1024 * 1024,
      fuel: 20_000_000,
      wallTimeoutMs: 1000,
      excludeHostTime: false,
      signal: null,
      maxStdoutBytes: 1_000_000,
      maxStderrBytes: 1_000_000,
      onOutputLimit: "truncate",
      maxSourceBytes: 1024 * 1024,
      clock: "system",
      randomSeed: null,
      hostFunctions: new Map(),
      mounts: [],
      readonlyDir: [],
      modules: [],
      packages: [],
      returnValue: true,
      maxHostResultBytes: 256 * 1024,
      maxHostCalls: Infinity,
    };
    expect(normalise(undefined)).toEqual(defaults);
    expect(normalise({})).toEqual(defaults);
    expect(normalise({ filename: undefined, argv: undefined })).toEqual(defaults);
  });

  it("have more memory by default for a larger Python", () => {
    expect(normalise({ python: "cpython" }).memoryBytes).toBe(64 * 1024 * 1024);
    expect(normalise({ python: "cpython", memoryBytes: 2 ** 24 }).memoryBytes).toBe(2 ** 24);
  });

  it("are frozen, and independent of the caller's object", () => {
    const argv = ["a"];
    const settings = normalise({ argv });
    argv.push("b");
    expect(settings.argv).toEqual(["a"]);
    expect(Object.isFrozen(settings)).toBe(true);
    expect(Object.isFrozen(settings.argv)).toBe(true);
  });

  it("are read exactly once each", () => {
    let reads = 0;
    normalise({
      get filename() {
        reads += 1;
        return "x.py";
      },
    });
    expect(reads).toBe(1);
  });

  it.each([
    [null, "options are null; allowed is an object"],
    ["x", 'options are "x"; allowed is an object'],
    [
      { file: "x" },
      'unknown option "file"; did you mean filename? Allowed are python, image, isolation, filename, argv, env, clock, randomSeed, stdin, onStdout, onStderr, onUsage, hostFunctions, mounts, readonlyDir, modules, packages, ret',
    ],
    [{ constructor: 1 }, 'unknown option "constructor"'],
    [{ filename: 5 }, "option filename is 5; allowed is a string"],
    [{ filename: null }, "option filename is null; allowed is a string"],
    [{ filename: "\udc00" }, "option filename has a lone surrogate (U+DC00) at index 0"],
    [{ argv: "x" }, 'option argv is "x"; allowed is an array of strings'],
    [{ argv: ["a", true] }, "option argv[1] is true; allowed is a string"],
    // biome-ignore lint/suspicious/noSparseArray: a hole is the case
    [{ argv: [, "a"] }, "option argv[0] is undefined; allowed is a string"],
    [{ argv: ["a", "x\ud800"] }, "option argv[1] has a lone surrogate (U+D800) at index 1"],
    [{ onStdout: "log" }, 'option onStdout is "log"; allowed is a function'],
    [{ onStderr: [] }, "option onStderr is an array; allowed is a function"],
    [{ python: 3 }, 'option python is 3; allowed is "micropython" or "cpython"'],
  ])("refuse %j with a TypeError that says what is allowed", (options, message) => {
    expect(() => normalise(options)).toThrow(TypeError);
    expect(() => normalise(options)).toThrow(message);
  });

  it("limit the filename to what the interpreter can store, in bytes", () => {
    expect(normalise({ filename: "é".repeat(32_767) }).filename).toHaveLength(32_767);
    expect(() => normalise({ filename: "é".repeat(32_768) })).toThrow(
      new RangeError("option filename has 65536 bytes of UTF-8; allowed are up to 65535"),
    );
  });
});
