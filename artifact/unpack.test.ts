import { execFileSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { BuildError } from "./progress.js";
import { unpack } from "./unpack.js";

describe("unpacking a source archive", () => {
  let root: string;
  let dir: string;
  let archive: Uint8Array;

  beforeEach(async () => {
    root = mkdtempSync(join(tmpdir(), "unpack-test-"));
    dir = join(root, "source");
    mkdirSync(join(root, "top/py"), { recursive: true });
    writeFileSync(join(root, "top/py/gc.c"), "int gc;\n");
    writeFileSync(join(root, "top/README"), "Read me.\n");
    archive = execFileSync("tar", ["-cz", "-C", root, "top"]);
    await unpack(archive, dir, { strip: 1 });
  });

  afterEach(() => rmSync(root, { recursive: true }));

  const read = (path: string) => readFileSync(join(dir, path), "utf8");
  const again = () => unpack(archive, dir, { strip: 1 });

  it("drops the leading folders", () => {
    expect(read("py/gc.c")).toBe("int gc;\n");
  });

  it("accepts the bytes, compressed or not", async () => {
    const plain = execFileSync("tar", ["-c", "-C", root, "top"]);
    await unpack(plain, join(root, "other"), { strip: 0 });
    expect(readFileSync(join(root, "other/top/README"), "utf8")).toBe("Read me.\n");
  });

  it("keeps an unpacked folder that is unchanged", async () => {
    rmSync(join(root, "top"), { recursive: true });
    archive = new Uint8Array();
    await again();
    expect(read("README")).toBe("Read me.\n");
  });

  it.each([
    ["a file was changed", () => writeFileSync(join(dir, "py/gc.c"), "int evil;\n")],
    ["a file is older than it was", () => utimesSync(join(dir, "README"), 1, 1)],
    ["a file was added", () => writeFileSync(join(dir, "py/more.c"), "")],
    ["a file is gone", () => rmSync(join(dir, "README"))],
    ["it never got its stamp", () => rmSync(`${dir}.sha256`)],
    ["the stamp says something else", () => writeFileSync(`${dir}.sha256`, "0".repeat(64))],
  ])("replaces a folder if %s", async (_, change) => {
    change();
    await again();
    expect(read("py/gc.c")).toBe("int gc;\n");
    expect(read("README")).toBe("Read me.\n");
    expect(existsSync(join(dir, "py/more.c"))).toBe(false);
  });

  it("leaves nothing that looks complete if the archive is damaged", async () => {
    rmSync(`${dir}.sha256`);
    await expect(unpack(archive.subarray(0, 60), dir, { strip: 1 })).rejects.toThrow(BuildError);
    expect(existsSync(dir)).toBe(false);
    expect(existsSync(`${dir}.sha256`)).toBe(false);
  });
});
