import type { Style } from "./colours.js";
import { graphemesOf } from "./edited-text.js";
import { tokensOf } from "./highlight.js";
import { type Cell, cellsOf } from "./screen.js";

/** The cells that show a text. */
export interface Shown {
  readonly cells: readonly Cell[];
  /** Which of them the cursor stands in front of. */
  readonly cursor: number;
}

const CONTINUATION = cellsOf("... ", "prompt");

/**
 * Shows Python source in its colours, with a prompt in front of each line but the first.
 *
 * @param before what stands before it, whose strings may go on in it; `null` where it is no source.
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
