/** Returns the name closest to a misspelt one, at most two edits away; `null` if there is none. */
export function nearest(name: string, names: readonly string[]): string | null {
  const distances = names.map((known) => [known, editDistance(name, known)] as const);
  const [best] = distances.sort(([, a], [, b]) => a - b);
  return best !== undefined && best[1] <= 2 && best[1] < name.length - 2 ? best[0] : null;
}

/** The Levenshtein distance: the number of characters to insert, delete or replace. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (row[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] as number) + 1, (next[j - 1] as number) + 1));
    }
    row = next;
  }
  return row[b.length] as number;
}
