/**
 * Cuts a text in the middle if it is too long, and says how much is missing. Two thirds of what remains are its
 * beginning. Cuts are between lines where a line break is near, and never inside a character.
 *
 * @param maxLength how long the result may be, apart from the note.
 */
export function cutMiddle(text: string, maxLength: number): string {
  if (text.length <= maxLength) return text;
  const head = Math.ceil((maxLength * 2) / 3);
  const start = headEnd(text, head);
  const end = tailStart(text, text.length - (maxLength - head));
  const cut = text.slice(start, end);
  const lines = cut.split("\n").length - 1;
  const extent = `${cut.length.toLocaleString("en-US")} characters${lines > 1 ? `, ${lines.toLocaleString("en-US")} lines` : ""}`;
  return `${text.slice(0, start).replace(/\n$/, "")}\n[… ${extent} cut …]\n${text.slice(end)}`;
}

/** How far a cut may move to reach a line break. */
const NEAR = 200;

function headEnd(text: string, at: number): number {
  const line = text.lastIndexOf("\n", at - 1);
  if (line >= at - NEAR && line > 0) return line + 1;
  return isInsideCharacter(text, at) ? at - 1 : at;
}

function tailStart(text: string, at: number): number {
  const line = text.indexOf("\n", at);
  if (line !== -1 && line < at + NEAR && line + 1 < text.length) return line + 1;
  return isInsideCharacter(text, at) ? at + 1 : at;
}

function isInsideCharacter(text: string, at: number): boolean {
  const unit = text.charCodeAt(at);
  return unit >= 0xdc00 && unit <= 0xdfff;
}
