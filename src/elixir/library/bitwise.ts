import { counted } from "../arithmetic.ts";
import type { Context } from "../context.ts";
import { arithmeticError } from "../exception.ts";
import { type Native, nativeModule, tooLarge } from "../native.ts";
import type { Term } from "../term.ts";

function shift(cx: Context, value: bigint, count: bigint): bigint {
  if (count > 4_000_000n) throw tooLarge(`${value} <<< ${count} is too large an integer`);
  return count >= 0n ? counted(cx, value << count) : value >> -count;
}

const OPERATIONS: { readonly [names: string]: (cx: Context, a: bigint, b: bigint) => bigint } = {
  "band &&&": (_cx, a, b) => a & b,
  "bor |||": (_cx, a, b) => a | b,
  "bxor ^^^": (_cx, a, b) => a ^ b,
  "bsl <<<": shift,
  "bsr >>>": (cx, a, b) => shift(cx, a, -b),
};

const functions: { [nameAndArity: string]: Native } = {};
for (const [names, operation] of Object.entries(OPERATIONS)) {
  for (const name of names.split(" ")) {
    functions[`${name}/2`] = (cx, a: Term, b: Term) => {
      if (typeof a !== "bigint" || typeof b !== "bigint") throw arithmeticError();
      return operation(cx, a, b);
    };
  }
}
functions["bnot/1"] = (_cx, a) => {
  if (typeof a !== "bigint") throw arithmeticError();
  return ~a;
};
functions["~~~/1"] = functions["bnot/1"];

export const BITWISE = nativeModule("Bitwise", functions, {
  guards: Object.keys(functions),
  using: (target) => target.import(BITWISE.module),
});
