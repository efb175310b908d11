/** A function in a C file; comments and the contents of strings are blanked. */
export interface CFunction {
  /** Its file, such as `py/objlist.c` or `port/list_sort.c`. */
  readonly file: string;
  readonly name: string;
  /** From its name to the end of its parameters. */
  readonly head: string;
  readonly lines: readonly string[];
}

const NO_FUNCTION = /^(#|typedef|struct|enum|union|MP_DEF|MP_REG|STATIC_)/;

/** Finds the functions of a file in MicroPython's layout: they begin and end in column 0. */
export function findFunctions(file: string, source: string): CFunction[] {
  const blank = (text: string) => text.replace(/[^\n]/g, " ");
  const lines = source
    .replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, blank)
    .replace(/"(?:[^"\\\n]|\\.)*"/g, '""')
    .split("\n");
  const functions: CFunction[] = [];
  for (let at = 0; at < lines.length; at++) {
    const first = lines[at] as string;
    if (!/^[A-Za-z_].*\(/.test(first) || NO_FUNCTION.test(first)) continue;
    const opens = lines.findIndex((line, i) => i >= at && /[{;]\s*$/.test(line));
    if (opens < 0 || !/\)\s*\{\s*$/.test(lines[opens] as string)) continue;
    const closes = lines.findIndex((line, i) => i > opens && /^\}/.test(line));
    // Some names are passed to a macro that may rename them: MICROPY_WRAP_…(name)(…).
    const head = lines
      .slice(at, opens + 1)
      .join(" ")
      .replace(/^.*MICROPY_WRAP_\w+\(/, "");
    const name = /\b(\w+)\)?\s*\(/.exec(head)?.[1];
    if (name !== undefined) {
      functions.push({ file, name, head, lines: lines.slice(opens + 1, closes) });
    }
    at = closes;
  }
  return functions;
}

/** Stands for every function that is called through a pointer. */
export const BY_POINTER = "*";

/** The functions that a line calls. */
export function callsOf({ head }: CFunction, line: string): string[] {
  const calls = [...line.matchAll(/(->|\.)?\b([a-z_]\w*)\s*\(/g)]
    .filter(([, , name]) => !/^(if|for|while|switch|return|sizeof|defined)$/.test(name as string))
    .map(([, member, name]) => {
      const isParameter = new RegExp(`_t \\*?${name}\\b`).test(head);
      return member !== undefined || isParameter ? BY_POINTER : (name as string);
    });
  if (/MP_OBJ_TYPE_GET_SLOT(_OR_NULL)?\([^;]*\)\s*\([^)]/.test(line)) calls.push(BY_POINTER);
  return calls;
}

/** The loops of a function, from the first line to the last. */
export function findLoops(lines: readonly string[]): { start: number; end: number }[] {
  const loops: { start: number; end: number }[] = [];
  const open: { depth: number; start: number }[] = [];
  let depth = 0;
  lines.forEach((line, at) => {
    if (/\b(for|while|do)\b.*\{\s*$/.test(line)) open.push({ depth, start: at });
    depth += line.split("{").length - line.split("}").length;
    for (let last = open.at(-1); last && depth <= last.depth && at > last.start; ) {
      loops.push({ start: last.start, end: at });
      open.pop();
      last = open.at(-1);
    }
  });
  return loops;
}
