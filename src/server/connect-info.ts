import type { Header, HttpRequest, Peer } from "./http-request.ts";

/** Keys of the `connect_info` option of a mount. */
export type ConnectInfoKey =
  | "peer_data"
  | "uri"
  | "user_agent"
  | "x_headers"
  | "trace_context_headers"
  | "sec_websocket_headers";

/** The third argument of `connect/3`: what the mount asked for, and nothing else. */
export type ConnectInfo = {
  readonly peerData?: Peer;
  readonly uri?: Uri;
  /** Null when the request has no such header. */
  readonly userAgent?: string | null;
  readonly xHeaders?: readonly Header[];
  readonly traceContextHeaders?: readonly Header[];
  readonly secWebsocketHeaders?: readonly Header[];
  /** There with `auth_token: true` alone; null when the client sent none. */
  readonly authToken?: string | null;
};

export type Uri = {
  readonly scheme: string;
  readonly host: string;
  readonly port: number;
  readonly path: string;
  readonly query: string;
};

/** What `connect/3` is told of a request (phoenix 1.8.12, lib/phoenix/socket/transport.ex, connect_info/4). */
export function connectInfoOf(
  url: string,
  request: HttpRequest,
  keys: readonly ConnectInfoKey[],
): ConnectInfo {
  return Object.assign({}, ...keys.map((key) => infoOf(key, url, request)));
}

function infoOf(key: ConnectInfoKey, url: string, request: HttpRequest): ConnectInfo {
  switch (key) {
    case "peer_data":
      return { peerData: request.peer };
    case "uri":
      return { uri: uriOf(url) };
    case "user_agent":
      return { userAgent: request.headers.find(([name]) => name === "user-agent")?.[1] ?? null };
    case "x_headers":
      return { xHeaders: startingWith("x-", request.headers) };
    case "trace_context_headers":
      return {
        traceContextHeaders: request.headers.filter(
          ([name]) => name === "traceparent" || name === "tracestate",
        ),
      };
    case "sec_websocket_headers":
      return { secWebsocketHeaders: startingWith("sec-websocket-", withProtocols(request)) };
  }
}

function withProtocols({ headers, protocols }: HttpRequest): readonly Header[] {
  return protocols.length === 0 ? headers : [...headers, ["sec-websocket-protocol", protocols.join(", ")]];
}

function startingWith(prefix: string, headers: readonly Header[]): readonly Header[] {
  return headers.filter(([name]) => name.startsWith(prefix));
}

/** The URI as the server knows it; a URL without a host is the server's own. */
function uriOf(url: string): Uri {
  const parts = /^(?:(wss?|https?):\/\/([^/:?]*)(?::(\d+))?)?([^?]*)(?:\?(.*))?$/s.exec(url);
  const isSecure = parts?.[1] === "wss" || parts?.[1] === "https";
  return {
    scheme: isSecure ? "https" : "http",
    host: parts?.[2] ?? "localhost",
    port: parts?.[3] === undefined ? (isSecure ? 443 : 80) : Number(parts[3]),
    path: parts?.[4] ?? "",
    query: parts?.[5] ?? "",
  };
}
