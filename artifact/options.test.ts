import { availableParallelism } from "node:os";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { UsageError } from "./command-line.js";
import { HELP, parseBuildOptions, REPOSITORY_DIR } from "./options.js";

describe("the pipeline's options", () => {
  it("have defaults", () => {
    expect(parseBuildOptions([])).toEqual({
      python: "micropython",
      source: null,
      ref: null,
      workDir: join(REPOSITORY_DIR, "build/work"),
      output: join(REPOSITORY_DIR, "dist/micropython-wasi.wasm"),
      variant: "release",
      jobs: Math.min(availableParallelism(), 8),
      clean: false,
      skipBuild: false,
      without: [],
      extraCflags: [],
      userCModules: null,
    });
  });

  it("are all read", () => {
    const argv =
      "--source src --ref v1 --work-dir w --output o.wasm --variant debug --jobs 3 --user-c-modules m";
    const flags = ["--clean", "--skip-build", "--extra-cflag=-Da", "--extra-cflag", "b"];
    const passes = ["--without", "meter", "--without", "gc-roots"];
    expect(parseBuildOptions([...argv.split(" "), ...flags, ...passes])).toEqual({
      python: "micropython",
      source: resolve("src"),
      ref: "v1",
      workDir: resolve("w"),
      output: resolve("o.wasm"),
      variant: "debug",
      jobs: 3,
      clean: true,
      skipBuild: true,
      without: ["meter", "gc-roots"],
      extraCflags: ["-Da", "b"],
      userCModules: resolve("m"),
    });
  });

  it("are not read if help is requested", () => {
    expect(parseBuildOptions(["--help", "--variant", "fast"])).toBeNull();
  });

  it.each(Object.keys(parseBuildOptions([]) ?? {}))("are explained by the help: %s", (name) => {
    const option = name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`).replace(/s$/, "");
    expect(HELP).toContain(`--${option}`);
  });

  it.each([
    ["--variant fast", '--variant is "fast"; allowed are "release" and "debug"'],
    ["--variant=", '--variant is ""; allowed are "release" and "debug"'],
    ["--python jython", '--python is "jython"; allowed are "micropython" and "cpython"'],
    ["--jobs 0", '--jobs is "0"; allowed is a whole number from 1 to 64'],
    ["--jobs 65", '--jobs is "65"; allowed is a whole number from 1 to 64'],
    ["--jobs 1.5", '--jobs is "1.5"; allowed is a whole number from 1 to 64'],
    ["--jobs many", '--jobs is "many"; allowed is a whole number from 1 to 64'],
    ["--jobs=", '--jobs is ""; allowed is a whole number from 1 to 64'],
    ["--without verify", '--without is "verify"; allowed are "gc-roots" and "meter"'],
    ["--source=", '--source is ""; allowed is anything but an empty string'],
    ["--work-dir=", '--work-dir is ""; allowed is anything but an empty string'],
    ["--output=", '--output is ""; allowed is anything but an empty string'],
    ["--ref main", "--ref needs --source, the git checkout that it is looked up in"],
  ])("refuse %s", (argv, message) => {
    expect(() => parseBuildOptions(argv.split(" "))).toThrow(new UsageError(message));
  });

  it.each([
    ["--fast", "--fast"],
    ["somewhere", "somewhere"],
    ["--source", "--source"],
    ["--clean=yes", "--clean"],
  ])("refuse %s by name, and point to the help", (argument, name) => {
    const parse = () => parseBuildOptions([argument]);
    expect(parse).toThrow(UsageError);
    expect(parse).toThrow(name);
    expect(parse).toThrow("Try --help.");
  });
});
