/**
 * A character as a reader sees it: a code point with the marks, joiners and modifiers after it, a flag, a line
 * end of two characters, a Hangul syllable of several letters. That is Unicode's extended grapheme cluster but
 * for a few scripts in which letters join those before them.
 */
const GRAPHEME =
  /\r\n|\p{RI}{2}|(?:[\u1100-\u115f]+[\u1160-\u11a7]*[\u11a8-\u11ff]*|.)(?:\u200d\p{ExtPict}|[\p{M}\p{EMod}\u200c\u200d])*/gsu;

// biome-ignore lint/suspicious/noControlCharactersInRegex: ASCII is what it says
const ASCII = /^[\0-\x0c\x0e-\x7f]*$/;

/** `String.graphemes/1` */
export function graphemesOf(text: string): readonly string[] {
  return ASCII.test(text) ? text.split("") : (text.match(GRAPHEME) ?? []);
}
