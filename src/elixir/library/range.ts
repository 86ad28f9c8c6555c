import { rangeOf } from "../enumerable.ts";
import { argumentError } from "../exception.ts";
import { inspect } from "../inspect.ts";
import { atomMap } from "../map.ts";
import { bool, moduleAtom, NIL, type Term } from "../term.ts";
import { asInteger, libraryModule, noClause } from "./arguments.ts";
import { rangeSize } from "./iteration.ts";

type Range = NonNullable<ReturnType<typeof rangeOf>>;

function asRange(term: Term): Range {
  const range = rangeOf(term);
  if (range === null) throw noClause();
  return range;
}

function makeRange(first: Term, last: Term, step: Term): Term {
  return atomMap({ __struct__: moduleAtom("Range"), first, last, step });
}

/** Its smallest and largest number, and how far apart its numbers are. */
function upwards(range: Range): Range {
  const { first, step } = range;
  const end = first + (rangeSize(range) - 1n) * step;
  return step > 0n ? { first, last: end, step } : { first: end, last: first, step: -step };
}

function isDisjoint(a: Range, b: Range): boolean {
  if (rangeSize(a) === 0n || rangeSize(b) === 0n) return true;
  const [one, other] = [upwards(a), upwards(b)];
  let value = one.first;
  if (value < other.first) value += ((other.first - value + one.step - 1n) / one.step) * one.step;
  // Where a number of one is in the other comes round again after as many numbers as the other's step is long.
  for (let tries = other.step; tries > 0n && value <= one.last && value <= other.last; tries -= 1n) {
    if ((value - other.first) % other.step === 0n) return false;
    value += one.step;
  }
  return true;
}

export const RANGE = libraryModule(
  "Range",
  {
    "disjoint?/2": (_cx, a, b) => bool(isDisjoint(asRange(a), asRange(b))),
    "new/2,3": (_cx, first, last, step) => {
      const whole = typeof first === "bigint" && typeof last === "bigint";
      if (step === undefined) {
        if (whole) return makeRange(first, last, first <= last ? 1n : -1n);
        throw argumentError(
          `ranges (first..last) expect both sides to be integers, got: ${inspect(first)}..${inspect(last)}`,
        );
      }
      if (whole && typeof step === "bigint" && step !== 0n) return makeRange(first, last, step);
      throw argumentError(
        `ranges (first..last//step) expect both sides to be integers and the step to be a non-zero integer, got: ${inspect(first)}..${inspect(last)}//${inspect(step)}`,
      );
    },
    "shift/2": (_cx, term, steps) => {
      const { first, last, step } = asRange(term);
      const distance = asInteger(steps) * step;
      return makeRange(first + distance, last + distance, step);
    },
    "size/1": (_cx, term) => rangeSize(asRange(term)),
  },
  { struct: { first: NIL, last: NIL, step: NIL } },
);
