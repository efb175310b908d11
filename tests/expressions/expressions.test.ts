import { existsSync, readdirSync, readFileSync } from "node:fs";
import { runSync } from "micropython-wasm";
import { describe, expect, it } from "vitest";

const read = (name: string) => readFileSync(new URL(name, import.meta.url), "utf8");

/** Lines of an expression and CPython's answer, which `make.py` wrote. */
const cases = (file: string): [expression: string, answer: string][] =>
  read(file)
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));

/** What is run before the expressions of a file. */
function setup(file: string): string {
  const name = file.replace(/jsonl$/, "py");
  return existsSync(new URL(name, import.meta.url)) ? read(name) : "";
}

/** What MicroPython answers, in the order of the expressions. */
function answers(before: string, expressions: readonly string[]): string[] {
  const program = `${read("show.py")}${before}
import json
for line in open("/cases/expressions"):
    print(answer(json.loads(line)))
`;
  const text = expressions.map((expression) => JSON.stringify(expression)).join("\n");
  const { stdout } = runSync(program, {
    mounts: [{ path: "/cases", files: { expressions: text } }],
    fuel: 5e9,
    wallTimeoutMs: 60_000,
    maxStdoutBytes: 1 << 24,
  });
  return stdout.trimEnd().split("\n");
}

describe("MicroPython matches CPython", () => {
  const files = readdirSync(new URL(".", import.meta.url)).filter((name) =>
    name.endsWith(".jsonl"),
  );

  it.each(files)("expressions of %s", (file) => {
    const expected = cases(file);
    const got = answers(
      setup(file),
      expected.map(([expression]) => expression),
    );
    const wrong = expected.flatMap(([expression, answer], i) =>
      got[i] === answer ? [] : [{ expression, answer, got: got[i] }],
    );
    expect(wrong).toEqual([]);
  });
});
