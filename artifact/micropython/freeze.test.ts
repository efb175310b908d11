import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { frozenContent, listFrozenModules, withoutLayout } from "./freeze.js";

/** Reads the C string literals that an array is initialised with, as a compiler would. */
function readStrings(c: string, array: string): Buffer {
  const start = c.indexOf(`const char ${array}[] =`);
  const literals = /(?:\s*"(?:[^"\\\n]|\\.)*")+\s*;/.exec(c.slice(start))?.[0] ?? "";
  const bytes: number[] = [];
  for (const [, literal = ""] of literals.matchAll(/"((?:[^"\\\n]|\\.)*)"/g)) {
    for (const [piece, octal, escaped] of literal.matchAll(/\\([0-7]{1,3})|\\(.)|[^\\]/g)) {
      if (octal !== undefined) bytes.push(Number.parseInt(octal, 8));
      else bytes.push((escaped === "n" ? "\n" : (escaped ?? piece)).charCodeAt(0));
    }
  }
  return Buffer.from(bytes);
}

function readSizes(c: string): number[] {
  const sizes = /mp_frozen_str_sizes\[\] = \{([^}]*)\}/.exec(c)?.[1] ?? "";
  return sizes.split(",").map(Number);
}

describe("frozen modules", () => {
  it("survive the C file unchanged", () => {
    const text = fc.string({ unit: "binary", maxLength: 80 });
    const pythonLike = fc
      .array(fc.constantFrom('"', "\\", "\n", "\r", "\t", "?", "0", "7", "n", "é", "👩‍👩‍👧", "\\0"))
      .map((pieces) => pieces.join(""));
    const module = fc.record({
      path: fc.constantFrom("zlib.py", "asyncio/core.py", "naïve.py"),
      source: fc.oneof(text, pythonLike),
    });
    fc.assert(
      fc.property(fc.array(module, { minLength: 1, maxLength: 4 }), (modules) => {
        const c = frozenContent(modules);
        const joined = (parts: string[]) =>
          Buffer.from([...parts, ""].map((part) => `${part}\0`).join(""));
        expect(readStrings(c, "mp_frozen_str_content")).toEqual(
          joined(modules.map(({ source }) => source)),
        );
        expect(readStrings(c, "mp_frozen_names")).toEqual(joined(modules.map(({ path }) => path)));
        expect(readSizes(c)).toEqual([
          ...modules.map(({ source }) => Buffer.byteLength(source)),
          0,
        ]);
      }),
    );
  });

  it("are written in ASCII, whatever they contain", () => {
    expect(frozenContent([{ path: "a.py", source: 'print("ÿ\t👍")\n' }])).toMatch(/^[\n -~]*$/);
  });

  it("never become a trigraph or a longer escape", () => {
    const c = frozenContent([{ path: "a.py", source: "\x017 \xff8" }]);
    expect(readStrings(c, "mp_frozen_str_content").toString()).toBe("\x017 \xff8\0\0");
  });
});

describe("the source of a frozen module", () => {
  it("has the lines of the file, without comments and with small indents", () => {
    const source = "# a\ndef f():\n    if a:  # b\n        # c\n        return '#'\n";
    expect(withoutLayout(source)).toBe("\ndef f():\n if a:  # b\n\n  return '#'\n");
  });

  it("keeps texts of several lines", () => {
    const source = 'def f():\n    return """\n    # a\n    """\n    # b\n';
    expect(withoutLayout(source)).toBe('def f():\n return """\n    # a\n    """\n\n');
  });
});

describe("the list of frozen modules", () => {
  let root: string;

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "freeze-test-"));
    for (const [path, source] of Object.entries({
      "port/common/python/shared.py": "shared = 1",
      "port/micropython/python/zlib.py": "zlib = 1",
      "port/micropython/python/notes.txt": "",
      "port/micropython/python/asyncio/core.py": "core = 1",
      "port/micropython/python/asyncio/__init__.py": "init = 1",
    })) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), source);
    }
  });

  afterEach(() => rmSync(root, { recursive: true }));

  it("has the port's modules and those of all Pythons, by path", () => {
    expect(listFrozenModules(join(root, "port/micropython"))).toEqual([
      { path: "asyncio/__init__.py", source: "init = 1" },
      { path: "asyncio/core.py", source: "core = 1" },
      { path: "shared.py", source: "shared = 1" },
      { path: "zlib.py", source: "zlib = 1" },
    ]);
  });
});
