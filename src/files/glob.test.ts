import { describe, expect, it } from "vitest";
import { PathPatterns } from "./glob.js";

const matches = (pattern: string, path: string) =>
  new PathPatterns([pattern]).match(path === "" ? [] : path.split("/"));

describe("a pattern", () => {
  it.each([
    ["a.csv", "a.csv", true],
    ["a.csv", "b/a.csv", false],
    ["*.csv", "a.csv", true],
    ["*.csv", ".csv", true],
    ["*.csv", "a/b.csv", false],
    ["*.csv", "a.csv.txt", false],
    ["*a*b*", "xaybz", true],
    ["*a*b*", "xbya", false],
    ["a?c", "abc", true],
    ["a?c", "a😀c", true],
    ["a?c", "ac", false],
    ["**", "", true],
    ["**", "a/b/c", true],
    ["**/*.csv", "a.csv", true],
    ["**/*.csv", "a/b/c.csv", true],
    ["a/**", "a", true],
    ["a/**", "a/b/c", true],
    ["a/**", "ab/c", false],
    ["a/**/z", "a/z", true],
    ["a/**/z", "a/b/c/z", true],
    ["a/**/z", "a/b/c/zz", false],
    ["**/b/**/d", "a/b/c/b/d", true],
    ["*/*", "a/b", true],
    ["*/*", "a", false],
    ["[a]", "a", false],
    ["[a]", "[a]", true],
    ["A", "a", false],
    ["é", "e\u0301", false],
  ])("%s, matched against %s, is %s", (pattern, path, expected) => {
    expect(matches(pattern, path)).toBe(expected);
  });

  it("is never slow, whatever it is matched against", () => {
    const start = performance.now();
    expect(matches(`${"*a".repeat(100)}b`, "a".repeat(255))).toBe(false);
    expect(matches(`${"**/a/".repeat(50)}b`, Array(500).fill("a").join("/"))).toBe(false);
    expect(performance.now() - start).toBeLessThan(10_000);
  });

  it("can be one of many", () => {
    const patterns = new PathPatterns(["a", "b"]);
    expect(["a", "b", "c"].map((name) => patterns.match([name]))).toEqual([true, true, false]);
    expect(new PathPatterns([]).match(["a"])).toBe(false);
  });
});
