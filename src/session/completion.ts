/** How a text typed at a prompt can continue. */
export interface Completion {
  /** The only possible continuation, to be inserted after the text; may be empty. */
  readonly insert: string;
  /** If there is more than one continuation: the possible names, in no particular order. */
  readonly candidates: readonly string[];
}

/** The text that is inserted: the rest of a name, or of `import` and the space after it. */
const REST = /^[\p{L}\p{N}_]* ?$/u;

/** A name whose letters have no effect on a terminal. */
const NAME = /^[\p{L}\p{N}_]+$/u;

/** Converts the interpreter's completions, which are untrusted. */
export function completionOf(given: unknown): Completion {
  const [rest, ways] = Array.isArray(given) ? given : [];
  const insert = typeof rest === "string" && REST.test(rest) ? rest : "";
  const names = typeof ways === "string" ? ways.split(/\s+/) : [];
  const candidates = names.filter((name) => NAME.test(name));
  return Object.freeze({ insert, candidates: Object.freeze(candidates) });
}
