const encoder = new TextEncoder();
const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const lenient = new TextDecoder("utf-8", { ignoreBOM: true });

/** A byte that is no part of UTF-8 is carried as this plus itself: half a surrogate pair, which no text has. */
const STRAY_BYTE = 0xdc00;
const LONE_SURROGATE = /\p{Surrogate}/u;

/**
 * The text in the bytes of a binary frame's field. Phoenix does not check them: an Elixir string may hold any
 * bytes, and only who writes it as JSON fails. Each byte that is no UTF-8 becomes a lone surrogate, which
 * `encodeUtf8` turns back into that byte.
 */
export function decodeUtf8(bytes: Uint8Array): string {
  try {
    return strict.decode(bytes);
  } catch {
    return decodeWithStrays(bytes);
  }
}

/** The bytes of a text, those of `decodeUtf8` as they were. */
export function encodeUtf8(text: string): Uint8Array {
  if (!LONE_SURROGATE.test(text)) return encoder.encode(text);
  const bytes: number[] = [];
  for (const letter of text) {
    if (LONE_SURROGATE.test(letter)) bytes.push((letter.codePointAt(0) ?? 0) & 0xff);
    else bytes.push(...encoder.encode(letter));
  }
  return Uint8Array.from(bytes);
}

function decodeWithStrays(bytes: Uint8Array): string {
  let text = "";
  let at = 0;
  while (at < bytes.length) {
    const size = sizeOfLetter(bytes, at);
    text +=
      size === 0
        ? String.fromCharCode(STRAY_BYTE + (bytes[at] ?? 0))
        : lenient.decode(bytes.subarray(at, at + size));
    at += Math.max(1, size);
  }
  return text;
}

/** How many bytes from `at` on are one letter; 0 when none begins there. */
function sizeOfLetter(bytes: Uint8Array, at: number): number {
  for (let size = 1; size <= 4 && at + size <= bytes.length; size += 1) {
    try {
      strict.decode(bytes.subarray(at, at + size));
      return size;
    } catch {
      // Not a letter of that size; perhaps of the next.
    }
  }
  return 0;
}
