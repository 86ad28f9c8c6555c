import * as server from "../../server/term.ts";
import { mapTerm } from "../../server/term-map.ts";
import { notSignable } from "../complaints.ts";
import { mapOf, mapPairs } from "../map.ts";
import { Atom, atom, Bits, isList, list, listItems, MapTerm, type Term, Tuple } from "../term.ts";
import { fromServer, toServer } from "./server-term.ts";

/** `toServer` for what is neither an integer nor a text. */
export function compoundToServer(term: Term): server.Term {
  if (typeof term === "number") return server.float(term);
  if (term instanceof Atom) return server.atom(term.name);
  if (term instanceof Bits) {
    const { bytes, bitSize } = term;
    return bitSize % 8 === 0 ? server.binary(bytes) : { is: "bitstring", bytes, bits: bitSize };
  }
  if (term instanceof Tuple) return server.tuple(...term.items.map(toServer));
  if (term instanceof MapTerm) {
    return mapTerm(mapPairs(term).map(([key, value]) => [toServer(key), toServer(value)] as const));
  }
  const items = isList(term) ? listItems(term) : null;
  if (items !== null) return server.list(items.map(toServer));
  throw notSignable();
}

/** `fromServer` for what is neither an integer nor a binary. */
export function compoundFromServer(term: Exclude<server.Term, { is: "integer" | "binary" }>): Term {
  switch (term.is) {
    case "float":
      return term.value;
    case "atom":
      return atom(term.name);
    case "bitstring":
      return new Bits(term.bytes, term.bits);
    case "tuple":
      return new Tuple(term.items.map(fromServer));
    case "map":
      return mapOf(term.entries.map(([key, value]) => [fromServer(key), fromServer(value)]));
    case "list": {
      const items = term.items.map(fromServer);
      return term.tail === null ? list(items) : list(items, fromServer(term.tail));
    }
  }
}
