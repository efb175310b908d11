import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { SANDBOX_RUN_PROGRAM } from "../abi/constants.js";
import { testPlatform } from "../base/platform.test-tools.js";
import { InputSource } from "../wasi/input.js";
import { NOTHING_MOUNTED } from "../wasi/open-files.js";
import { OutputSink } from "../wasi/output.js";
import { compileArtifact, compileArtifactSync } from "./artifact.js";
import { InstanceBusy } from "./crash.js";
import type { RunLimits } from "./governor.js";
import { HostAnswers } from "./host-answers.js";
import { SandboxInstance } from "./instance.js";
import { UNLIMITED } from "./limits.test-tools.js";

const bytes = readFileSync(new URL("../../dist/micropython-wasi.wasm", import.meta.url));
const artifact = compileArtifactSync(bytes);

const platform = testPlatform({
  monotonicMs: () => performance.now(),
  fillRandom: (bytes) => bytes.fill(4),
  loadSync: () => bytes,
});

function booted(onStdout: (text: string) => void = () => {}, callBack = () => {}) {
  const stdout = new OutputSink(onStdout, 1000);
  const stderr = new OutputSink(null, 1000);
  const host = {
    stdin: new InputSource(""),
    files: NOTHING_MOUNTED,
    stdout,
    stderr,
    answers: new HostAnswers({
      hostFunctions: new Map([["call_back", callBack]]),
      maxHostResultBytes: 1000,
    }),
  };
  const instance = new SandboxInstance(artifact, platform, 16 * 1024 * 1024);
  expect(instance.boot()).toEqual({ kind: "finished" });
  const call = (text: string, filename = "a.py", limits: Partial<RunLimits> = {}) => {
    const source = new TextEncoder().encode(text);
    const call = { kind: "source", purpose: SANDBOX_RUN_PROGRAM, source, filename } as const;
    return instance.call(call, host, { ...UNLIMITED, ...limits });
  };
  const run = (...args: Parameters<typeof call>) => call(...args).end;
  return { instance, call, run, stdout, stderr };
}

describe("an instance", () => {
  it("keeps its state between runs", () => {
    const { run, stdout } = booted();
    expect(run("x = 20", "a.py")).toEqual({ kind: "finished" });
    expect(run("print(x + 1)", "b.py")).toEqual({ kind: "finished" });
    expect(stdout.text()).toBe("21\n");
  });

  it("survives an exception, and does not mix it with the next one", () => {
    const { run } = booted();
    const outcomes = [run("1 / 0", "a.py"), run("raise KeyError", "b.py")];
    expect(outcomes).toMatchObject([
      { kind: "exception", exception: { pythonType: "ZeroDivisionError", line: 1 } },
      { kind: "exception", exception: { pythonType: "KeyError", pythonMessage: "" } },
    ]);
    expect(run("2", "c.py")).toEqual({ kind: "finished" });
  });

  it("stays dead, and says why, after JavaScript threw through it", () => {
    const thrown = new Error("full");
    const { instance, run, stdout } = booted(() => {
      throw thrown;
    });
    const crash = {
      kind: "crashed",
      reason: "the callback that receives output threw",
      cause: thrown,
    };
    expect(run("print('x')", "a.py")).toEqual(crash);
    expect(run("1", "b.py")).toEqual(crash);
    expect(instance.boot()).toEqual(crash);
    expect(instance.crash).toEqual(crash);
    expect(stdout.text()).toBe("x\n");
  });

  it("refuses calls from what it calls, and survives", () => {
    const refusals: unknown[] = [];
    const callBack = () => {
      for (const call of [() => run("1"), () => instance.boot()]) {
        try {
          call();
        } catch (error) {
          refusals.push(error);
        }
      }
    };
    const { instance, run, stdout } = booted(callBack, callBack);
    expect(instance.defineHostFunctions(["call_back"], { keep: false })).toEqual({
      kind: "finished",
    });
    expect(run("call_back(); print('x')")).toEqual({ kind: "finished" });
    expect(refusals).toHaveLength(4);
    for (const error of refusals) expect(error).toBeInstanceOf(InstanceBusy);
    expect(run("assert 1 + 1 == 2")).toEqual({ kind: "finished" });
    expect(stdout.text()).toBe("x\n");
  });

  it("frees a run's input, whatever its size", () => {
    const { run } = booted();
    const large = `#${"x".repeat(1024 * 1024)}`;
    for (let i = 0; i < 50; i++) expect(run(large, "a.py").kind).toBe("finished");
  });
});

describe("a stopped instance", () => {
  it.each([
    ["while True: pass", { fuel: 100_000 }, "fuel"],
    ["try:\n  while True: pass\nfinally:\n  while True: pass", { wallTimeoutMs: 5 }, "timeout"],
    ["while True: print('x' * 100)", { onOutputLimit: "stop" }, "output"],
  ] as const)("survives %j", (source, limits, code) => {
    const { instance, run } = booted();
    run("x = [20]");
    expect(run(source, "a.py", limits)).toEqual({ kind: "stopped", code });
    expect(instance.crash).toBeNull();
    expect(run("x.append(1)\nassert sum(x) == 21")).toEqual({ kind: "finished" });
  });

  it("has fresh fuel in each run", () => {
    const { call } = booted();
    expect(call("while True: pass", "a.py", { fuel: 100_000 }).fuelUsed).toBe(100_000);
    const outcome = call("1", "a.py", { fuel: 100_000 });
    expect(outcome.end).toEqual({ kind: "finished" });
    expect(outcome.fuelUsed).toBeLessThan(10_000);
  });

  it("is also stopped if the program ends right after the limit", () => {
    const { run } = booted();
    expect(run("print('x' * 2000)", "a.py", { onOutputLimit: "stop" })).toEqual({
      kind: "stopped",
      code: "output",
    });
  });

  it("is dead, and says why, if the interpreter does not stop in time", () => {
    const { instance, run } = booted();
    const source = "x = 7 ** 200000\nwhile True: x * x";
    expect(run(source, "a.py", { fuel: 20_000_000 })).toEqual({ kind: "stopped", code: "fuel" });
    expect(instance.crash).toMatchObject({ reason: "the interpreter did not stop in time" });
    expect(run("1")).toBe(instance.crash);
  });
});

describe("an artifact", () => {
  it("is verified once per module", async () => {
    const module = new WebAssembly.Module(bytes);
    expect(await compileArtifact(module)).toBe(compileArtifactSync(module));
  });

  it("is compiled from a copy, so that nothing can change it meanwhile", async () => {
    const changing = new Uint8Array(bytes);
    const compiling = compileArtifact(changing);
    changing.fill(0);
    expect((await compiling).initialPages).toBeGreaterThan(0);
  });
});
