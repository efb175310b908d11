import { describe, expect, it } from "vitest";
import { paintFor } from "./colours.js";
import { cellsOf, Screen } from "./screen.js";
import { showSource } from "./shown-source.js";

/** A screen, and what was written to it since it was asked last. */
function screenOf(columns: number, env: NodeJS.ProcessEnv = { NO_COLOR: "1" }) {
  let written = "";
  const output = {
    columns,
    write: (text: string) => {
      written += text;
    },
  };
  const screen = new Screen(output, paintFor(true, env));
  const show = (text: string, cursor = text.length) => {
    const shown = showSource(text, cursor, "");
    screen.draw(shown.cells, shown.cursor);
    const drawn = written;
    written = "";
    return drawn;
  };
  return { screen, show };
}

describe("the screen", () => {
  it("writes only what changes", () => {
    const { show } = screenOf(80);
    expect(show("ab")).toBe("ab");
    expect(show("abc")).toBe("c");
    expect(show("abc", 1)).toBe("\u001b[2G");
    expect(show("axbc", 2)).toBe("\u001b[Jxbc\u001b[3G");
    expect(show("abc", 1)).toBe("\u001b[2G\u001b[Jbc\u001b[2G");
    expect(show("abc", 1)).toBe("");
  });

  it("counts wide characters, joined ones and line ends", () => {
    const { show } = screenOf(80);
    show("漢👩‍👩‍👧e\u0301x");
    expect(show("漢👩‍👩‍👧e\u0301x", "漢👩‍👩‍👧".length)).toBe("\u001b[5G");
    expect(show("a\nb")).toBe("\u001b[1G\u001b[Ja\r\n... b");
    expect(show("a\nb", 1)).toBe("\u001b[1A\u001b[2G");
  });

  it("knows where the terminal wraps", () => {
    const { show } = screenOf(4);
    expect(show("abcd")).toBe("abcd \r");
    expect(show("abcd", 0)).toBe("\u001b[1A");
    expect(show("abcde")).toBe("\u001b[1Be");
    expect(show("abc漢")).toBe("\u001b[1A\u001b[4G\u001b[J漢");
    expect(show("abc漢", 3)).toBe("\u001b[1G");
  });

  it("colours source, also where a string began on a line before", () => {
    const { show } = screenOf(80, {});
    expect(show("if 'a'")).toBe("\u001b[1;34mif\u001b[0m \u001b[32m'a'\u001b[0m");
    const { cells } = showSource("a''' if", 0, "x = '''\n");
    expect(cells.map(({ style }) => style).join(" ")).toBe(
      "string string string string plain keyword keyword",
    );
  });

  it("shows no control character", () => {
    const cells = cellsOf("a\u001b[2J\u0007\u009b\u001b[31mb", "plain");
    expect(cells.map(({ text }) => text).join("")).toBe("a?[2J??\u001b[31mb");
  });
});

describe("colours", () => {
  it.each<[boolean, NodeJS.ProcessEnv, boolean]>([
    [true, {}, true],
    [true, { NO_COLOR: "" }, true],
    [true, { NO_COLOR: "1" }, false],
    [true, { TERM: "dumb" }, false],
    [true, { TERM: "dumb", FORCE_COLOR: "1" }, true],
    [true, { FORCE_COLOR: "0" }, false],
    [false, {}, false],
    [false, { FORCE_COLOR: "1" }, true],
    [false, { FORCE_COLOR: "1", NO_COLOR: "1" }, false],
  ])("on a terminal: %s, with %j: %s", (isTerminal, env, hasColours) => {
    expect(paintFor(isTerminal, env)("error", "x") !== "x").toBe(hasColours);
  });
});
