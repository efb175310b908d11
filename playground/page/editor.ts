// The editor: a text area at once, and CodeMirror as soon as it has arrived.
import type { Editor } from "./code-editor.js";
import { byId } from "./dom.js";

const area = byId<HTMLTextAreaElement>("source");

/** The text area. */
const plain: Editor = {
  get text() {
    return area.value;
  },
  show(_key, text) {
    area.value = text;
  },
  goToLine(line) {
    const start = area.value.split("\n", line - 1).reduce((sum, { length }) => sum + length + 1, 0);
    const end = area.value.indexOf("\n", start);
    area.focus();
    area.setSelectionRange(start, end < 0 ? area.value.length : end);
  },
  focus() {
    area.focus();
  },
};

let current: Editor = plain;
let shown: object = {};

/** The editor in use. */
export const editor: Editor = {
  get text() {
    return current.text;
  },
  show(key, text) {
    shown = key;
    current.show(key, text);
  },
  goToLine: (line) => current.goToLine(line),
  focus: () => current.focus(),
};

/** Replaces the text area by CodeMirror; without it, the text area stays. */
export async function loadEditor(): Promise<void> {
  const { createEditor } = await import("./code-editor.js");
  const hadFocus = document.activeElement === area;
  const { selectionStart } = area;
  const code = createEditor(byId("editor"), selectionStart);
  code.show(shown, area.value);
  area.hidden = true;
  current = code;
  if (hadFocus) code.focus();
}
