import { argumentError } from "./exception.ts";
import { inspect } from "./inspect.ts";
import type { Term } from "./term.ts";

const EXPECTED: { readonly [type: string]: string } = {
  integer: "an integer",
  float: "a float or an integer",
  binary: "a binary",
  bitstring: "a bitstring",
};

/** What the BEAM says of a value that cannot stand in its segment of `<<…>>` (OTP 25). */
export function badSegment(position: number, type: string, value: Term): unknown {
  const expected = EXPECTED[type] ?? `a non-negative integer encodable as ${type}`;
  return argumentError(
    `construction of binary failed: segment ${position} of type '${type}': expected ${expected} but got: ${inspect(value)}`,
  );
}
