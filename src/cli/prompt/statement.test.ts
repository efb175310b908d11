import { MicroPythonSessionSync } from "micropython-wasm";
import { describe, expect, it } from "vitest";
import { Statement } from "./statement.js";

const session = new MicroPythonSessionSync();

/** What becomes of lines that are typed one after the other, or pasted at once. */
async function statements(lines: string[], { pasted = false } = {}): Promise<string[]> {
  const statement = new Statement(async (source) => session.isComplete(source));
  const ready: string[] = [];
  for (const [i, line] of lines.entries()) {
    const upcoming = lines.slice(i + 1).find((next) => next.trim() !== "") ?? null;
    ready.push(...(await statement.add(line, pasted ? upcoming : null)));
  }
  return ready;
}

describe("lines that are typed", () => {
  it("are statements of one line each", async () => {
    expect(await statements(["x = 1", "", "x"])).toEqual(["x = 1", "x"]);
  });

  it("are one statement up to the closing bracket or quote", async () => {
    expect(await statements(["f(", "1", ")"])).toEqual(["f(\n1\n)"]);
    expect(await statements(['"""a', "", "if", '"""'])).toEqual(['"""a\n\nif\n"""']);
    expect(await statements(["x = 1 + \\", "2"])).toEqual(["x = 1 + \\\n2"]);
  });

  it("are one statement up to the empty line after a block, with any indentation", async () => {
    expect(await statements(["if x:", "  y", "else:", "  z", ""])).toEqual([
      "if x:\n  y\nelse:\n  z\n",
    ]);
    expect(await statements(["for x in y:", "    z", "    "])).toEqual(["for x in y:\n    z\n"]);
  });

  it("begin another statement where they are no longer indented", async () => {
    expect(await statements(["def f():", "  1", "f()"])).toEqual(["def f():\n  1", "f()"]);
    expect(await statements(["@d", "def f():", "  1", "# more", "  2", ""])).toEqual([
      "@d\ndef f():\n  1\n# more\n  2\n",
    ]);
  });
});

describe("lines that are pasted", () => {
  it("may have empty lines within a body", async () => {
    const lines = ["def f():", "  a = 1", "", "  return a", "", "f()"];
    expect(await statements(lines, { pasted: true })).toEqual([
      "def f():\n  a = 1\n\n  return a\n",
      "f()",
    ]);
  });
});

describe("the next line", () => {
  it.each([
    [["x = 1"], ""],
    [["if x:"], "    "],
    [["if x:", "  if y:"], "      "],
    [["if x:", "    y"], "    "],
    [["f(", "  1,"], ""],
    [["x = \\"], ""],
  ])("after %j starts with %j", async (lines, indent) => {
    const statement = new Statement(async (source) => session.isComplete(source));
    for (const line of lines) await statement.add(line, null);
    expect(await statement.nextIndent()).toBe(indent);
  });
});
