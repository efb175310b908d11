// What programs write, as the console shows it.
import { button, create } from "./dom.js";
import type { RunReport } from "./protocol.js";

/** The program's name in tracebacks. */
export const FILENAME = "main.py";
const PLACE = /File "main\.py", line (\d+)/g;

/** The output of one tab. */
export class Output {
  readonly element = create("div", { class: "output" });
  readonly #onLine: (line: number) => void;
  /** Written, but not shown yet: programs may write faster than pages can show. */
  #pending: { stream: string; text: string }[] = [];

  /** @param onLine is called with a line of the program that the user wants to see. */
  constructor(onLine: (line: number) => void) {
    this.#onLine = onLine;
  }

  clear(): void {
    this.#pending = [];
    this.element.replaceChildren();
  }

  write(stream: "stdout" | "stderr" | "typed" | "note", text: string): void {
    const last = this.#pending.at(-1);
    if (last?.stream === stream) last.text += text;
    else if (this.#pending.push({ stream, text }) === 1) {
      // Not at the next frame: hidden pages have none.
      setTimeout(() => this.#show(), 16);
    }
  }

  /** Shows how a run ended. */
  report({ error, repr, isTruncated, isDead }: RunReport): void {
    this.#show();
    if (isTruncated) this.#append("note", "… the rest of the output exceeds the limit\n");
    if (repr !== null) this.#append("value", `${repr}\n`);
    if (error?.code === "exception") this.#append("error", ...this.#linked(error.traceback ?? ""));
    else if (error !== null) this.#append("error", `${error.message}\n`);
    if (isDead) this.#append("note", "the session is as it was before\n");
  }

  /** A traceback whose lines of the program are buttons. */
  #linked(traceback: string): (Node | string)[] {
    const parts: (Node | string)[] = [];
    let end = 0;
    for (const match of traceback.matchAll(PLACE)) {
      const line = Number(match[1]);
      parts.push(traceback.slice(end, match.index));
      parts.push(button(match[0], () => this.#onLine(line), { class: "place" }));
      end = match.index + match[0].length;
    }
    return [...parts, traceback.slice(end)];
  }

  #show(): void {
    for (const { stream, text } of this.#pending) {
      const last = this.element.lastElementChild;
      if (last?.className === stream) last.append(text);
      else this.#append(stream, text);
    }
    this.#pending = [];
    this.element.parentElement?.scrollTo({ top: this.element.scrollHeight });
  }

  #append(kind: string, ...content: readonly (Node | string)[]): void {
    this.element.append(create("span", { class: kind }, ...content));
    this.element.parentElement?.scrollTo({ top: this.element.scrollHeight });
  }
}
