// Writes the table of runtimes into README.md and docs/runtimes.md.
//
// Usage: node scripts/runtimes-table.mjs REPORT
//
// Reads vitest's report, in JSON, of the tests in tests/runtime; each of them says which row it is about.

import { readFileSync, writeFileSync } from "node:fs";

const BEGIN = "<!-- npm run docs:runtimes writes this table -->";
const END = "<!-- end of the table -->";
const TITLES = { workerd: "workerd (Cloudflare Workers)" };
const PYTHONS = { micropython: "MicroPython", cpython: "CPython 3.13" };

const [report = ""] = process.argv.slice(2);
const tests = JSON.parse(readFileSync(report, "utf8")).testResults.flatMap((file) =>
  file.assertionResults.filter(({ meta }) => meta?.tried !== undefined),
);
if (tests.length === 0) throw new Error(`${report} has no tests of runtimes`);

const rows = new Map();
for (const test of tests) {
  const { row } = test.meta.tried;
  rows.set(row, [...(rows.get(row) ?? []), test]);
}
const isLast = ([row]) => Number(row === "bundlers");
const sorted = [...rows].sort((a, b) => isLast(a) - isLast(b));
const lines = sorted.map(([row, own]) => {
  const versions = new Set(own.map(({ meta }) => meta.tried.version).filter(Boolean));
  const cells = Object.keys(PYTHONS).map((python) => cellOf(own, python));
  return `| ${TITLES[row] ?? row} | ${[...versions].join(", ")} | ${cells.join(" | ")} |`;
});
const counts = tests.map(({ meta }) => meta.tried.programs).filter(Boolean);
const table = [
  BEGIN,
  "",
  `| | tested with | ${Object.values(PYTHONS).join(" | ")} |`,
  "| --- | --- | --- | --- |",
  ...lines,
  "",
  `${Math.min(...counts)} programs have the same output and use the same fuel in all these runtimes. Only endless recursion in`,
  "MicroPython ends sooner, and uses less fuel, in web workers.",
  "",
  END,
].join("\n");

for (const path of ["README.md", "docs/runtimes.md"]) {
  const text = readFileSync(path, "utf8");
  const [before, rest] = text.split(BEGIN);
  const [, after] = rest?.split(END) ?? [];
  if (after === undefined) throw new Error(`${path} has no place for the table`);
  writeFileSync(path, before + table + after);
}

/** What the tests of a row say about a Python. */
function cellOf(own, python) {
  if (own.some(({ status }) => status === "failed")) return "failed";
  if (own.every(({ status }) => status !== "passed")) return "not run";
  const tried = own.filter(({ meta }) => meta.tried.pythons.includes(python));
  return tried.some(({ status }) => status === "passed") ? "yes" : "no";
}
