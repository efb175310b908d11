/** Matches paths: `*` stands for any part of a name, `?` for a character, `**` for any names. */
export class PathPatterns {
  readonly #patterns: readonly (readonly string[])[];

  constructor(patterns: readonly string[]) {
    this.#patterns = patterns.map((pattern) => pattern.split("/"));
  }

  /** Whether any of the patterns matches the whole path. */
  match(names: readonly string[]): boolean {
    return this.#patterns.some((pattern) => matches(pattern, names, "**", matchName));
  }
}

function matchName(pattern: string, name: string): boolean {
  return matches(
    [...pattern],
    [...name],
    "*",
    (part, character) => part === "?" || part === character,
  );
}

/**
 * Matches items against a pattern in which a wildcard stands for any number of items. It backtracks
 * only to the last wildcard, so no pattern makes it slow.
 */
function matches<T>(
  pattern: readonly string[],
  items: readonly T[],
  wildcard: string,
  matchOne: (part: string, item: T) => boolean,
): boolean {
  let at = 0;
  let retryAt = -1;
  let retryItem = 0;
  for (let i = 0; i < items.length; ) {
    const part = pattern[at];
    if (part === wildcard) {
      retryAt = at;
      retryItem = i;
      at += 1;
    } else if (part !== undefined && matchOne(part, items[i] as T)) {
      at += 1;
      i += 1;
    } else if (retryAt >= 0) {
      at = retryAt + 1;
      retryItem += 1;
      i = retryItem;
    } else {
      return false;
    }
  }
  return pattern.slice(at).every((part) => part === wildcard);
}
