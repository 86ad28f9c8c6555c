import fc from "fast-check";
import { expect, test } from "vitest";
import { encodeJson } from "../../src/protocol/json.ts";
import { EncodeError } from "../../src/protocol/serializer.ts";
import { decodeUtf8, encodeUtf8 } from "../../src/protocol/utf8.ts";

const text = fc.string({ unit: "binary", maxLength: 40 });
// Single bytes of which many are no UTF-8, between whole letters.
const bytes = fc
  .array(
    fc.oneof(
      fc.uint8Array({ maxLength: 6 }),
      text.map((letters) => new TextEncoder().encode(letters)),
    ),
  )
  .map((parts) => Uint8Array.from(parts.flatMap((part) => [...part])));

test("any bytes come back as they were", () => {
  fc.assert(
    fc.property(bytes, (original) => {
      expect(encodeUtf8(decodeUtf8(original))).toEqual(original);
    }),
  );
});

test("what is UTF-8 is read and written as everywhere", () => {
  fc.assert(
    fc.property(text, (letters) => {
      const encoded = new TextEncoder().encode(letters);
      expect(encodeUtf8(letters)).toEqual(encoded);
      expect(decodeUtf8(encoded)).toBe(letters);
    }),
  );
});

test("what is not UTF-8 cannot be written as JSON, and the error names the first such byte", () => {
  const stray = decodeUtf8(Uint8Array.of(0x61, 0xc3, 0xa9, 0xfe, 0xff));
  expect(() => encodeJson({ [stray]: 1 })).toThrow(EncodeError);
  expect(() => encodeJson([stray])).toThrow("invalid byte 0xFE in <<97, 195, 169, 254, 255>>");
  expect(encodeJson(["aé😀"])).toBe('["aé😀"]');
});
