/** A function or a class that was typed, as far as `help` tells of it. */
export interface Definition {
  /** Its name, behind those of the classes that it belongs to. */
  readonly path: string;
  readonly signature: string;
  readonly doc: string;
}

const MAX_LENGTH = 50_000;

/** A definition, with parameters in which brackets are one level deep, up to its docstring. */
const DEFINITION =
  /^([ \t]*)(?:async[ \t]+)?(def|class)[ \t]+([\p{L}_][\p{L}\p{N}_]*)[ \t]*(\((?:[^()]|\([^()]*\))*\)(?:[ \t]*->[^:\n]+)?)?[ \t]*:[ \t]*(?:#[^\n]*)?(?:(?:\n\s*)?[rR]?("""|'''|"|')([\s\S]*?)(?<!\\)\5)?/gmu;

/** The definitions in a statement that stand outside of functions. */
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

/** A docstring without the indentation that all lines but the first have. */
function dedented(doc: string): string {
  const [first = "", ...rest] = doc.split("\n");
  const indents = rest.filter((line) => line.trim() !== "").map((line) => line.search(/\S/));
  const indent = Math.min(...indents, Infinity);
  const lines = rest.map((line) => (indent === Infinity ? "" : line.slice(indent)));
  return [first.trim(), ...lines].join("\n").trim();
}
