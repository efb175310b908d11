import { describe, expect, it } from "vitest";
import { IncludeGraph } from "./includes.js";

const TREE = {
  "main.c": '#include "near.h"\n#  include <far.h>\n',
  "near.h": "",
  "other.c": "int other;",
  include: { "far.h": '#include "deep/deeper.h"\n', deep: { "deeper.h": "1" } },
  elsewhere: { "near.h": "not searched" },
};

function hashes(tree: typeof TREE, path: string, own: readonly string[] = []): string {
  return new IncludeGraph(tree, ["-O3", "-Iinclude"]).hash(path, own);
}

describe("the cache key of an object", () => {
  it("changes with the file, and with whatever it includes", () => {
    const before = hashes(TREE, "main.c");
    expect(hashes({ ...TREE, "main.c": "" }, "main.c")).not.toBe(before);
    expect(hashes({ ...TREE, "near.h": "2" }, "main.c")).not.toBe(before);
    const include = { ...TREE.include, deep: { "deeper.h": "2" } };
    expect(hashes({ ...TREE, include }, "main.c")).not.toBe(before);
  });

  it("stays when something else changes", () => {
    const changed = { ...TREE, "other.c": "", elsewhere: { "near.h": "changed" } };
    expect(hashes(changed, "main.c")).toBe(hashes(TREE, "main.c"));
  });

  it("changes with what the file's own flags name", () => {
    const changed = { ...TREE, elsewhere: { "near.h": "changed" } };
    for (const own of [["-Ielsewhere"], ["-include", "elsewhere/near.h"]]) {
      expect(hashes(changed, "main.c", own)).not.toBe(hashes(TREE, "main.c", own));
    }
  });

  it("changes with every header when a macro names the included file", () => {
    const tree = { ...TREE, "main.c": "#include HEADER\n" };
    const changed = { ...tree, elsewhere: { "near.h": "changed" } };
    expect(hashes(changed, "main.c")).not.toBe(hashes(tree, "main.c"));
  });
});
