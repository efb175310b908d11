/** Zero-width characters: combining marks, joiners and format characters. */
const NO_WIDTH = /^[\p{Mn}\p{Me}\p{Cf}]$/u;

/** A grapheme that is shown as an emoji, two columns wide. */
const PICTURE = /^(?:\p{Emoji_Presentation}|\p{Emoji}\u{fe0f})/u;

/** Wide code points by Unicode's East Asian Width, except emoji. */
const WIDE: readonly (readonly [number, number])[] = [
  [0x1100, 0x115f],
  [0x2e80, 0x303e],
  [0x3041, 0x3247],
  [0x3250, 0x4dbf],
  [0x4e00, 0xa4c6],
  [0xa960, 0xa97c],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe10, 0xfe19],
  [0xfe30, 0xfe6b],
  [0xff01, 0xff60],
  [0xffe0, 0xffe6],
  [0x16fe0, 0x1b2fb],
  [0x1f200, 0x1f251],
  [0x20000, 0x3fffd],
];

/** The number of terminal columns that a grapheme occupies. */
export function widthOf(grapheme: string): number {
  if (PICTURE.test(grapheme)) return 2;
  let width = 0;
  for (const character of grapheme) {
    const code = character.codePointAt(0) ?? 0;
    // The vowels and final consonants of a Hangul syllable combine with its first consonant.
    const isWithin = NO_WIDTH.test(character) || (code >= 0x1160 && code <= 0x11ff);
    if (!isWithin) width += WIDE.some(([from, to]) => code >= from && code <= to) ? 2 : 1;
  }
  return width;
}
