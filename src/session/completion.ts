/** How a text that was typed at a prompt can go on. */
export interface Completion {
  /** What follows for certain, to be put behind the text; may be empty. */
  readonly insert: string;
  /** Where nothing follows for certain: the names that are possible, in no particular order. */
  readonly candidates: readonly string[];
}

/** What is put behind a text: the rest of a name, or of `import` and the space behind it. */
const REST = /^[\p{L}\p{N}_]* ?$/u;

/** A name whose letters cannot do anything to a terminal. */
const NAME = /^[\p{L}\p{N}_]+$/u;

/** Makes a completion of what the interpreter gave, of which nothing can be trusted. */
export function completionOf(given: unknown): Completion {
  const [rest, ways] = Array.isArray(given) ? given : [];
  const insert = typeof rest === "string" && REST.test(rest) ? rest : "";
  const names = typeof ways === "string" ? ways.split(/\s+/) : [];
  const candidates = names.filter((name) => NAME.test(name));
  return Object.freeze({ insert, candidates: Object.freeze(candidates) });
}
