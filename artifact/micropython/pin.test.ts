import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { PINNED_SOURCE } from "./pin.js";

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), "latin1");

describe("the pinned source", () => {
  it("is one exact version, named by its SHA-256", () => {
    expect(PINNED_SOURCE.suite).toMatch(/^[a-z]+$/);
    expect(PINNED_SOURCE.version).toMatch(/^\d+\.\d+\.\d+\+\S+-[\d.]+$/);
    expect(PINNED_SOURCE.sha256).toMatch(/^[0-9a-f]{64}$/);
    const [upstream] = PINNED_SOURCE.version.split("-");
    expect(PINNED_SOURCE.tarball).toBe(`${PINNED_SOURCE.package}_${upstream}.orig.tar.xz`);
  });

  it("matches the MicroPython version in the artifact", () => {
    const version = /"version":"([\d.]+)"/.exec(read("dist/micropython-wasi.wasm"))?.[1];
    expect(PINNED_SOURCE.version.startsWith(`${version}+`)).toBe(true);
  });

  it("matches the MicroPython version in the README", () => {
    const release = /MicroPython (\d+\.\d+) with/.exec(read("README.md"))?.[1];
    expect(PINNED_SOURCE.version.startsWith(`${release}.`)).toBe(true);
  });
});
