import { describe, expect, it } from "vitest";
import { visible } from "./visible.js";

describe("a program's text on a terminal", () => {
  it.each([
    ["plain\ttext\r\n", "plain\ttext\r\n"],
    ["\u001b[31mred\u001b[0m", "\u001b[31mred\u001b[0m"],
    ["\u001b[38;5;196mred", "\u001b[38;5;196mred"],
    ["\u001b]52;c;ZXZpbA==\u0007", "\\x1b]52;c;ZXZpbA==\\x07"],
    ["\u001b[2J\u001b[H", "\\x1b[2J\\x1b[H"],
    ["\u009b2J", "\\x9b2J"],
    ["half \u001b[3", "half \\x1b[3"],
    ["\b\u0000\u007f", "\\x08\\x00\\x7f"],
    ["é😀", "é😀"],
  ])("%j is shown as %j", (text, shown) => {
    expect(visible(text)).toBe(shown);
  });
});
