import { readFileSync } from "node:fs";
import { join } from "node:path";
import { atom, binary, float, integer, list, type Term, tuple } from "../../src/server/term.ts";
import { mapTerm } from "../../src/server/term-map.ts";

/** A term as the recorders of test/fixtures/beam describe it. */
export type Described =
  | { readonly atom: string }
  | { readonly integer: string }
  | { readonly float: string }
  | { readonly binary: string }
  | { readonly bitstring: string; readonly bits: number }
  | { readonly list: readonly Described[]; readonly tail?: Described }
  | { readonly tuple: readonly Described[] }
  | { readonly map: readonly (readonly [Described, Described])[] };

/** The lines of a recording in test/fixtures/beam. */
export function beamLines<Line>(file: string): readonly Line[] {
  const path = join(import.meta.dirname, "../fixtures/beam", file);
  // The recorder beside the file writes nothing else.
  return readFileSync(path, "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Line);
}

/** The term that a recorder described. */
export function termOf(described: Described): Term {
  if ("atom" in described) return atom(described.atom);
  if ("integer" in described) return integer(BigInt(described.integer));
  if ("float" in described) return float(new DataView(hexBytes(described.float).buffer).getFloat64(0));
  if ("binary" in described) return binary(hexBytes(described.binary));
  if ("bitstring" in described) {
    return { is: "bitstring", bytes: hexBytes(described.bitstring), bits: described.bits };
  }
  if ("list" in described) {
    return list(described.list.map(termOf), described.tail === undefined ? null : termOf(described.tail));
  }
  if ("tuple" in described) return tuple(...described.tuple.map(termOf));
  return mapTerm(described.map.map(([key, value]) => [termOf(key), termOf(value)] as const));
}

export function hexBytes(hex: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

export function hexOf(bytes: Uint8Array): string {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
