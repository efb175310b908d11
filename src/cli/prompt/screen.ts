import type { Paint, Style } from "./colours.js";
import { graphemesOf } from "./edited-text.js";
import { widthOf } from "./width.js";

/** A grapheme or a line end on the screen. */
export interface Cell {
  readonly text: string;
  readonly style: Style;
  readonly width: number;
}

interface Place {
  readonly row: number;
  readonly column: number;
}

export interface ScreenOutput {
  readonly columns?: number;
  write(text: string): unknown;
}

const TAB_COLUMNS = 8;
const DEFAULT_COLUMNS = 80;

/** A colour sequence, or a control character other than line ends and tabs. */
const UNPRINTABLE =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  /(\u001b\[[\d;:]*m)|([\u0000-\u0008\u000b-\u001f\u007f-\u009f])/;

/** Converts text into cells. Of control characters, only colours keep their effect. */
export function cellsOf(text: string, style: Style): Cell[] {
  // `split` yields text, a colour or `undefined`, a control character or `undefined`, and so on.
  return text.split(UNPRINTABLE).flatMap((piece, i) => {
    if (piece === undefined || piece === "") return [];
    if (i % 3 === 1) return [{ text: piece, style: "plain", width: 0 }];
    if (i % 3 === 2) return [{ text: "?", style: "error", width: 1 }];
    return graphemesOf(piece).map((grapheme) => ({
      text: grapheme,
      style,
      width: widthOf(grapheme),
    }));
  });
}

/** The part of the terminal that shows the edited text. Only changes are written. */
export class Screen {
  readonly #output: ScreenOutput;
  readonly #paint: Paint;
  #cells: readonly Cell[] = [];
  /** The cursor's place, relative to the first line. */
  #at: Place = { row: 0, column: 0 };
  /** The index of the cell under the cursor. */
  #cursor = 0;

  constructor(output: ScreenOutput, paint: Paint) {
    this.#output = output;
    this.#paint = paint;
  }

  /** Starts with cells that are already on the terminal, with the cursor after them. */
  begin(cells: readonly Cell[]): void {
    this.#cells = cells;
    this.#cursor = cells.length;
    this.#at = this.#end(this.#places(cells));
  }

  /** Shows cells, with the cursor on one of them. */
  draw(cells: readonly Cell[], cursor: number): void {
    const places = this.#places(cells);
    const same = commonLength(this.#cells, cells);
    let output = "";
    let at = this.#at;
    if (same < cells.length || same < this.#cells.length) {
      output += move(at, this.#startOf(same, places));
      if (same < this.#cells.length) output += "\x1b[J";
      output += this.#painted(cells.slice(same));
      at = this.#end(places);
      // A terminal wraps only when the next character arrives.
      if (at.column === 0 && cells.at(-1)?.text !== "\n" && cells.length > same) output += " \r";
    }
    const target = this.#visible(places[cursor]);
    output += move(at, target);
    this.#cells = cells;
    this.#cursor = cursor;
    this.#at = target;
    if (output !== "") this.#output.write(output);
  }

  /** Keeps what is shown, and moves to a new line below it. */
  leave(): void {
    const end = this.#end(this.#places(this.#cells));
    this.#output.write(`${move(this.#at, end)}\r\n`);
    this.begin([]);
  }

  /** Takes what is shown away, to be drawn anew: the terminal has another width, and has broken the lines. */
  erase(): void {
    const { row } = this.#visible(this.#places(this.#cells)[this.#cursor]);
    this.#output.write(`${move({ row, column: 0 }, { row: 0, column: 0 })}\r\x1b[J`);
    this.begin([]);
  }

  /** Clears the terminal. */
  clear(): void {
    this.#output.write("\x1b[H\x1b[2J");
    this.begin([]);
  }

  get #columns(): number {
    return this.#output.columns || DEFAULT_COLUMNS;
  }

  /** The place of each cell, and of the one that would follow. */
  #places(cells: readonly Cell[]): Place[] {
    const columns = this.#columns;
    const places: Place[] = [];
    let row = 0;
    let column = 0;
    for (const { text, width } of cells) {
      const isTab = text === "\t";
      const taken = isTab
        ? Math.min(TAB_COLUMNS - (column % TAB_COLUMNS), columns - column)
        : width;
      if (column + taken > columns) {
        row += 1;
        column = 0;
      }
      places.push({ row, column });
      column += taken;
      if (text === "\n") {
        row += 1;
        column = 0;
      }
    }
    places.push(column >= columns ? { row: row + 1, column: 0 } : { row, column });
    return places;
  }

  /** Where to start writing, after the cells that stay the same. */
  #startOf(same: number, places: readonly Place[]): Place {
    const before = this.#places(this.#cells)[same];
    // If the new cell does not fit there, the terminal wraps by itself.
    const isOnRow = before !== undefined && before.column < this.#columns;
    return this.#visible(isOnRow ? before : places[same]);
  }

  #end(places: readonly Place[]): Place {
    return places.at(-1) ?? { row: 0, column: 0 };
  }

  /** The cursor cannot be beyond the last column. */
  #visible({ row, column }: Place = { row: 0, column: 0 }): Place {
    return column >= this.#columns ? { row, column: this.#columns - 1 } : { row, column };
  }

  #painted(cells: readonly Cell[]): string {
    let painted = "";
    for (let i = 0; i < cells.length; ) {
      const { style } = cells[i] as Cell;
      let text = "";
      for (; i < cells.length && cells[i]?.style === style; i++) text += cells[i]?.text;
      painted += this.#paint(style, text).replaceAll("\n", "\r\n");
    }
    return painted;
  }
}

function commonLength(before: readonly Cell[], after: readonly Cell[]): number {
  let length = 0;
  while (
    length < before.length &&
    length < after.length &&
    before[length]?.text === after[length]?.text &&
    before[length]?.style === after[length]?.style
  ) {
    length += 1;
  }
  return length;
}

function move(from: Place, to: Place): string {
  const rows = to.row - from.row;
  const vertical = rows === 0 ? "" : rows < 0 ? `\x1b[${-rows}A` : `\x1b[${rows}B`;
  const horizontal = to.column === from.column ? "" : `\x1b[${to.column + 1}G`;
  return vertical + horizontal;
}
