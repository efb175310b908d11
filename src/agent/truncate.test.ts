import { expect, it } from "vitest";
import { cutMiddle } from "./truncate.js";

it("a short text stays as it is", () => {
  expect(cutMiddle("x".repeat(300), 300)).toBe("x".repeat(300));
});

it("a long text loses its middle, and says how much", () => {
  const text = "x".repeat(1_000_000);
  expect(cutMiddle(text, 300)).toBe(
    `${"x".repeat(200)}\n[… 999,700 characters cut …]\n${"x".repeat(100)}`,
  );
});

it("cuts are between lines where some are near", () => {
  const lines = Array.from({ length: 500 }, (_, i) => `line ${i}`);
  const kept = cutMiddle(lines.join("\n"), 600)
    .split("\n")
    .filter((line) => !line.startsWith("[…"));
  expect(kept.every((line) => lines.includes(line))).toBe(true);
});

it("no character is cut in two", () => {
  for (let length = 300; length < 304; length++) {
    expect(cutMiddle("😀".repeat(1000), length)).not.toMatch(/\p{Surrogate}/u);
  }
});
