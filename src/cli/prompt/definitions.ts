/** What `help` shows of a function or class that was typed. */
export interface Definition {
  /** Its name, qualified by the classes that contain it. */
  readonly path: string;
  readonly signature: string;
  readonly doc: string;
}

const MAX_LENGTH = 50_000;

/** A definition up to its docstring; brackets in the parameters are nested at most once. */
const DEFINITION =
  /^([ \t]*)(?:async[ \t]+)?(def|class)[ \t]+([\p{L}_][\p{L}\p{N}_]*)[ \t]*(\((?:[^()]|\([^()]*\))*\)(?:[ \t]*->[^:\n]+)?)?[ \t]*:[ \t]*(?:#[^\n]*)?(?:(?:\n\s*)?[rR]?("""|'''|"|')([\s\S]*?)(?<!\\)\5)?/gmu;

/** Finds the definitions in a statement that are not inside functions. */
export function definitionsIn(source: string): Definition[] {
  if (source.length > MAX_LENGTH) return [];
  const found: Definition[] = [];
  const around: { readonly indent: number; readonly name: string; readonly isClass: boolean }[] =
    [];
  for (const match of source.matchAll(DEFINITION)) {
    const [, space = "", kind, name = "", signature = "", , doc = ""] = match;
    const indent = space.length;
    while ((around.at(-1)?.indent ?? -1) >= indent) around.pop();
    const isReachable = around.every(({ isClass }) => isClass);
    const path = [...around.map((outer) => outer.name), name].join(".");
    if (isReachable) found.push({ path, signature: onOneLine(signature), doc: dedented(doc) });
    around.push({ indent, name, isClass: kind === "class" });
  }
  return found;
}

function onOneLine(signature: string): string {
  return signature.replace(/\s+/g, " ").trim();
}

/** Removes the common indentation of all lines but the first. */
function dedented(doc: string): string {
  const [first = "", ...rest] = doc.split("\n");
  const indents = rest.filter((line) => line.trim() !== "").map((line) => line.search(/\S/));
  const indent = Math.min(...indents, Infinity);
  const lines = rest.map((line) => (indent === Infinity ? "" : line.slice(indent)));
  return [first.trim(), ...lines].join("\n").trim();
}
