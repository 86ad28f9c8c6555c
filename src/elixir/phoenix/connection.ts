import type { JsonObject } from "../../protocol/json.ts";
import { libraryModule, noClause } from "../library/arguments.ts";
import { atomMap, EMPTY_MAP, field, isStruct, mapPut } from "../map.ts";
import { nativeModule } from "../native.ts";
import { atom, EMPTY, FALSE, list, MapTerm, moduleAtom, NIL, type Term, TRUE } from "../term.ts";
import { termOfJson } from "./json-term.ts";

const FIELDS = {
  adapter: NIL,
  assigns: EMPTY_MAP,
  halted: FALSE,
  host: "localhost",
  method: "GET",
  params: EMPTY_MAP,
  path_info: EMPTY,
  query_params: EMPTY_MAP,
  query_string: "",
  req_headers: EMPTY,
  request_path: "/",
  resp_body: NIL,
  resp_headers: EMPTY,
  state: atom("unset"),
  status: NIL,
} as const;

/** `%Plug.Conn{}` of a request without a body. */
export function connOf(method: string, path: string, params: JsonObject): MapTerm {
  const query = termOfJson(params);
  return atomMap({
    __struct__: moduleAtom("Plug.Conn"),
    ...FIELDS,
    method,
    request_path: path,
    path_info: list(path.split("/").filter((part) => part !== "")),
    params: query,
    query_params: query,
  });
}

/** The status that a connection was answered with; null when it was not. */
export function statusOf(conn: Term): number | null {
  const status = conn instanceof MapTerm ? field(conn, "status") : undefined;
  return typeof status === "bigint" ? Number(status) : null;
}

function changed(conn: Term, fields: { readonly [name: string]: Term }): Term {
  if (!isStruct(conn, "Plug.Conn")) throw noClause();
  let next: MapTerm = conn;
  for (const [name, value] of Object.entries(fields)) next = mapPut(next, atom(name), value);
  return next;
}

const STATUSES: { readonly [name: string]: bigint } = {
  ok: 200n,
  created: 201n,
  no_content: 204n,
  bad_request: 400n,
  unauthorized: 401n,
  forbidden: 403n,
  not_found: 404n,
  unprocessable_entity: 422n,
  too_many_requests: 429n,
  internal_server_error: 500n,
};

function code(status: Term): Term {
  return status instanceof Object && "name" in status ? (STATUSES[String(status.name)] ?? 500n) : status;
}

/** `%URI{}`, as `connect_info: [:uri]` gives it. */
export const URI_STRUCT = nativeModule(
  "URI",
  {},
  {
    struct: {
      scheme: NIL,
      authority: NIL,
      userinfo: NIL,
      host: NIL,
      port: NIL,
      path: NIL,
      query: NIL,
      fragment: NIL,
    },
  },
);

/** As much of `Plug.Conn` as refusing a socket and answering a plain request take. */
export const CONN = libraryModule(
  "Plug.Conn",
  {
    "send_resp/3": (_cx, conn, status, body) =>
      changed(conn, { status: code(status), resp_body: body, state: atom("sent") }),
    "resp/3": (_cx, conn, status, body) => changed(conn, { status: code(status), resp_body: body }),
    "send_resp/1": (_cx, conn) => changed(conn, { state: atom("sent") }),
    "put_status/2": (_cx, conn, status) => changed(conn, { status: code(status) }),
    "put_resp_header/3": (_cx, conn) => conn,
    "put_resp_content_type/2,3": (_cx, conn) => conn,
    "halt/1": (_cx, conn) => changed(conn, { halted: TRUE }),
    "fetch_query_params/1,2": (_cx, conn) => conn,
    "get_req_header/2": () => EMPTY,
  },
  { struct: FIELDS },
);
