import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import {
  defaultWasmPath,
  type LoadOptions,
  type LoadProgress,
  load,
  MicroPythonArtifactNotFoundError,
  MicroPythonInvalidArtifactError,
  runSync,
} from "micropython-wasm";
import { describe, expect, it } from "vitest";

describe("load", () => {
  it("loads the packaged Python", async () => {
    await load();
    expect(runSync("6 * 7").value).toBe(42);
  });

  it("loads an artifact from a path, a URL, a response, bytes or a module", async () => {
    const path = defaultWasmPath();
    const bytes = readFileSync(path);
    const response = new Response(new Uint8Array(bytes));
    for (const wasm of [
      path,
      pathToFileURL(path),
      response,
      bytes,
      new WebAssembly.Module(bytes),
    ]) {
      await load({ wasm });
      expect(runSync("6 * 7").value).toBe(42);
    }
  });

  it("reports how much has been loaded", async () => {
    const progress: LoadProgress[] = [];
    await load({ python: "cpython", onProgress: (loaded) => progress.push(loaded) });
    const { loadedBytes, totalBytes } = progress.at(-1) as LoadProgress;
    expect(loadedBytes).toBe(totalBytes);
    expect(loadedBytes).toBeGreaterThan(10_000_000);
  });

  it("does not load again what is loaded already", async () => {
    const progress: LoadProgress[] = [];
    await load({ python: "cpython" });
    await load({ python: "cpython", onProgress: (loaded) => progress.push(loaded) });
    expect(progress).toEqual([]);
  });

  it("refuses what is not there, or no artifact", async () => {
    await expect(load({ wasm: "/nowhere/a.wasm" })).rejects.toThrow(
      MicroPythonArtifactNotFoundError,
    );
    await expect(load({ wasm: new Uint8Array(8) })).rejects.toThrow(
      MicroPythonInvalidArtifactError,
    );
    const gone = load({ wasm: new Response("no", { status: 404 }) });
    await expect(gone).rejects.toThrow(MicroPythonArtifactNotFoundError);
    const down = load({ wasm: new Response("no", { status: 500 }) });
    await expect(down).rejects.toThrow("status 500");
    const other = load({ wasm: defaultWasmPath("cpython") });
    await expect(other).rejects.toThrow('the artifact is "cpython"');
  });

  it.each([
    [{ python: "jython" }, 'option python is "jython"; allowed is "micropython" or "cpython"'],
    [{ image: new Uint8Array() }, "option image is for CPython only"],
    [{ python: "cpython", marked: "x" }, "option marked is for MicroPython only"],
    [{ marked: defaultWasmPath() }, "it is not the same with page marks"],
    [{ python: "cpython", library: 3 }, "option library is 3; allowed is a path"],
    [{ onProgress: 1 }, "option onProgress is 1; allowed is a function"],
    [{ wsam: "x" }, 'unknown option "wsam"; did you mean wasm?'],
    [{ wasm: 3 }, "wasm is 3; allowed is a path"],
  ])("refuses %o", async (options, message) => {
    await expect(load(options as LoadOptions)).rejects.toThrow(message);
  });
});
