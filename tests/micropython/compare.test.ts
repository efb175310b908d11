import { expect, test } from "vitest";
import { difference, matches } from "./compare.js";

test("output must equal the expected output", () => {
  expect(matches("a\nb\n", "a\nb\n")).toBe(true);
  expect(matches("a\nb\n", "a\n")).toBe(false);
  expect(matches("a\n", "a\nb\n")).toBe(false);
  expect(matches("a\n", "a")).toBe(false);
});

test("a line of eight hashes matches any lines, and other lines are patterns", () => {
  const expected = "########\nstart (x)\nsize: \\\\d\\+\n########\ndone\n";
  expect(matches(expected, "noise\nstart (x)\nsize: 12\nmore\nnoise\ndone\n")).toBe(true);
  expect(matches(expected, "start (x)\nsize: 1\ndone\n")).toBe(true);
  expect(matches(expected, "start (x)\nsize: none\ndone\n")).toBe(false);
  expect(matches(expected, "start (x)\nsize: 12\nmore\n")).toBe(false);
  expect(matches(expected, "start (x)\nsize: 12\ndone\nleft over\n")).toBe(false);
});

test("a difference is shown from the first line that differs", () => {
  const shown = difference("same\nwanted\n", "same\ngot\n");
  expect(shown).toContain("at line 2");
  expect(shown).toContain("expected: wanted");
  expect(shown).not.toContain("same");
});
