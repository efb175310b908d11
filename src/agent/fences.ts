const FENCE = /^(`{3,}|~{3,})[\w+.-]*$/;
/** No fence with the name of a language is longer. */
const MAX_FENCE = 50;

/** The code without a Markdown fence around all of it. Lines keep their numbers. */
export function withoutFence(code: string): string {
  const lines = code.split("\n");
  const [first = -1, ...others] = lines.flatMap((line, i) => (line.trim() === "" ? [] : [i]));
  const last = others.at(-1);
  const opening = fenceOf(lines[first]);
  if (opening === null || last === undefined) return code;
  const fences = others.filter((i) => fenceOf(lines[i]) !== null);
  const isAround = fences.length === 1 && lines[last]?.trim() === opening;
  return isAround ? lines.with(first, "").with(last, "").join("\n") : code;
}

/** Whether a line of the code is a Markdown fence. */
export function hasFence(code: string): boolean {
  return code.split("\n").some((line) => fenceOf(line) !== null);
}

/** The characters of a fence; `null` if the line is none. */
function fenceOf(line = ""): string | null {
  const text = line.trim().replaceAll(" ", "");
  return text.length > MAX_FENCE ? null : (FENCE.exec(text)?.[1] ?? null);
}
