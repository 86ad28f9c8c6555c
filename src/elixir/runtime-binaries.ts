import { BitReader } from "./bit-reader.ts";
import { badSegment } from "./bit-segment-error.ts";
import { BitWriter } from "./bit-writer.ts";
import { bytesOf } from "./bits.ts";
import { bitSize, isBitstring } from "./bitstring.ts";
import type { Context } from "./context.ts";
import { argumentError, raised } from "./exception.ts";
import type { Routine } from "./host.ts";
import { atom, Bits, isBinary, NIL, type Term, tuple } from "./term.ts";
import type { Place } from "./thrown.ts";

/** What runtime.ts gives to compiled code for `<<…>>`. */
export const BINARIES = {
  /** The bits of a generator `<<… <- bits>>`; the reader goes on until the body reads nothing more. */
  *eachBits(cx: Context, bits: Term, body: (reader: BitReader) => Routine<void>): Routine<void> {
    if (!isBitstring(bits))
      throw raised("ErlangError", { original: tuple(atom("bad_generator"), bits), reason: NIL });
    const reader = new BitReader(bits);
    while (!reader.atEnd) {
      cx.spend(1);
      const before = reader.left;
      yield* body(reader);
      if (reader.left === before) return;
    }
  },
  reader: (value: Term) => (isBitstring(value) ? new BitReader(value) : null),
  /** The integer of a `size(…)`; one that is none fits nothing. */
  sizeOf: (value: Term) => (typeof value === "bigint" ? Number(value) : -1),
  /** Segments of `<<…>>`: value, type, size (null for its own), unit, little endian. */
  bitstring(cx: Context, place: Place, ...segments: Segment[]): Term {
    cx.at = place;
    const writer = new BitWriter();
    for (const [index, segment] of segments.entries()) writeSegment(writer, segment, index + 1);
    cx.allocate(writer.bits >> 6);
    cx.spend(writer.bits >> 9);
    return writer.finish();
  },
  bits: (bytes: readonly number[], size: number) => new Bits(Uint8Array.from(bytes), size),
};

/** What follows the text in these bits; undefined when they do not begin so. */
export function bitsAfter(value: Bits, prefix: string): Term | undefined {
  const reader = new BitReader(value);
  return reader.skip(bytesOf(prefix)) ? (reader.bits(null, 8) ?? undefined) : undefined;
}

type Segment = readonly [value: Term, type: string, size: Term | null, unit: number, little: boolean];

const TOO_LARGE = 2 ** 27;

function writeSegment(
  writer: BitWriter,
  [value, type, given, unit, little]: Segment,
  position: number,
): void {
  const size = given === null ? null : typeof given === "bigint" ? Number(given) : -1;
  if (size !== null && (size < 0 || size * unit > TOO_LARGE)) throw argumentError("argument error");
  if (type === "integer" && typeof value === "bigint") writer.integer(value, (size ?? 8) * unit, little);
  else if (type === "float" && (typeof value === "bigint" || typeof value === "number")) {
    const bits = (size ?? 64) * unit;
    if (bits !== 64 && bits !== 32) throw badSegment(position, type, value);
    writer.float(Number(value), bits, little);
  } else if ((type === "binary" || type === "bitstring") && isBitstring(value)) {
    const all = bitSize(value);
    const bits = size === null ? all : size * unit;
    if (bits > all || (type === "binary" && size === null && !isBinary(value)))
      throw badSegment(position, type, value);
    writer.append(value, bits);
  } else if (type.startsWith("utf"))
    for (const code of codePoints(value, position, type)) writeCodePoint(writer, code, type, little);
  else throw badSegment(position, type, value);
}

function codePoints(value: Term, position: number, type: string): number[] {
  if (typeof value === "string") return [...value].map((char) => char.codePointAt(0) ?? 0);
  const isCode =
    typeof value === "bigint" && value >= 0n && value <= 0x10ffffn && (value < 0xd800n || value >= 0xe000n);
  if (isCode) return [Number(value)];
  throw badSegment(position, type, value);
}

function writeCodePoint(writer: BitWriter, code: number, type: string, little: boolean): void {
  const char = String.fromCodePoint(code);
  if (type === "utf8") writer.append(char);
  else if (type === "utf32") writer.integer(BigInt(code), 32, little);
  else
    for (let index = 0; index < char.length; index += 1)
      writer.integer(BigInt(char.charCodeAt(index)), 16, little);
}
