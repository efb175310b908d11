// The prompt below the output: statements for the session, or answers for `input()`.
import { byId } from "./dom.js";
import type { Sessions } from "./sessions.js";
import { say } from "./status.js";

/** Lets the prompt run what is typed. */
export function setUpPrompt(sessions: Sessions): void {
  const typed = byId<HTMLTextAreaElement>("typed");
  const history: string[] = [];
  let at = 0;

  async function enter(): Promise<void> {
    const code = typed.value;
    if (sessions.asked !== null) {
      typed.value = "";
      return sessions.answer(code);
    }
    if (code.trim() === "" || sessions.current.isRunning) return;
    const before = code.slice(0, typed.selectionStart);
    // What is typed while Python looks at the code comes after it.
    typed.value = "";
    const { call } = await sessions.current.ready();
    if (!(await call.isComplete(code))) {
      const [first, rest] = [`${before}\n${typed.value}`, code.slice(before.length)];
      typed.value = first + rest;
      typed.setSelectionRange(first.length, first.length);
      return;
    }
    at = history.push(code);
    await sessions.runTyped(code);
    typed.focus();
  }

  async function complete(): Promise<void> {
    const before = typed.value.slice(0, typed.selectionStart);
    const { call } = await sessions.current.ready();
    const { insert, candidates } = await call.complete(before);
    typed.setRangeText(insert, typed.selectionStart, typed.selectionEnd, "end");
    if (candidates.length > 0) say(candidates.slice(0, 20).join("  "));
  }

  function recall(step: number): void {
    at = Math.min(Math.max(at + step, 0), history.length);
    typed.value = history[at] ?? "";
  }

  typed.addEventListener("keydown", (event) => {
    const { key, shiftKey, ctrlKey } = event;
    const isOneLine = !typed.value.includes("\n");
    const actions: Record<string, (() => unknown) | false> = {
      Enter: !shiftKey && !ctrlKey && enter,
      // An empty prompt lets the Tab key leave it.
      Tab: !shiftKey && typed.value.trim() !== "" && sessions.asked === null && complete,
      ArrowUp: isOneLine && (() => recall(-1)),
      ArrowDown: isOneLine && (() => recall(1)),
      d: ctrlKey && sessions.asked !== null && (() => sessions.answer(null)),
    };
    const action = actions[key];
    if (!action) return;
    event.preventDefault();
    Promise.resolve(action()).catch((error: unknown) => {
      say(error instanceof Error ? error.message : String(error));
    });
  });
}
