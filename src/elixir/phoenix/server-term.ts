import { Later } from "../../loading/later.ts";
import * as server from "../../server/term.ts";
import { binary, bytesOf } from "../bits.ts";
import type { Term } from "../term.ts";

/** What a token seldom holds: anything but an integer or a text. */
const COMPOUNDS = new Later(() => import("./compound-server-term.ts"));

/** The term as the server's own parts have it. Raises for what they have not: processes, references, functions. */
export function toServer(term: Term): server.Term {
  if (typeof term === "bigint") return server.integer(term);
  return typeof term === "string" ? server.binary(bytesOf(term)) : COMPOUNDS.now.compoundToServer(term);
}

export function fromServer(term: server.Term): Term {
  if (term.is === "integer") return term.value;
  return term.is === "binary" ? binary(term.bytes) : COMPOUNDS.now.compoundFromServer(term);
}
