import { deflateSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { encodeTerm } from "../../src/server/external-term.ts";
import { decodeTerm, MalformedTerm } from "../../src/server/external-term-reader.ts";
import { atom, binary, float, integer, list, type Term, text, tuple } from "../../src/server/term.ts";
import { atomMap, mapTerm, sameTerm } from "../../src/server/term-map.ts";
import "../../src/simulation/whole.ts";
import { beamLines, type Described, hexBytes, hexOf, termOf } from "./beam-term.ts";

type Recorded = { readonly hex: string; readonly term: Described; readonly source: string };

/** What a real `:erlang.term_to_binary/1` made (OTP 25). */
const recorded = beamLines<Recorded>("external-terms.jsonl");

/** Any term at all, maps of up to 40 keys included. */
const terms = fc.letrec<{ term: Term }>((tie) => ({
  term: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    fc.bigInt({ min: -(2n ** 80n), max: 2n ** 80n }).map(integer),
    fc.integer().map(integer),
    fc.double({ noNaN: true, noDefaultInfinity: true }).map(float),
    fc.string({ unit: "binary", maxLength: 255 }).map(atom),
    fc.string({ unit: "binary" }).map(text),
    fc.uint8Array().map(binary),
    fc.array(tie("term"), { maxLength: 5 }).map((items) => list(items)),
    fc
      .tuple(fc.array(tie("term"), { minLength: 1, maxLength: 3 }), tie("term"))
      .map(([items, tail]) => list(items, tail)),
    fc.array(fc.integer({ min: 0, max: 300 }).map(integer)).map((items) => list(items)),
    fc.array(tie("term"), { maxLength: 5 }).map((items) => tuple(...items)),
    fc.array(fc.tuple(tie("term"), tie("term")), { maxLength: 40 }).map(mapTerm),
  ),
})).term;

describe("the recorded terms of a real Erlang", () => {
  test("are many and of every kind", () => {
    expect(recorded.length).toBeGreaterThan(350);
    const kinds = new Set(recorded.flatMap(({ term }) => Object.keys(term)));
    expect(kinds).toEqual(
      new Set(["atom", "integer", "float", "binary", "bitstring", "bits", "list", "tail", "tuple", "map"]),
    );
  });

  test("are written here as the same bytes", () => {
    const wrong = recorded.filter(({ hex, term }) => hexOf(encodeTerm(termOf(term))) !== hex);
    expect(wrong.map(({ source }) => source)).toEqual([]);
  });

  test("are read here as the same terms", () => {
    for (const { hex, term } of recorded) expect(decodeTerm(hexBytes(hex))).toEqual(termOf(term));
  });
});

test("what is written is read again as the same term", () => {
  fc.assert(
    fc.property(terms, (term) => {
      const bytes = encodeTerm(term);
      const read = decodeTerm(bytes);
      expect(sameTerm(read, term)).toBe(true);
      expect(encodeTerm(read)).toEqual(bytes);
    }),
  );
});

test("bytes that are cut short are refused, wherever they are cut", () => {
  fc.assert(
    fc.property(terms, (term) => {
      const bytes = encodeTerm(term);
      for (let end = 0; end < bytes.length; end += 1) {
        expect(() => decodeTerm(bytes.subarray(0, end))).toThrow(MalformedTerm);
      }
    }),
    { numRuns: 30 },
  );
});

test("no bytes whatever make the reader fail otherwise, also behind the right first byte", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
      try {
        const term = decodeTerm(Uint8Array.of(131, ...bytes));
        expect(sameTerm(decodeTerm(encodeTerm(term)), term)).toBe(true);
      } catch (error) {
        expect(error).toBeInstanceOf(MalformedTerm);
      }
    }),
    { numRuns: 2000 },
  );
});

test("a list of bytes is written as one up to 65,535 of them", () => {
  const sevens = (count: number) => list(Array<Term>(count).fill(integer(7)));
  expect(encodeTerm(sevens(65_535)).slice(0, 5)).toEqual(Uint8Array.of(131, 107, 255, 255, 7));
  expect(encodeTerm(sevens(65_536)).slice(0, 8)).toEqual(Uint8Array.of(131, 108, 0, 1, 0, 0, 97, 7));
});

test("a map of more than 32 keys keeps the order in which it is given", () => {
  const keys = Array.from({ length: 33 }, (_, index) => integer(33 - index));
  const map = mapTerm(keys.map((key) => [key, atom("x")] as const));
  expect(encodeTerm(map).slice(6, 8)).toEqual(Uint8Array.of(97, 33));
  expect(decodeTerm(encodeTerm(map))).toEqual(map);
  const sorted = mapTerm([...keys].reverse().map((key) => [key, atom("x")] as const));
  expect(sameTerm(map, sorted)).toBe(true);
});

test("compressed terms are read, whatever way they were compressed", () => {
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 2000 }),
    fc.array(fc.constantFrom(97, 98), { maxLength: 5000 }).map((letters) => Uint8Array.from(letters)),
  );
  fc.assert(
    fc.property(
      bytes,
      fc.integer({ min: 0, max: 9 }),
      fc.constantFrom(0, 1, 2, 3, 4),
      (data, level, strategy) => {
        const plain = encodeTerm(binary(data));
        const stream = deflateSync(plain.subarray(1), { level, strategy });
        const head = Uint8Array.of(131, 80, 0, 0, (plain.length - 1) >> 8, (plain.length - 1) & 255);
        const whole = Uint8Array.of(...head, ...stream);
        expect(decodeTerm(whole)).toEqual(binary(data));
        expect(() => decodeTerm(whole.subarray(0, whole.length - 1))).toThrow(MalformedTerm);
        whole[5] = ((whole[5] ?? 0) + 1) & 255;
        expect(() => decodeTerm(whole)).toThrow(MalformedTerm);
      },
    ),
  );
});

test("a key given twice has its last value, as in an Elixir map", () => {
  const twice = mapTerm([
    [atom("a"), integer(1)],
    [text("a"), integer(2)],
    [atom("a"), integer(3)],
  ]);
  expect(twice).toEqual(
    mapTerm([
      [text("a"), integer(2)],
      [atom("a"), integer(3)],
    ]),
  );
  expect(atomMap({ a: integer(3) }).entries).toEqual([[atom("a"), integer(3)]]);
});
