import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { getFile, putFile, type Tree } from "./clang.js";
import { applyPatches } from "./patch.js";
import { BuildError } from "./progress.js";

/** A patch that replaces one line of py/file.c by another. */
const replacing = (before: string, after: string) =>
  `--- a/py/file.c\n+++ b/py/file.c\n@@ -1,3 +1,3 @@\n one\n-${before}\n+${after}\n three\n`;

describe("the port's patches", () => {
  let portDir: string;
  let tree: Tree;

  beforeEach(() => {
    portDir = mkdtempSync(join(tmpdir(), "patch-test-"));
    mkdirSync(join(portDir, "patches"));
    tree = {};
    putFile(tree, "micropython/py/file.c", "one\ntwo\nthree\n");
  });

  afterEach(() => rmSync(portDir, { recursive: true }));

  const write = (name: string, text: string) => writeFileSync(join(portDir, "patches", name), text);
  const patched = () => getFile(tree, "micropython/py/file.c");

  it("change MicroPython's files in memory", () => {
    write("0001-change.patch", replacing("two", "zwei"));
    applyPatches(tree, "micropython", portDir);
    expect(patched()).toBe("one\nzwei\nthree\n");
  });

  it("are applied in the order of their names, each to the result of the last", () => {
    write("0002-second.patch", replacing("zwei", "deux"));
    write("0001-first.patch", replacing("two", "zwei"));
    applyPatches(tree, "micropython", portDir);
    expect(patched()).toBe("one\ndeux\nthree\n");
  });

  it("can begin with an explanation", () => {
    write("0001-change.patch", `Say two in German.\n\n${replacing("two", "zwei")}`);
    applyPatches(tree, "micropython", portDir);
    expect(patched()).toBe("one\nzwei\nthree\n");
  });

  it("are the files that end in .patch, and no others", () => {
    write("README.md", "Not a patch.");
    applyPatches(tree, "micropython", portDir);
    expect(patched()).toBe("one\ntwo\nthree\n");
  });

  it("refuse a file with unexpected content, by name", () => {
    write("0001-change.patch", replacing("another line", "zwei"));
    expect(() => applyPatches(tree, "micropython", portDir)).toThrow(
      new BuildError("the patch 0001-change.patch does not fit micropython/py/file.c"),
    );
  });

  it("refuse a MicroPython without the file", () => {
    write("0001-change.patch", replacing("two", "zwei").replaceAll("py/file.c", "py/gone.c"));
    expect(() => applyPatches(tree, "micropython", portDir)).toThrow(
      "the patch 0001-change.patch does not fit micropython/py/gone.c",
    );
  });
});

describe("the patches in the repository", () => {
  const ports = new URL("../port/", import.meta.url);
  const patches = [...readdirSync(ports), "cpython/sqlite"].flatMap((port) => {
    const dir = new URL(`${port}/patches/`, ports);
    const names = existsSync(dir) ? readdirSync(dir) : [];
    return names.map((name) => ({
      name: `${port}/${name}`,
      text: readFileSync(new URL(name, dir), "utf8"),
    }));
  });

  it.each(patches)("say why they are needed: $name", ({ text }) => {
    const header = text.slice(0, text.search(/^--- /m));
    expect(header).toMatch(/^\S.*\.\n\n/s);
    expect(header).toMatch(/^Why: \S/m);
    expect(header).toMatch(/^Upstream: \S/m);
    expect(header).toMatch(/\bTo drop: \S/);
  });

  it("are numbered, and no two of a port have the same number", () => {
    const numbers = patches.map(({ name }) => /^[\w/]+\/\d{4}(?=-)/.exec(name)?.[0]);
    expect(numbers).not.toContain(undefined);
    expect(new Set(numbers).size).toBe(numbers.length);
  });
});
