import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

const SCRIPT = join(import.meta.dirname, "../../scripts/check-paths.mjs");

describe("checking the paths that documents name", () => {
  let root: string;

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "check-paths-test-"));
    write("src/base/options.ts", "");
    write("src/0001-a-patch.patch", "");
    write("docs/other.md", "# One `part`, and more\n");
  });

  afterEach(() => rmSync(root, { recursive: true }));

  function write(path: string, text: string): void {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }

  /** The problems with a document in `docs/`. */
  function check(text: string): string {
    write("docs/page.md", text);
    return spawnSync(process.execPath, [SCRIPT, root], { encoding: "utf8" }).stderr;
  }

  it("finds nothing wrong with paths that exist", () => {
    expect(
      check(
        "`src/base/options.ts`, `src/base/`, `src/0001-…`, `src/*/options.ts`, [a](other.md#one-part-and-more), [b](../src/base)",
      ),
    ).toBe("");
  });

  it("ignores what is not a path in the repository", () => {
    expect(
      check(
        "`a/b`, `src`, `docs/<name>.md`, [w](https://example.com/x), [s](../src/base/options.ts#L3)\n\n```\n`src/x`\n```\n",
      ),
    ).toBe("");
  });

  it.each([
    ["a path in backticks", "See\n`src/gone.ts`.", "docs/page.md:2: src/gone.ts does not exist"],
    ["an abbreviated path", "`src/0002-…`", "docs/page.md:1: src/0002-… does not exist"],
    ["a link", "[a](gone.md)", "docs/page.md:1: gone.md does not exist"],
    ["a heading", "[a](other.md#gone)", "docs/page.md:1: other.md#gone does not exist"],
    [
      "a heading of its own",
      "# Here\n\n[a](#here) [b](#gone)",
      "docs/page.md:3: #gone does not exist",
    ],
  ])("names %s that does not exist", (_, text, message) => {
    expect(check(text)).toBe(`${message}\n`);
  });
});
