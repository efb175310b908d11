import { describe, expect, it } from "vitest";
import { EditedText } from "./edited-text.js";
import { widthOf } from "./width.js";

/** A text with the cursor where the bar is. */
function edited(shown: string): EditedText {
  const text = new EditedText();
  const [before = "", after = ""] = shown.split("|");
  text.replace(before + after, before.length);
  return text;
}

const shown = ({ text, cursor }: EditedText) => `${text.slice(0, cursor)}|${text.slice(cursor)}`;

const FAMILY = "👩‍👩‍👧";
const ACCENTED = "e\u0301";

describe("a text that is edited", () => {
  it.each<[string, "left" | "right" | "deleteLeft" | "deleteRight", string]>([
    [`a${FAMILY}|b`, "left", `a|${FAMILY}b`],
    [`a|${FAMILY}b`, "right", `a${FAMILY}|b`],
    [`a${FAMILY}|b`, "deleteLeft", "a|b"],
    [`a|${FAMILY}b`, "deleteRight", "a|b"],
    [`${ACCENTED}|`, "left", `|${ACCENTED}`],
    [`${ACCENTED}|`, "deleteLeft", "|"],
    ["🇩🇪🇫🇷|", "deleteLeft", "🇩🇪|"],
    ["|", "left", "|"],
    ["|", "right", "|"],
    ["|", "deleteLeft", "|"],
    ["|", "deleteRight", "|"],
    ["a\n|b", "deleteLeft", "a|b"],
    ["if x:\n        |y", "deleteLeft", "if x:\n    |y"],
    ["      |y", "deleteLeft", "    |y"],
  ])("%j, %s: %j", (before, edit, after) => {
    const text = edited(before);
    text[edit]();
    expect(shown(text)).toBe(after);
  });

  it.each<[string, "wordLeft" | "wordRight" | "cutWordLeft" | "cutWordRight", string]>([
    ["foo.bär_1 |", "wordLeft", "foo.|bär_1 "],
    ["|  foo.bar", "wordRight", "  foo|.bar"],
    ["x = foo.bar(|", "cutWordLeft", "x = foo.|"],
    ["|foo.bar", "cutWordRight", "|.bar"],
  ])("%j, %s: %j", (before, edit, after) => {
    const text = edited(before);
    text[edit]();
    expect(shown(text)).toBe(after);
  });

  it.each([
    ["if x:|", "if x:\n    |"],
    ["if x:\n    y|z", "if x:\n    y\n    |z"],
    ["x|", "x\n|"],
  ])("%j, with a new line: %j", (before, after) => {
    const text = edited(before);
    text.newLine();
    expect(shown(text)).toBe(after);
  });

  it("gives back what was cut, and undoes", () => {
    const text = edited("a = |b + c\nd");
    text.cutToLineEnd();
    expect(shown(text)).toBe("a = |\nd");
    text.lineStart();
    text.paste();
    expect(shown(text)).toBe("b + c|a = \nd");
    text.undo();
    text.undo();
    expect(shown(text)).toBe("a = |b + c\nd");
  });

  it("goes from line to line, counting graphemes", () => {
    const text = edited(`abcd\n${FAMILY}xy|\nz`);
    expect(text.up()).toBe(true);
    expect(shown(text)).toBe(`abc|d\n${FAMILY}xy\nz`);
    expect(text.up()).toBe(false);
    text.down();
    expect(shown(text)).toBe(`abcd\n${FAMILY}xy|\nz`);
    expect(text.down()).toBe(true);
    expect(shown(text)).toBe(`abcd\n${FAMILY}xy\nz|`);
    expect(text.down()).toBe(false);
  });
});

describe("the width of", () => {
  it.each([
    ["a", 1],
    ["é", 1],
    [ACCENTED, 1],
    ["漢", 2],
    ["한", 2],
    ["\u1112\u1161\u11ab", 2],
    ["ｆ", 2],
    ["👍", 2],
    ["👍🏽", 2],
    [FAMILY, 2],
    ["🇩🇪", 2],
    ["❤", 1],
    ["❤\u{fe0f}", 2],
    ["©", 1],
    ["\u200b", 0],
  ])("%j is %i", (grapheme, width) => {
    expect(widthOf(grapheme)).toBe(width);
  });
});
