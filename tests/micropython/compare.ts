/** A line of an expectation that matches any number of lines; such a file contains patterns. */
const ANY_LINES = "########";

/** Whether a program printed the expected output. */
export function matches(expected: string, printed: string): boolean {
  const wanted = expected.split("\n");
  return wanted.includes(ANY_LINES)
    ? matchesPatterns(wanted, printed.split("\n"))
    : expected === printed;
}

function matchesPatterns(wanted: readonly string[], got: readonly string[]): boolean {
  let at = 0;
  for (const [index, line] of wanted.entries()) {
    if (line === ANY_LINES) {
      const next = wanted[index + 1];
      if (next === undefined) return true;
      const pattern = linePattern(next);
      while (at < got.length && !pattern.test(got[at] as string)) at += 1;
    } else {
      if (at >= got.length || !linePattern(line).test(got[at] as string)) return false;
      at += 1;
    }
  }
  return at === got.length;
}

/** In such a file, a character means itself, and a regular expression's operator follows a backslash. */
function linePattern(line: string): RegExp {
  const source = line.replace(
    /\\(.)|[()[\]{}.*+^$]/g,
    (match, escaped?: string) => escaped ?? `\\${match}`,
  );
  return new RegExp(`^${source}$`);
}

const SHOWN_LINES = 6;

/** Shows where two outputs differ: the first different line of each and a few that follow. */
export function difference(expected: string, actual: string): string {
  const wanted = expected.split("\n");
  const got = actual.split("\n");
  let same = 0;
  while (same < wanted.length && wanted[same] === got[same]) same += 1;
  const show = (sign: string, lines: readonly string[]) =>
    lines.slice(same, same + SHOWN_LINES).map((line) => `    ${sign} ${line.slice(0, 200)}`);
  return [`    at line ${same + 1}:`, ...show("expected:", wanted), ...show("got:     ", got)].join(
    "\n",
  );
}
