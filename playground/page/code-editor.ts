// CodeMirror, in a chunk of its own.
import { closeBrackets, closeBracketsKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { python } from "@codemirror/lang-python";
import {
  bracketMatching,
  HighlightStyle,
  indentOnInput,
  indentUnit,
  syntaxHighlighting,
} from "@codemirror/language";
import { highlightSelectionMatches, searchKeymap } from "@codemirror/search";
import { EditorState } from "@codemirror/state";
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  keymap,
  lineNumbers,
} from "@codemirror/view";
import { tags } from "@lezer/highlight";

/** What shows and changes the program. */
export interface Editor {
  readonly text: string;
  /** Shows the text of a tab; the same key has its undo history again. */
  show(key: object, text: string): void;
  goToLine(line: number): void;
  focus(): void;
}

/** Colours are variables of the style sheet, which has light and dark ones. */
const colours = HighlightStyle.define([
  { tag: [tags.keyword, tags.operatorKeyword], color: "var(--keyword)" },
  { tag: [tags.string, tags.special(tags.string)], color: "var(--string)" },
  { tag: [tags.number, tags.bool, tags.null], color: "var(--number)" },
  { tag: tags.comment, color: "var(--comment)", fontStyle: "italic" },
  { tag: tags.function(tags.definition(tags.variableName)), color: "var(--name)" },
  { tag: tags.definition(tags.className), color: "var(--name)" },
]);

const extensions = [
  lineNumbers(),
  history(),
  drawSelection(),
  indentOnInput(),
  indentUnit.of("    "),
  bracketMatching(),
  closeBrackets(),
  highlightActiveLine(),
  highlightActiveLineGutter(),
  highlightSelectionMatches(),
  python(),
  syntaxHighlighting(colours),
  EditorView.contentAttributes.of({ "aria-label": "Program" }),
  keymap.of([
    // The page runs the program at Ctrl-Enter; Escape, then Tab, leaves the editor.
    ...closeBracketsKeymap,
    ...defaultKeymap.filter(({ key }) => key !== "Mod-Enter"),
    ...searchKeymap,
    ...historyKeymap,
    indentWithTab,
  ]),
];

/** Puts CodeMirror into an element. */
export function createEditor(parent: HTMLElement, cursor: number): Editor {
  const view = new EditorView({ parent });
  const states = new WeakMap<object, EditorState>();
  let shown: object | null = null;
  return {
    get text() {
      return view.state.doc.toString();
    },
    show(key, text) {
      if (shown !== null) states.set(shown, view.state);
      const known = states.get(key);
      const isFirst = shown === null;
      shown = key;
      if (known?.doc.toString() === text) return view.setState(known);
      const at = isFirst ? Math.min(cursor, text.length) : 0;
      view.setState(EditorState.create({ doc: text, selection: { anchor: at }, extensions }));
    },
    goToLine(line) {
      const { from, to } = view.state.doc.line(Math.min(line, view.state.doc.lines));
      view.dispatch({ selection: { anchor: from, head: to }, scrollIntoView: true });
      view.focus();
    },
    focus: () => view.focus(),
  };
}
