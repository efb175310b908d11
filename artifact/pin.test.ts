import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { PINNED_SOURCE } from "./pin.js";

describe("the pinned source", () => {
  it("is one exact version, named by its SHA-256", () => {
    expect(PINNED_SOURCE.sha256).toMatch(/^[0-9a-f]{64}$/);
    const [upstream] = PINNED_SOURCE.version.split("-");
    expect(PINNED_SOURCE.tarball).toBe(`${PINNED_SOURCE.package}_${upstream}.orig.tar.xz`);
  });

  it("is the MicroPython that the artifact says it is", () => {
    const artifact = readFileSync(
      new URL("../dist/micropython-wasi.wasm", import.meta.url),
      "latin1",
    );
    const version = /"micropython":"([\d.]+)"/.exec(artifact)?.[1];
    expect(PINNED_SOURCE.version.startsWith(`${version}+`)).toBe(true);
  });
});
