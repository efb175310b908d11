/** A colour sequence, or a control character other than line ends and tabs. */
const CONTROLS =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  /\u001b\[[\d;:]*m|[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/g;

/**
 * Makes text safe for a terminal. Colours stay; everything else that could move the cursor, clear the
 * screen or write to the clipboard is escaped, as in `\x1b`.
 */
export function visible(text: string): string {
  return text.replace(CONTROLS, (control) =>
    control.endsWith("m") && control.length > 1
      ? control
      : `\\x${control.charCodeAt(0).toString(16).padStart(2, "0")}`,
  );
}
