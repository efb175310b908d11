import { describe, expect, it } from "vitest";
import { tokensOf } from "./highlight.js";

const coloured = (source: string) =>
  tokensOf(source).map(({ start, end, style }) => [source.slice(start, end), style]);

describe("Python source", () => {
  it.each([
    ["if x1: return None", ["if keyword", "return keyword", "None keyword"]],
    ["iffy = not_", []],
    [
      "x = 0xFF + 1_000 + 1.5e-3j + .5",
      ["0xFF number", "1_000 number", "1.5e-3j number", ".5 number"],
    ],
    ["f('a # b') # c 'd'", ["'a # b' string", "# c 'd' comment"]],
    ["rb'\\'' + f\"{x}\"", ["rb'\\'' string", 'f"{x}" string']],
    ['"""a\n"b" # c""" + \'\'', ['"""a\n"b" # c""" string', "'' string"]],
    ["'a\nif", ["'a string", "if keyword"]],
    ["größe = 'é'", ["'é' string"]],
  ])("%j is coloured", (source, tokens) => {
    expect(coloured(source).map(([text, style]) => `${text} ${style}`)).toEqual(tokens);
  });

  it.each([
    ["'abc", true],
    ["'abc'", false],
    ["'''abc'", true],
    ["'''abc\\'''", true],
    ["f('''abc\n", true],
    ["# abc", true],
    ["# abc\n", false],
    ["'abc\n", false],
  ])("%j ends within a string or comment: %s", (source, isOpen) => {
    expect(tokensOf(source).at(-1)?.isOpen).toBe(isOpen);
  });

  it("is coloured quickly, even if it is hostile", () => {
    const hostile = [
      "'\\".repeat(20_000),
      '"'.repeat(49_999),
      "1_".repeat(24_000),
      "rb".repeat(24_000),
    ];
    const start = performance.now();
    for (const source of hostile) tokensOf(source);
    expect(performance.now() - start).toBeLessThan(2000);
  });
});
