/**
 * An Elixir term as the parts of Phoenix see it that keep or sign whatever an app gives them: tokens and
 * presences. It is the neutral ground between the app's own values (an evaluator's, or JSON) and the bytes on
 * the wire. Processes, references, ports and functions are no part of it.
 */
export type Term =
  | { readonly is: "atom"; readonly name: string }
  | { readonly is: "integer"; readonly value: bigint }
  /** Never NaN or infinite: the BEAM has no such floats. */
  | { readonly is: "float"; readonly value: number }
  | { readonly is: "binary"; readonly bytes: Uint8Array }
  /** A bitstring that is no binary; the last byte is filled up with zeros. */
  | { readonly is: "bitstring"; readonly bytes: Uint8Array; readonly bits: number }
  /** `tail` is null for a proper list, and never a list. */
  | { readonly is: "list"; readonly items: readonly Term[]; readonly tail: Term | null }
  | { readonly is: "tuple"; readonly items: readonly Term[] }
  | MapTerm;

export type AtomTerm = Extract<Term, { is: "atom" }>;
/** Made by `mapTerm`: every key once, in the order in which the BEAM walks the map. */
export type MapTerm = { readonly is: "map"; readonly entries: readonly (readonly [Term, Term])[] };

const utf8 = new TextEncoder();
const strictUtf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

export const NIL: AtomTerm = atom("nil");

export function atom(name: string): AtomTerm {
  return { is: "atom", name };
}

export function boolean(value: boolean): AtomTerm {
  return atom(value ? "true" : "false");
}

/** An integer of any size; a number must be whole. */
export function integer(value: number | bigint): Term {
  return { is: "integer", value: BigInt(value) };
}

export function float(value: number): Term {
  if (!Number.isFinite(value)) throw new RangeError(`Elixir has no float ${value}`);
  return { is: "float", value };
}

/** A string, as Elixir has them: a binary in UTF-8. */
export function text(value: string): Term {
  return binary(utf8.encode(value));
}

export function binary(bytes: Uint8Array): Term {
  return { is: "binary", bytes };
}

/** `tail` makes the list improper, unless it is a list itself, which is then the rest of this one. */
export function list(items: readonly Term[], tail: Term | null = null): Term {
  if (tail?.is === "list") return { is: "list", items: [...items, ...tail.items], tail: tail.tail };
  if (items.length === 0 && tail !== null) throw new RangeError("a list with a tail has a first item");
  return { is: "list", items, tail };
}

export function tuple(...items: readonly Term[]): Term {
  return { is: "tuple", items };
}

/** The string in a binary; null for any other term, and for bytes that are no UTF-8. */
export function textOf(term: Term): string | null {
  if (term.is !== "binary") return null;
  try {
    return strictUtf8.decode(term.bytes);
  } catch {
    return null;
  }
}
