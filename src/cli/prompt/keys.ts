import { emitKeypressEvents } from "node:readline";
import type { ReadStream } from "node:tty";

/** A key that was pressed, or a character that was pasted. */
export interface Key {
  /** Such as `a`, `C-a` with Ctrl, `M-a` with Alt, `left`, `C-left`. */
  readonly name: string;
  /** The character that it types; empty for all other keys. */
  readonly text: string;
  /** Whether it came with others, in a text of several lines. */
  readonly isPasted: boolean;
}

interface NodeKey {
  readonly name?: string;
  readonly sequence?: string;
  readonly ctrl?: boolean;
  readonly meta?: boolean;
}

/** Tells which keys are pressed, as long as the program runs. */
export function listenToKeys(input: ReadStream, press: (key: Key) => void): void {
  let isPasted = false;
  // Comes first, and sees what was read as a whole.
  input.on("data", (bytes: Buffer | string) => {
    isPasted = /[\r\n]./s.test(String(bytes));
  });
  emitKeypressEvents(input);
  let last = "";
  input.on("keypress", (text: string | undefined, key: NodeKey) => {
    const name = nameOf(key);
    const isSecondHalf = isPasted && name === "enter" && last === "return";
    last = name;
    if (!isSecondHalf) press({ name, text: isPrintable(text) ? text : "", isPasted });
  });
}

function nameOf({ name, sequence = "", ctrl, meta }: NodeKey): string {
  if (sequence === "\x1f") return "C-_";
  return `${ctrl ? "C-" : ""}${meta ? "M-" : ""}${name ?? sequence}`;
}

function isPrintable(text: string | undefined): text is string {
  return text !== undefined && /^[^\p{Cc}\p{Cs}]+$/u.test(text);
}
