import { Later } from "../../loading/later.ts";
import * as server from "../../server/term.ts";
import { binary, bytesOf } from "../bits.ts";
import { raised } from "../exception.ts";
import { mapOf, mapPairs } from "../map.ts";
import { Atom, atom, Bits, isBinary, isList, list, listItems, MapTerm, type Term, Tuple } from "../term.ts";

const TERM_MAP = new Later(() => import("../../server/term-map.ts"));

/** The term as the server's own parts have it. Raises for what they have not: processes, references, functions. */
export function toServer(term: Term): server.Term {
  if (typeof term === "bigint") return server.integer(term);
  if (typeof term === "number") return server.float(term);
  if (term instanceof Atom) return server.atom(term.name);
  if (isBinary(term)) return server.binary(bytesOf(term));
  if (term instanceof Bits) return { is: "bitstring", bytes: term.bytes, bits: term.bitSize };
  if (term instanceof Tuple) return server.tuple(...term.items.map(toServer));
  if (term instanceof MapTerm) {
    return TERM_MAP.now.mapTerm(
      mapPairs(term).map(([key, value]) => [toServer(key), toServer(value)] as const),
    );
  }
  const items = isList(term) ? listItems(term) : null;
  if (items !== null) return server.list(items.map(toServer));
  const message = "processes, references, functions and improper lists cannot be signed in this simulator";
  throw raised("ArgumentError", { message });
}

export function fromServer(term: server.Term): Term {
  switch (term.is) {
    case "integer":
    case "float":
      return term.value;
    case "atom":
      return atom(term.name);
    case "binary":
      return binary(term.bytes);
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
