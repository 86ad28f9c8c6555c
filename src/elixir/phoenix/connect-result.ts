import type { ConnectInfo } from "../../server/connect-info.ts";
import type { Header } from "../../server/http-request.ts";
import type { ElixirConnected, ElixirUpgrade } from "../../server/socket-handler.ts";
import { parseUpgradeUrl } from "../../server/upgrade.ts";
import type { Context } from "../context.ts";
import type { Routine } from "../host.ts";
import { option } from "../library/arguments.ts";
import { atomMap, mapOf } from "../map.ts";
import { Atom, atom, EMPTY, list, listItems, moduleAtom, NIL, type Term, Tuple, tuple } from "../term.ts";
import { connOf, statusOf } from "./connection.ts";
import { REFUSED } from "./socket-adapter.ts";

/** `{:error, reason}`: the mount's `:error_handler` decides on the status. */
export function* refused(
  cx: Context,
  options: Term,
  { url, params }: ElixirUpgrade,
  reason: Term,
): Routine<ElixirConnected> {
  const handler = option(options, "error_handler");
  const [module, name, args] = handler instanceof Tuple ? handler.items : [];
  if (module === undefined || !(name instanceof Atom)) return REFUSED;
  const { path = "/" } = parseUpgradeUrl(url) ?? {};
  const given = [connOf("GET", path, params), reason, ...(listItems(args ?? EMPTY) ?? [])];
  const conn = yield* cx.apply(module, name.name, given);
  return { is: "refused", status: statusOf(conn) ?? 403 };
}

/** The third argument of `connect/3`. */
export function connectInfoTerm(info: ConnectInfo): Term {
  const { peerData, uri, userAgent, xHeaders, traceContextHeaders, secWebsocketHeaders, authToken } = info;
  const headers = (given: readonly Header[]) => list(given.map(([name, value]) => tuple(name, value)));
  const known: { readonly [name: string]: Term | undefined } = {
    auth_token: authToken === null ? NIL : authToken,
    peer_data:
      peerData &&
      atomMap({
        address: tuple(...peerData.address.map(BigInt)),
        port: BigInt(peerData.port),
        ssl_cert: NIL,
      }),
    sec_websocket_headers: secWebsocketHeaders && headers(secWebsocketHeaders),
    trace_context_headers: traceContextHeaders && headers(traceContextHeaders),
    uri: uri && atomMap({ __struct__: moduleAtom("URI"), ...uri, port: BigInt(uri.port), ...URI_REST }),
    user_agent: userAgent === null ? NIL : userAgent,
    x_headers: xHeaders && headers(xHeaders),
  };
  return mapOf(
    Object.entries(known).flatMap(([name, value]) =>
      value === undefined ? [] : [[atom(name), value] as const],
    ),
  );
}

const URI_REST = { authority: NIL, fragment: NIL, userinfo: NIL } as const;
