import { emitKeypressEvents } from "node:readline";
import type { ReadStream } from "node:tty";

/** A pressed key, or a pasted character. */
export interface Key {
  /** Such as `a`, `left`, `C-a` with Ctrl, or `M-a` with Alt. */
  readonly name: string;
  /** The character to insert; empty for other keys. */
  readonly text: string;
  /** Whether it arrived as part of a text with several lines. */
  readonly isPasted: boolean;
}

interface NodeKey {
  readonly name?: string;
  readonly sequence?: string;
  readonly ctrl?: boolean;
  readonly meta?: boolean;
}

/** Reports each key that is pressed. */
export function listenToKeys(input: ReadStream, press: (key: Key) => void): void {
  let isPasted = false;
  // Registered first, so it sees each chunk before its keys are reported.
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
