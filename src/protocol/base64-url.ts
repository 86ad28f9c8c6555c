import { decodeUtf8 } from "./utf8.ts";

const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
const ALPHABET = `${LETTERS}-_`;
const STANDARD_ALPHABET = `${LETTERS}+/`;

/** `Base.url_encode64(bytes, padding: false)` */
export function encodeBase64Url(bytes: Uint8Array): string {
  let text = "";
  for (let index = 0; index < bytes.length; index += 3) {
    const group = [bytes[index] ?? 0, bytes[index + 1], bytes[index + 2]];
    const word = ((group[0] ?? 0) << 16) | ((group[1] ?? 0) << 8) | (group[2] ?? 0);
    const letters = group[1] === undefined ? 2 : group[2] === undefined ? 3 : 4;
    for (let letter = 0; letter < letters; letter += 1) text += ALPHABET[(word >> (18 - 6 * letter)) & 63];
  }
  return text;
}

/** The bytes of a text in url-safe base64 (`Base.url_decode64(text, padding: false)`, Elixir 1.14); null for anything else. */
export function decodeBase64Url(text: string): Uint8Array | null {
  return decodeWith(ALPHABET, text);
}

/** The text in standard base64 (`Base.decode64(text, padding: false)`); null for anything else. */
export function decodeBase64(text: string): string | null {
  const bytes = decodeWith(STANDARD_ALPHABET, text);
  return bytes === null ? null : decodeUtf8(bytes);
}

// Padding may be missing, and is taken where it is right; bits that fill up no byte are ignored.
function decodeWith(alphabet: string, text: string): Uint8Array | null {
  const letters = text.length % 4 === 0 ? text.replace(/={1,2}$/, "") : text;
  // One letter left over holds six bits: no byte.
  if (letters.length % 4 === 1) return null;
  const bytes: number[] = [];
  let word = 0;
  let bits = 0;
  for (const letter of letters) {
    const value = alphabet.indexOf(letter);
    if (value === -1) return null;
    word = (word << 6) | value;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      bytes.push((word >> bits) & 255);
      word &= (1 << bits) - 1;
    }
  }
  return Uint8Array.from(bytes);
}
