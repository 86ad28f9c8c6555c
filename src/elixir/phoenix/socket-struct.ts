import type { JsonValue } from "../../protocol/json.ts";
import type { JoinRef, Ref } from "../../protocol/message.ts";
import type { Serializer } from "../../protocol/serializer.ts";
import type { Assigns, SocketRef } from "../../server/channel-socket.ts";
import { serializerFor } from "../../server/upgrade.ts";
import { inspect } from "../inspect.ts";
import { noClause } from "../library/arguments.ts";
import { EMPTY_MAP, field, isStruct, mapPut } from "../map.ts";
import { pidOf } from "../otp/node-host.ts";
import {
  Atom,
  atom,
  FALSE,
  isList,
  listItems,
  MapTerm,
  moduleAtom,
  NIL,
  PidTerm,
  type Term,
  TRUE,
} from "../term.ts";

const NAME = "Phoenix.Socket";

/** The fields of `%Phoenix.Socket{}` (phoenix 1.8.12, lib/phoenix/socket.ex). */
export const SOCKET_FIELDS = {
  assigns: EMPTY_MAP,
  channel: NIL,
  channel_pid: NIL,
  endpoint: NIL,
  handler: NIL,
  id: NIL,
  joined: FALSE,
  join_ref: NIL,
  private: EMPTY_MAP,
  pubsub_server: NIL,
  ref: NIL,
  serializer: NIL,
  topic: NIL,
  transport: NIL,
  transport_pid: NIL,
} as const;

const SERIALIZER = /^Elixir\.Phoenix\.Socket\.V([12])\.JSONSerializer$/;

export function serializerAtom({ vsn }: Serializer): Atom {
  return moduleAtom(`Phoenix.Socket.V${vsn[0]}.JSONSerializer`);
}

export function serializerOf(term: Term | undefined): Serializer {
  const [, major] = SERIALIZER.exec(term instanceof Atom ? term.name : "") ?? [];
  const found = serializerFor(`${major}.0.0`);
  if (found === null) throw noClause();
  return found;
}

/** The term as `%Phoenix.Socket{}`; anything else fits no clause. */
export function asSocket(term: Term): MapTerm {
  if (!isStruct(term, NAME)) throw noClause();
  return term;
}

export function isSocket(term: Term | undefined): term is MapTerm {
  return term !== undefined && isStruct(term, NAME);
}

/** The socket with other values in some fields. */
export function withFields(socket: MapTerm, fields: { readonly [name: string]: Term }): MapTerm {
  let changed = socket;
  for (const [name, value] of Object.entries(fields)) changed = mapPut(changed, atom(name), value);
  return changed;
}

export function assignsOf(socket: MapTerm): MapTerm {
  const assigns = field(socket, "assigns");
  return assigns instanceof MapTerm ? assigns : EMPTY_MAP;
}

/** Where a push or a reply of this socket goes. The refs are whatever JSON the client sent. */
export function addressOf(socket: MapTerm): SocketRef {
  const pid = field(socket, "transport_pid");
  const topic = field(socket, "topic");
  if (!(pid instanceof PidTerm) || typeof topic !== "string") throw noClause();
  return {
    transportPid: pidOf(pid),
    topic,
    serializer: serializerOf(field(socket, "serializer")),
    ref: refOf(field(socket, "ref")) as Ref, // as the client sent it: see Message
    joinRef: refOf(field(socket, "join_ref")) as JoinRef, // likewise
  };
}

/** A ref as JSON: a string for every well-meaning client. */
export function refOf(term: Term | undefined): JsonValue {
  return term === undefined ? null : viewOf(term);
}

const views = new WeakMap<MapTerm, Assigns>();

/** The assigns as the trace shows them: what is no JSON as Elixir inspects it. */
export function assignsView(assigns: MapTerm): Assigns {
  const known = views.get(assigns);
  if (known !== undefined) return known;
  const made = objectView(assigns);
  views.set(assigns, made);
  return made;
}

function objectView(map: MapTerm): { readonly [key: string]: JsonValue } {
  return Object.fromEntries(
    map.keys.map((key, index) => [
      typeof key === "string" ? key : key instanceof Atom ? key.name : inspect(key),
      viewOf(map.values[index] as Term), // as many values as keys
    ]),
  );
}

/** A term as it is shown: what JSON has no form for as Elixir inspects it. */
export function viewOf(term: Term): JsonValue {
  if (typeof term === "string" || typeof term === "number") return term;
  if (typeof term === "bigint") return BigInt.asIntN(53, term) === term ? Number(term) : term;
  if (term === NIL) return null;
  if (term === TRUE || term === FALSE) return term === TRUE;
  if (term instanceof MapTerm && field(term, "__struct__") === undefined) return objectView(term);
  const items = isList(term) ? listItems(term) : null;
  return items === null ? inspect(term) : items.map(viewOf);
}
