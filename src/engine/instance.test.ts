import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { Platform } from "../base/platform.js";
import { OutputSink } from "../wasi/output.js";
import { compileArtifact, compileArtifactSync } from "./artifact.js";
import { SandboxInstance } from "./instance.js";

const bytes = readFileSync(new URL("../../dist/micropython-wasi.wasm", import.meta.url));
const artifact = compileArtifactSync(bytes);

const platform: Platform = {
  monotonicNs: () => 0n,
  wallNs: () => 0n,
  fillRandom: (bytes) => bytes.fill(4),
  sleepMs: () => {},
  packagedArtifact: "",
  loadArtifact: () => Promise.reject(new Error("not in this test")),
  loadArtifactSync: () => bytes,
};

function booted(onStdout: (text: string) => void = () => {}) {
  const stdout = new OutputSink(onStdout);
  const stderr = new OutputSink(null);
  const instance = new SandboxInstance(artifact, { platform, stdout, stderr });
  expect(instance.boot(["-c"])).toEqual({ kind: "finished" });
  return { instance, stdout, stderr };
}

describe("an instance", () => {
  it("keeps its state from run to run", () => {
    const { instance, stdout } = booted();
    expect(instance.run("x = 20", "a.py")).toEqual({ kind: "finished" });
    expect(instance.run("print(x + 1)", "b.py")).toEqual({ kind: "finished" });
    expect(stdout.text()).toBe("21\n");
  });

  it("lives on after an exception, which it does not mix with the next", () => {
    const { instance } = booted();
    const outcomes = [instance.run("1 / 0", "a.py"), instance.run("raise KeyError", "b.py")];
    expect(outcomes).toMatchObject([
      { kind: "exception", exception: { pythonType: "ZeroDivisionError", line: 1 } },
      { kind: "exception", exception: { pythonType: "KeyError", pythonMessage: "" } },
    ]);
    expect(instance.run("2", "c.py")).toEqual({ kind: "finished" });
  });

  it("is dead for ever, and says why, after JavaScript threw through it", () => {
    const thrown = new Error("full");
    const { instance, stdout } = booted(() => {
      throw thrown;
    });
    const crash = {
      kind: "crashed",
      reason: "the callback that receives output threw",
      cause: thrown,
    };
    expect(instance.run("print('x')", "a.py")).toEqual(crash);
    expect(instance.run("1", "b.py")).toEqual(crash);
    expect(instance.boot([])).toEqual(crash);
    expect(stdout.text()).toBe("x");
  });

  it("frees what a run was given, whatever its size", () => {
    const { instance } = booted();
    const large = `#${"x".repeat(1024 * 1024)}`;
    for (let i = 0; i < 50; i++) expect(instance.run(large, "a.py").kind).toBe("finished");
  });
});

describe("an artifact", () => {
  it("is verified once for each module", async () => {
    const module = new WebAssembly.Module(bytes);
    expect(await compileArtifact(module)).toBe(compileArtifactSync(module));
  });

  it("is compiled from a copy that nobody can change meanwhile", async () => {
    const changing = new Uint8Array(bytes);
    const compiling = compileArtifact(changing);
    changing.fill(0);
    expect((await compiling).initialPages).toBeGreaterThan(0);
  });
});
