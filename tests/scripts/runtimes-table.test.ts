import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { BUNDLERS } from "../runtime/bundlers.js";
import type { Tried } from "../runtime/runtime.js";
import { RUNTIMES } from "../runtime/runtimes.js";

const ROOT = join(import.meta.dirname, "../..");
const SCRIPT = join(ROOT, "scripts/runtimes-table.mjs");
const TABLE = /<!-- npm run docs:runtimes .*?<!-- end of the table -->/s;
const tableIn = (path: string) => TABLE.exec(readFileSync(join(ROOT, path), "utf8"))?.[0] ?? "";

const folder = mkdtempSync(join(tmpdir(), "runtimes-table-"));
afterAll(() => rmSync(folder, { recursive: true }));

describe("the table of runtimes", () => {
  it("is the same in README.md and in docs/runtimes.md", () => {
    expect(tableIn("README.md")).toBe(tableIn("docs/runtimes.md"));
  });

  it("has everything that is tried, in the versions that npm installs", () => {
    const table = tableIn("README.md");
    for (const { row, version } of RUNTIMES) {
      const cells = table.split("\n").find((line) => line.startsWith(`| ${row}`));
      expect(cells).toMatch(/\| (yes|no) \| (yes|no) \|$/);
      if (!["pages", "web workers"].includes(row)) expect(cells).toContain(version());
    }
    for (const { version } of BUNDLERS) expect(table).toContain(version);
  });

  it("says what the report says", () => {
    const report = join(folder, "report.json");
    const test = (status: string, tried: Tried) => ({ status, meta: { tried } });
    const both = ["micropython", "cpython"];
    const assertionResults = [
      test("passed", { row: "Node.js", version: "20", pythons: both, programs: 500 }),
      test("passed", { row: "Node.js", version: "22", pythons: both, programs: 500 }),
      test("passed", { row: "workerd", version: "1", pythons: ["micropython"], programs: 500 }),
      test("skipped", { row: "pages", version: "", pythons: [] }),
      test("failed", { row: "Bun", version: "1.4", pythons: both, programs: 500 }),
      { status: "passed", meta: {} },
    ];
    writeFileSync(report, JSON.stringify({ testResults: [{ assertionResults }] }));
    mkdirSync(join(folder, "docs"), { recursive: true });
    const empty =
      "a\n<!-- npm run docs:runtimes writes this table --><!-- end of the table -->\nb\n";
    for (const path of ["README.md", "docs/runtimes.md"]) writeFileSync(join(folder, path), empty);
    execFileSync(process.execPath, [SCRIPT, report], { cwd: folder });
    const written = readFileSync(join(folder, "README.md"), "utf8");
    expect(written.split("\n").filter((line) => line.startsWith("| "))).toEqual([
      "| | tested with | MicroPython | CPython 3.13 |",
      "| --- | --- | --- | --- |",
      "| Node.js | 20, 22 | yes | yes |",
      "| workerd (Cloudflare Workers) | 1 | yes | no |",
      "| pages |  | not run | not run |",
      "| Bun | 1.4 | failed | failed |",
    ]);
    expect(written).toMatch(/^a\n.*\n500 programs have the same output.*\nb\n$/s);
  });
});
