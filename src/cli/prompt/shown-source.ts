import type { Style } from "./colours.js";
import { graphemesOf } from "./edited-text.js";
import { tokensOf } from "./highlight.js";
import { type Cell, cellsOf } from "./screen.js";

/** A text as cells of the screen. */
export interface Shown {
  readonly cells: readonly Cell[];
  /** The index of the cell under the cursor. */
  readonly cursor: number;
}

const CONTINUATION = cellsOf("... ", "prompt");

/**
 * Lays out Python source in colour, with a prompt before each line but the first.
 *
 * @param before the source before it, in which a string may be open; `null` if the text is not source.
 */
export function showSource(text: string, cursor: number, before: string | null): Shown {
  const cells: Cell[] = [];
  const tokens = before === null ? [] : tokensOf(before + text);
  let next = 0;
  let at: number | null = null;
  let offset = 0;
  for (const grapheme of graphemesOf(text)) {
    if (offset >= cursor) at ??= cells.length;
    const place = offset + (before?.length ?? 0);
    while ((tokens[next]?.end ?? Infinity) <= place) next += 1;
    const token = tokens[next];
    const style: Style = token !== undefined && token.start <= place ? token.style : "plain";
    cells.push(...cellsOf(grapheme, style));
    if (grapheme === "\n") cells.push(...CONTINUATION);
    offset += grapheme.length;
  }
  return { cells, cursor: at ?? cells.length };
}
