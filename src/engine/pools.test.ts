import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { MARKS_BEFORE_MEMORY } from "../abi/page-marks.js";
import { MicroPythonArtifactNotFoundError } from "../base/errors.js";
import { testPlatform } from "../base/platform.test-tools.js";
import type { InstancePool } from "./pool.js";
import { InstancePools } from "./pools.js";

const read = (name: string) => readFileSync(new URL(`../../dist/${name}`, import.meta.url));
const bytes = read("micropython-wasi.wasm");
const marked = read("micropython-wasi.marked.wasm");
const packaged = {
  micropython: { artifact: "micropython.wasm", marked: "marked.wasm", image: null, library: null },
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

/** Files by name; those that were read. */
function withFiles(files: Record<string, Uint8Array>, canReadSync = true) {
  const asked: string[] = [];
  const loadSync = (location: unknown) => {
    asked.push(String(location));
    const content = files[String(location)];
    if (content === undefined) throw new MicroPythonArtifactNotFoundError(String(location));
    return content;
  };
  const platform = testPlatform({
    packaged,
    loadSync: canReadSync ? loadSync : null,
    loadArtifact: async (location) => loadSync(location),
  });
  return { pools: new InstancePools(platform), asked };
}

/** An image of so many bytes. */
const imageOf = (pool: InstancePool, bytes: number) =>
  pool.startingFrom({ kind: "whole", memory: new Uint8Array(bytes), elapsedMs: 0 }, []);

describe("the pool of an image", () => {
  const both = { "micropython.wasm": bytes, "marked.wasm": marked };
  const sources = { wasm: null, marked: null, image: null, library: null };
  const marksOf = ({ artifact }: InstancePool) => artifact.pageMarksAt;

  it("keeps page marks if the image is large; their artifact is loaded once, and then only", async () => {
    const { pools, asked } = withFiles(both);
    const booted = await pools.packaged("micropython");
    const small = imageOf(booted, 2 ** 20);
    expect(await pools.forImage(small)).toBe(small);
    expect(pools.forImageSync(small)).toBe(small);
    expect(asked).toEqual(["micropython.wasm"]);
    for (const large of [
      await pools.forImage(imageOf(booted, 2 ** 21)),
      pools.forImageSync(imageOf(booted, 2 ** 21)),
    ]) {
      expect(marksOf(large)).toBe(MARKS_BEFORE_MEMORY);
      expect(large.image.memory).toHaveLength(2 ** 21);
      expect(large.booted.image).toBe(booted.image);
      expect(pools.isPackaged(large)).toBe(true);
      expect(await pools.forImage(large)).toBe(large);
    }
    expect(asked).toEqual(["micropython.wasm", "marked.wasm"]);
  });

  it("is loaded synchronously, too", () => {
    const { pools } = withFiles(both);
    const booted = pools.packagedSync("micropython");
    expect(marksOf(pools.forImageSync(imageOf(booted, 2 ** 21)))).toBe(MARKS_BEFORE_MEMORY);
  });

  it("copies memory where the other artifact cannot be loaded, or is of another build", async () => {
    for (const files of [
      { "micropython.wasm": bytes },
      { "micropython.wasm": bytes, "marked.wasm": bytes },
      { "micropython.wasm": bytes, "marked.wasm": read("cpython-wasi.wasm") },
      { "micropython.wasm": bytes, "marked.wasm": new TextEncoder().encode("<!doctype html>") },
    ]) {
      const { pools, asked } = withFiles(files);
      const large = imageOf(await pools.packaged("micropython"), 2 ** 21);
      expect(pools.forImageSync(large)).toBe(large);
      expect(await pools.forImage(large)).toBe(large);
      expect(asked.filter((name) => name === "marked.wasm")).toHaveLength(1);
    }
  });

  it("copies memory where files cannot be read synchronously, until the other artifact is there", async () => {
    const { pools } = withFiles(both, false);
    const large = imageOf(await pools.packaged("micropython"), 2 ** 21);
    expect(pools.forImageSync(large)).toBe(large);
    expect(marksOf(await pools.forImage(large))).toBe(MARKS_BEFORE_MEMORY);
    expect(marksOf(pools.forImageSync(large))).toBe(MARKS_BEFORE_MEMORY);
  });

  it("looks for no other artifact if MicroPython was loaded from elsewhere", async () => {
    const { pools, asked } = withFiles(both);
    await pools.provide("micropython", { ...sources, wasm: bytes });
    const large = imageOf(pools.packagedSync("micropython"), 2 ** 21);
    expect(await pools.forImage(large)).toBe(large);
    const own = imageOf(pools.loadSync(bytes), 2 ** 21);
    expect(pools.forImageSync(own)).toBe(own);
    expect(asked).toEqual([]);
  });

  it("uses the one that was loaded with it", async () => {
    const { pools, asked } = withFiles({ "micropython.wasm": bytes }, false);
    await pools.provide("micropython", { ...sources, marked });
    const large = imageOf(pools.packagedSync("micropython"), 2 ** 21);
    expect(marksOf(pools.forImageSync(large))).toBe(MARKS_BEFORE_MEMORY);
    expect(asked).toEqual(["micropython.wasm"]);
    await expect(pools.provide("micropython", { ...sources, marked: bytes })).rejects.toThrow(
      "it is not the same with page marks",
    );
  });
});
