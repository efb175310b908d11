// The prompt below the output: statements for the session, or answers for `input()`.
import { byId } from "./dom.js";
import type { Sessions } from "./sessions.js";
import { say } from "./status.js";

/** Lets the prompt run what is typed. */
export function setUpPrompt(sessions: Sessions): void {
  const typed = byId<HTMLTextAreaElement>("typed");
  const history: string[] = [];
  let at = 0;
  /** The work on what was entered; lines that are entered meanwhile wait in the prompt. */
  let entering: Promise<void> | null = null;

  /** Takes the first line that was entered while Python was busy; `null` if there is none. */
  function nextLine(): string | null {
    const end = typed.value.indexOf("\n");
    if (end === -1) return null;
    const line = typed.value.slice(0, end);
    typed.value = typed.value.slice(end + 1);
    return line;
  }

  /** Runs what was entered, and the lines that were entered since. */
  async function run(before: string, after: string): Promise<void> {
    let [code, rest]: [string | null, string] = [before, after];
    while (code !== null) {
      const { call } = await sessions.current.ready();
      const source: string = code + rest;
      if (await call.isComplete(source)) {
        if (source.trim() !== "") {
          at = history.push(source);
          await sessions.runTyped(source);
        }
        code = nextLine();
        rest = "";
        continue;
      }
      const line = nextLine();
      if (line === null) {
        const first = `${code}\n${typed.value}`;
        typed.value = first + rest;
        typed.setSelectionRange(first.length, first.length);
        return;
      }
      code += `\n${line}`;
    }
  }

  async function enter(): Promise<void> {
    const { value, selectionStart } = typed;
    if (value.trim() === "") return;
    // What is typed while Python looks at the code comes after it.
    typed.value = "";
    entering = run(value.slice(0, selectionStart), value.slice(selectionStart));
    try {
      await entering;
    } finally {
      entering = null;
      typed.focus();
    }
  }

  async function answer(): Promise<void> {
    const line = typed.value;
    typed.value = "";
    await sessions.answer(line);
  }

  async function complete(): Promise<void> {
    await entering;
    const before = typed.value.slice(0, typed.selectionStart);
    const { call } = await sessions.current.ready();
    const { insert, candidates } = await call.complete(before);
    if (typed.value.slice(0, typed.selectionStart) !== before) return;
    typed.setRangeText(insert, typed.selectionStart, typed.selectionEnd, "end");
    if (candidates.length > 0) say(candidates.slice(0, 20).join("  "));
  }

  function recall(step: number): void {
    at = Math.min(Math.max(at + step, 0), history.length);
    typed.value = history[at] ?? "";
  }

  /** What Enter does; `false` if it ends a line that waits. */
  function onEnter(): false | (() => unknown) {
    if (sessions.asked !== null) return answer;
    if (entering !== null) return false;
    return sessions.current.isRunning ? () => {} : enter;
  }

  typed.addEventListener("keydown", (event) => {
    const { key, shiftKey, ctrlKey } = event;
    const isOneLine = !typed.value.includes("\n");
    const actions: Record<string, (() => unknown) | false> = {
      Enter: !shiftKey && !ctrlKey && onEnter(),
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
