/** A colour sequence, which does no harm, or a control character; line ends and tabs are kept. */
const CONTROLS =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  /\u001b\[[\d;:]*m|[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/g;

/**
 * A program's text as a terminal may show it. Colours stay; whatever else could move the cursor, clear
 * the screen or write to the clipboard becomes visible, such as `\x1b`.
 */
export function visible(text: string): string {
  return text.replace(CONTROLS, (control) =>
    control.endsWith("m") && control.length > 1
      ? control
      : `\\x${control.charCodeAt(0).toString(16).padStart(2, "0")}`,
  );
}
