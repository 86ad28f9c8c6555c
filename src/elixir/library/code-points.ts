/** The text's code points as integers. */
export function codePoints(text: string): bigint[] {
  return Array.from(text, (char) => BigInt(char.codePointAt(0) ?? 0));
}
