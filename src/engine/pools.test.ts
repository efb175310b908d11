import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { testPlatform } from "../base/platform.test-tools.js";
import { InstancePools } from "./pools.js";

const bytes = readFileSync(new URL("../../dist/micropython-wasi.wasm", import.meta.url));
const packaged = {
  micropython: { artifact: "micropython.wasm", marked: null, image: null, library: null },
  cpython: { artifact: null, marked: null, image: null, library: null },
};

describe("a platform that cannot read files synchronously", () => {
  const platform = testPlatform({
    packaged,
    loadSync: null,
    loadArtifact: async (_, onLoaded) => {
      onLoaded?.(10, null);
      onLoaded?.(bytes.length, bytes.length);
      return bytes;
    },
  });

  it("offers the synchronous interface once the artifact is loaded", async () => {
    const pools = new InstancePools(platform);
    expect(() => pools.packagedSync("micropython")).toThrow("await load() first");
    const pool = await pools.packaged("micropython");
    expect(pools.packagedSync("micropython")).toBe(pool);
  });

  it("says which Python is missing", async () => {
    const pools = new InstancePools(platform);
    const missing = expect.objectContaining({ code: "not-loaded" });
    await expect(pools.packaged("cpython")).rejects.toEqual(missing);
    expect(() => pools.packagedSync("cpython")).toThrow("the artifact of cpython is not loaded");
  });

  it("loads from elsewhere, and reports how far it is", async () => {
    const pools = new InstancePools(platform);
    const progress: unknown[] = [];
    const sources = { wasm: "other.wasm", marked: null, image: null, library: null };
    await pools.provide("micropython", sources, (...loaded) => progress.push(loaded));
    expect(progress).toEqual([
      [10, null],
      [bytes.length, bytes.length],
    ]);
    expect(pools.packagedSync("micropython").artifact.python).toBe("micropython");
  });

  it("refuses an artifact of another Python", async () => {
    const pools = new InstancePools(platform);
    const sources = { wasm: bytes, marked: null, image: null, library: null };
    await expect(pools.provide("cpython", sources)).rejects.toThrow(
      'option python is "cpython"; the artifact is "micropython"',
    );
  });
});
