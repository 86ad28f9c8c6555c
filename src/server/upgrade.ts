import { Later } from "../loading/later.ts";
import type { JsonValue } from "../protocol/json.ts";
import type { Serializer } from "../protocol/serializer.ts";
import { serializerV2 } from "../protocol/serializer-v2.ts";
import { parseQuery } from "./query-params.ts";
import type { ConnectParams } from "./socket-handler.ts";

/** The protocol that only old clients speak. */
const SERIALIZER_V1 = new Later(() => import("../protocol/serializer-v1.ts"));

/** The path and the query parameters of an upgrade request's URL, absolute or not. */
export type UpgradeUrl = { readonly path: string; readonly params: ConnectParams };

/** Null when the query is not UTF-8: Plug answers 400 before anybody looks at it. */
export function parseUpgradeUrl(url: string): UpgradeUrl | null {
  const afterHost = url.replace(/^[a-z]+:\/\/[^/]*/, "");
  const queryAt = afterHost.indexOf("?");
  const path = queryAt === -1 ? afterHost : afterHost.slice(0, queryAt);
  const query = queryAt === -1 ? "" : afterHost.slice(queryAt + 1);
  const params = parseQuery(query);
  if (params === null) return null;
  // Plug takes a path apart and does not see an empty part.
  return { path: path.replace(/\/+/g, "/"), params };
}

// `Version.parse/1`: no number begins with a zero, and no part of a pre-release is empty.
const NUMBER = "(?:0|[1-9]\\d*)";
const PRE = `(?:${NUMBER}|\\d*[A-Za-z-][0-9A-Za-z-]*)`;
const VERSION = new RegExp(
  `^(${NUMBER})\\.(${NUMBER})\\.(${NUMBER})(-${PRE}(?:\\.${PRE})*)?(\\+[0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*)?$`,
);

/**
 * The serializer for a client's `vsn`; null when there is none, which refuses the connection. No `vsn` means
 * 1.0.0 (phoenix 1.8.12, lib/phoenix/socket.ex: `~> 1.0.0` and `~> 2.0.0`).
 */
export function serializerFor(vsn: JsonValue = "1.0.0"): Serializer | null {
  const match = typeof vsn === "string" ? VERSION.exec(vsn) : null;
  if (match === null) return null;
  const [, major, minor, patch, prerelease] = match;
  if (minor !== "0" || (patch === "0" && prerelease !== undefined)) return null;
  if (major === "1") return SERIALIZER_V1.now.serializerV1;
  if (major === "2") return serializerV2;
  return null;
}
