import { describe, expect, it } from "vitest";
import {
  checkLimit,
  checkNumber,
  checkText,
  describe as describeValue,
  wholeNumbers,
} from "./check.js";

describe("text", () => {
  it("can contain any surrogate pair", () => {
    expect(checkText("code", "👩‍💻")).toBe("👩‍💻");
  });

  it("cannot contain a lone surrogate; the error names it and its position", () => {
    expect(() => checkText("code", "ab\ud83d!")).toThrow(
      new TypeError("code has a lone surrogate (U+D83D) at index 2"),
    );
    expect(() => checkText("code", "😀\ude00")).toThrow("(U+DE00) at index 2");
  });
});

describe("a limit", () => {
  const check = (value: unknown) => checkLimit("fuel", value, wholeNumbers(1, 9));

  it("can be a number in range, or null", () => {
    expect([1, 9, null].map(check)).toEqual([1, 9, null]);
  });

  it.each([0, 10, -1, 1.5, Number.NaN, Infinity])("cannot be %s", (value) => {
    expect(() => check(value)).toThrow(
      new RangeError(`option fuel is ${value}; allowed is a whole number from 1 to 9, or null`),
    );
  });

  it.each([
    ["5", 'option fuel is "5"; allowed is a whole number from 1 to 9, or null'],
    [undefined, "option fuel is undefined; allowed is"],
    [5n, "option fuel is 5; allowed is"],
    [{}, "option fuel is an object; allowed is"],
  ])("cannot be of another type", (value, message) => {
    expect(() => check(value)).toThrow(TypeError);
    expect(() => check(value)).toThrow(message);
  });
});

describe("a required number", () => {
  it("cannot be null", () => {
    const check = (value: unknown) => checkNumber("timeoutMs", value, wholeNumbers(1, 9));
    expect(check(9)).toBe(9);
    expect(() => check(null)).toThrow(
      new TypeError("option timeoutMs is null; allowed is a whole number from 1 to 9"),
    );
    expect(() => check(10)).toThrow(RangeError);
  });
});

describe("a value in a message", () => {
  it.each<[unknown, string]>([
    [null, "null"],
    [[1], "an array"],
    [new Date(), "an object"],
    [Math.max, "a function"],
    [Symbol("x"), "Symbol(x)"],
    ['a"b', '"a\\"b"'],
    ["y".repeat(1000), `"${"y".repeat(60)}…"`],
  ])("is named, however odd or long it is", (value, text) => {
    expect(describeValue(value)).toBe(text);
  });
});
