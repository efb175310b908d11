/** Longest misspelt name that is compared. */
const MAX_NAME_LENGTH = 40;

/** What it costs to replace a character by the same in the other case, if any other costs 1. */
const OTHER_CASE = 0.1;

/**
 * Returns the name that a misspelt one resembles: at most every third character was inserted, deleted, replaced
 * or swapped with its neighbour. `null` if there is none.
 */
export function nearest(name: string, names: readonly string[]): string | null {
  if (name.length > MAX_NAME_LENGTH) return null;
  let best: string | null = null;
  let least = Math.floor(name.length / 3) + 1;
  for (const known of names) {
    if (Math.abs(known.length - name.length) >= least) continue;
    const distance = editDistance(name, known);
    if (distance >= least) continue;
    least = distance;
    best = known;
  }
  return best;
}

/**
 * Number of characters to insert, delete, replace or swap with their neighbour to turn one text into the
 * other: the optimal string alignment distance.
 */
function editDistance(from: string, to: string): number {
  let before: number[] = [];
  let row = Array.from({ length: to.length + 1 }, (_, i) => i);
  for (let i = 1; i <= from.length; i++) {
    const next = [i];
    for (let j = 1; j <= to.length; j++) {
      const replaced =
        (row[j - 1] as number) + difference(from[i - 1] as string, to[j - 1] as string);
      let least = Math.min(replaced, (row[j] as number) + 1, (next[j - 1] as number) + 1);
      if (i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1]) {
        least = Math.min(least, (before[j - 2] as number) + 1);
      }
      next.push(least);
    }
    before = row;
    row = next;
  }
  return row[to.length] as number;
}

function difference(a: string, b: string): number {
  if (a === b) return 0;
  return a.toLowerCase() === b.toLowerCase() ? OTHER_CASE : 1;
}
