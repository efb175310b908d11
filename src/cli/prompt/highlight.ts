import type { Style } from "./colours.js";

/** A piece of Python source with one colour. */
export interface Token {
  readonly start: number;
  readonly end: number;
  readonly style: Style;
  /** Whether it is a string or comment that is not closed at the end of the source. */
  readonly isOpen: boolean;
}

export const KEYWORDS: readonly string[] =
  `False None True and as assert async await break class continue def del elif else except finally for
  from global if import in is lambda nonlocal not or pass raise return try while with yield`.split(
    /\s+/,
  );

/** Colouring longer texts would slow typing down. */
const MAX_LENGTH = 50_000;

const PREFIX = "(?:[rR]?[bBfF]|[bBfF][rR]|[rRuU])?";

const TOKEN = new RegExp(
  [
    "(?<comment>#[^\\n]*)",
    `${PREFIX}(?<triple>"""|''')(?:\\\\[^]|(?!\\k<triple>)[^])*(?<tripleEnd>\\k<triple>)?`,
    `${PREFIX}(?<quote>["'])(?:\\\\[^]|(?!\\k<quote>)[^\\n])*(?<quoteEnd>\\k<quote>)?`,
    "(?<number>0[xXoObB][\\da-fA-F_]+|(?:\\d[\\d_]*\\.?[\\d_]*|\\.\\d[\\d_]*)(?:[eE][+-]?\\d+)?[jJ]?)",
    "(?<name>[\\p{L}\\p{Nl}_][\\p{L}\\p{M}\\p{N}_]*)",
  ].join("|"),
  "gu",
);

/** Finds the coloured tokens in Python source, complete or not. */
export function tokensOf(source: string): Token[] {
  if (source.length > MAX_LENGTH) return [];
  const tokens: Token[] = [];
  for (const { 0: text, index: start, groups = {} } of source.matchAll(TOKEN)) {
    const style = styleOf(groups);
    if (style === "plain") continue;
    const end = start + text.length;
    const isClosed = (groups.tripleEnd ?? groups.quoteEnd) !== undefined;
    const canGoOn = style === "comment" || (style === "string" && !isClosed);
    tokens.push({ start, end, style, isOpen: canGoOn && end === source.length });
  }
  return tokens;
}

function styleOf({ comment, triple, quote, number, name }: Record<string, string>): Style {
  if (comment !== undefined) return "comment";
  if ((triple ?? quote) !== undefined) return "string";
  if (number !== undefined) return "number";
  return name !== undefined && KEYWORDS.includes(name) ? "keyword" : "plain";
}
