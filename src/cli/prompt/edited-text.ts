const INDENT = 4;
const MAX_UNDO = 1000;

interface Moment {
  readonly text: string;
  readonly cursor: number;
}

/** Created on first use, because that takes 30 ms. */
let segmenter: Intl.Segmenter | null = null;

function segment(text: string): Intl.Segments {
  segmenter ??= new Intl.Segmenter(undefined, { granularity: "grapheme" });
  return segmenter.segment(text);
}

/** Splits a text into graphemes: characters as users see them. */
export function graphemesOf(text: string): string[] {
  if (/^[\n\x20-\x7e]*$/.test(text)) return text.split("");
  return Array.from(segment(text), (part) => part.segment);
}

/** The text being edited, one or more lines. The cursor never stops inside a grapheme. */
export class EditedText {
  #text = "";
  #cursor = 0;
  #cut = "";
  #undo: Moment[] = [];

  get text(): string {
    return this.#text;
  }

  get cursor(): number {
    return this.#cursor;
  }

  get beforeCursor(): string {
    return this.#text.slice(0, this.#cursor);
  }

  /** Replaces the text, moves the cursor to its end, and clears the undo steps. */
  reset(text = ""): void {
    this.#undo = [];
    this.#text = text;
    this.#cursor = text.length;
  }

  /** Replaces the text; this can be undone. */
  replace(text: string, cursor = text.length): void {
    if (text !== this.#text) {
      this.#undo.push({ text: this.#text, cursor: this.#cursor });
      if (this.#undo.length > MAX_UNDO) this.#undo.shift();
    }
    this.#text = text;
    this.#cursor = cursor;
  }

  insert(text: string): void {
    const before = this.beforeCursor + text;
    this.replace(before + this.#text.slice(this.#cursor), before.length);
  }

  undo(): void {
    const moment = this.#undo.pop();
    if (moment === undefined) return;
    this.#text = moment.text;
    this.#cursor = moment.cursor;
  }

  paste(): void {
    this.insert(this.#cut);
  }

  left(): void {
    this.#cursor = this.#left;
  }

  right(): void {
    this.#cursor = this.#right;
  }

  lineStart(): void {
    this.#cursor = this.#lineStart;
  }

  lineEnd(): void {
    this.#cursor = this.#lineEnd;
  }

  wordLeft(): void {
    this.#cursor = this.#wordLeft;
  }

  wordRight(): void {
    this.#cursor = this.#wordRight;
  }

  /** Moves up a line. Returns `false` on the first line. */
  up(): boolean {
    const start = this.#lineStart;
    if (start === 0) return false;
    const above = this.#text.lastIndexOf("\n", start - 2) + 1;
    this.#goToColumn(above, start - 1);
    return true;
  }

  /** Moves down a line. Returns `false` on the last line. */
  down(): boolean {
    const end = this.#lineEnd;
    if (end === this.#text.length) return false;
    const below = this.#text.indexOf("\n", end + 1);
    this.#goToColumn(end + 1, below === -1 ? this.#text.length : below);
    return true;
  }

  /** Deletes a grapheme, or in leading spaces, one level of indentation. */
  deleteLeft(): void {
    const line = this.#text.slice(this.#lineStart, this.#cursor);
    const isIndent = line !== "" && /^ +$/.test(line);
    const width = isIndent ? ((line.length - 1) % INDENT) + 1 : this.#cursor - this.#left;
    this.#delete(this.#cursor - width, this.#cursor);
  }

  deleteRight(): void {
    this.#delete(this.#cursor, this.#right);
  }

  cutToLineEnd(): void {
    this.#cutOut(this.#cursor, this.#cursor === this.#lineEnd ? this.#right : this.#lineEnd);
  }

  cutToLineStart(): void {
    this.#cutOut(this.#lineStart, this.#cursor);
  }

  cutWordLeft(): void {
    this.#cutOut(this.#wordLeft, this.#cursor);
  }

  cutWordRight(): void {
    this.#cutOut(this.#cursor, this.#wordRight);
  }

  /** Splits the line, and indents the new one like a block's next line. */
  newLine(): void {
    const line = this.#text.slice(this.#lineStart, this.#cursor);
    const [indent = ""] = /^[ \t]*/.exec(line) ?? [];
    const isHead = line.trimEnd().endsWith(":");
    this.insert(`\n${indent}${isHead ? " ".repeat(INDENT) : ""}`);
  }

  /** Inserts spaces up to the next level of indentation. */
  indent(): void {
    const column = this.#cursor - this.#lineStart;
    this.insert(" ".repeat(INDENT - (column % INDENT)));
  }

  get #left(): number {
    return segment(this.#text).containing(this.#cursor - 1)?.index ?? 0;
  }

  get #right(): number {
    const next = segment(this.#text).containing(this.#cursor);
    return next === undefined ? this.#cursor : next.index + next.segment.length;
  }

  get #lineStart(): number {
    return this.#cursor === 0 ? 0 : this.#text.lastIndexOf("\n", this.#cursor - 1) + 1;
  }

  get #lineEnd(): number {
    const end = this.#text.indexOf("\n", this.#cursor);
    return end === -1 ? this.#text.length : end;
  }

  get #wordLeft(): number {
    const [word = ""] = /[\p{L}\p{M}\p{N}_]*[^\p{L}\p{M}\p{N}_]*$/u.exec(this.beforeCursor) ?? [];
    return this.#cursor - word.length;
  }

  get #wordRight(): number {
    const after = this.#text.slice(this.#cursor);
    const [word = ""] = /^[^\p{L}\p{M}\p{N}_]*[\p{L}\p{M}\p{N}_]*/u.exec(after) ?? [];
    return this.#cursor + word.length;
  }

  #goToColumn(start: number, end: number): void {
    const column = graphemesOf(this.#text.slice(this.#lineStart, this.#cursor)).length;
    const line = graphemesOf(this.#text.slice(start, end));
    this.#cursor = start + line.slice(0, column).join("").length;
  }

  #delete(start: number, end: number): void {
    this.replace(this.#text.slice(0, start) + this.#text.slice(end), start);
  }

  #cutOut(start: number, end: number): void {
    if (start !== end) this.#cut = this.#text.slice(start, end);
    this.#delete(start, end);
  }
}
