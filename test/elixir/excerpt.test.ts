import fc from "fast-check";
import { expect, test } from "vitest";
import { excerpt } from "../../src/elixir/excerpt.ts";
import { inspect } from "../../src/elixir/inspect.ts";
import { mapOf } from "../../src/elixir/map.ts";
import { Program } from "../../src/elixir/program.ts";
import { atom, Bits, list, type Term, tuple } from "../../src/elixir/term.ts";
import "../../src/simulation/whole.ts";

const PROGRAM = new Program([]);

const small = fc.oneof(
  fc.bigInt({ min: -5n, max: 130n }),
  fc.string({ maxLength: 3 }),
  fc.constantFrom(atom("a"), atom("ok"), atom("Elixir.Foo")),
);

/** Lists, maps and binaries of any size up to a few thousand, nested now and then; also what nearly is a charlist. */
const term = fc.letrec<{ term: Term }>((tie) => {
  const size = fc.oneof(fc.nat(4), fc.nat(70), fc.nat(2500));
  const many = (item: fc.Arbitrary<Term>) =>
    fc.tuple(size, fc.array(item, { minLength: 1, maxLength: 4 }), item).map(([count, items, last]) => {
      const repeated = Array.from({ length: count }, (_, index) => items[index % items.length] ?? 0n);
      return [...repeated, last];
    });
  return {
    term: fc.oneof(
      { depthSize: "small", maxDepth: 3 },
      small,
      many(tie("term")).map((items) => list(items)),
      many(fc.bigInt({ min: 30n, max: 40n })).map((items) => list(items)),
      many(small.map((value) => tuple(atom("key"), value))).map((items) => list(items)),
      fc.tuple(many(small), small).map(([items, tail]) => list(items, tail)),
      many(tie("term")).map((items) => tuple(...items)),
      fc
        .tuple(many(tie("term")), fc.constantFrom(atom("last"), "last"))
        .map(([items, last]) =>
          mapOf([...items.map((item, key) => [atom(`k${key}`), item] as const), [last, 1n]]),
        ),
      fc.nat(20_000).map((length) => "é".repeat(length)),
      fc.nat(500).map((length) => new Bits(new Uint8Array(length + 1).fill(255), length * 8 + 3)),
    ),
  };
}).term;

test("an excerpt is shown as the whole is", () => {
  fc.assert(
    fc.property(term, (whole) => {
      expect(inspect(excerpt(whole, PROGRAM))).toBe(inspect(whole));
    }),
    { numRuns: 150 },
  );
});

test("of a long list the part that is shown is left", () => {
  const long = list(Array.from({ length: 5000 }, (_, index) => BigInt(index)));
  const short = excerpt(long, PROGRAM);
  expect(inspect(short)).toBe(inspect(long));
  expect(short).not.toEqual(long);
});
