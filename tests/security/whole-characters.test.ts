import fc from "fast-check";
import { runSync } from "micropython-wasm";
import { describe, expect, it } from "vitest";

/**
 * A text cut in the middle of a character ends in a lead byte, and C code that reads a whole character
 * there reads past the end of the text.
 */
const OPERATIONS: Record<string, [python: string, reference: (t: string[], w: number) => string]> =
  {
    "the precision of a format": ["'{:.{}}'.format(t, w)", (t, w) => t.slice(0, w).join("")],
    "the precision of %": ["'%.*s' % (w, t)", (t, w) => t.slice(0, w).join("")],
    "the width of a format": ["'{:>{}}'.format(t, w)", (t, w) => spaces(t, w) + t.join("")],
    "the width of %": ["'%*s' % (w, t)", (t, w) => spaces(t, w) + t.join("")],
    "an f-string": ["f'{t:<{w}}'", (t, w) => t.join("") + spaces(t, w)],
    ljust: ["t.ljust(w, '😀')", (t, w) => t.join("") + spaces(t, w).replaceAll(" ", "😀")],
    "a number with a fill": [
      "'{:é>{}}'.format(7, w)",
      (_, w) => `${"é".repeat(Math.max(w - 1, 0))}7`,
    ],
    "a slice": ["t[:w]", (t, w) => t.slice(0, w).join("")],
    "replacing nothing": ["t.replace('', '-')", (t) => ["", ...t, ""].join("-")],
    "%c": ["''.join('%c' % ord(c) for c in t)", (t) => t.join("")],
    "stripping another character": ["t.strip('\\u00e8\\u65e5')", (t) => strip(t, "è日")],
  };

const spaces = (text: string[], width: number) => " ".repeat(Math.max(width - text.length, 0));

function strip(text: string[], characters: string): string {
  const kept = text.map((c) => !characters.includes(c));
  const first = kept.indexOf(true);
  return first < 0 ? "" : text.slice(first, kept.lastIndexOf(true) + 1).join("");
}

const texts = fc.array(
  fc.oneof(
    fc.constantFrom("a", "é", "è", "日", "本", "😀", "€"),
    fc.string({ unit: "grapheme", minLength: 1, maxLength: 1 }).map((c) => [...c][0] ?? "a"),
  ),
  { maxLength: 9 },
);

describe("characters of a text stay whole", () => {
  it.each(Object.entries(OPERATIONS))("in %s", (_, [python, reference]) => {
    fc.assert(
      fc.property(fc.array(fc.tuple(texts, fc.nat(12)), { maxLength: 40 }), (cases) => {
        let value: unknown;
        runSync(`give([${python} for t, w in take()])`, {
          hostFunctions: {
            take: () => cases.map(([text, width]) => [text.join(""), width]),
            give: (results: unknown) => {
              value = results;
            },
          },
        });
        expect(value).toEqual(cases.map(([text, width]) => reference(text, width)));
      }),
      { numRuns: 30 },
    );
  });
});
