import type { Serializer } from "../protocol/serializer.ts";
import { serializerV1 } from "../protocol/serializer-v1.ts";
import { serializerV2 } from "../protocol/serializer-v2.ts";

/** The path and the query parameters of an upgrade request's URL, absolute or not. */
export type UpgradeUrl = { readonly path: string; readonly params: { readonly [name: string]: string } };

/** Null when the query is no `www-form` text in UTF-8: Plug answers 400 before anybody looks at it. */
export function parseUpgradeUrl(url: string): UpgradeUrl | null {
  const afterHost = url.replace(/^[a-z]+:\/\/[^/]*/, "");
  const queryAt = afterHost.indexOf("?");
  const path = queryAt === -1 ? afterHost : afterHost.slice(0, queryAt);
  const query = queryAt === -1 ? "" : afterHost.slice(queryAt + 1);
  const params: { [name: string]: string } = {};
  for (const pair of query.split("&")) {
    if (pair === "") continue;
    const [name = "", ...rest] = pair.split("=");
    const value = rest.join("=");
    const [key, text] = [decodeQuery(name), decodeQuery(value)];
    if (key === null || text === null) return null;
    params[key] = text;
  }
  // Plug takes a path apart and does not see an empty part.
  return { path: path.replace(/\/+/g, "/"), params };
}

// A % without two hex digits stands for itself (`URI.decode_www_form/1`); bytes that are no UTF-8 are refused.
function decodeQuery(text: string): string | null {
  try {
    return decodeURIComponent(text.replaceAll("+", " ").replace(/%(?![0-9a-f]{2})/gi, "%25"));
  } catch {
    return null;
  }
}

const NUMBER = "(0|[1-9]\\d*)";
const IDENTIFIERS = "[0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*";
/** What `Version.parse/1` takes: of the parts of a pre-release, a number must not begin with 0. */
const VERSION = new RegExp(
  `^${NUMBER}\\.${NUMBER}\\.${NUMBER}(-(?!(?:[^+]*\\.)?0\\d+(?:[.+]|$))${IDENTIFIERS})?(\\+${IDENTIFIERS})?$`,
);

/**
 * The serializer for a client's `vsn`; null when there is none, which refuses the connection. No `vsn` means
 * 1.0.0 (phoenix 1.8.12, lib/phoenix/socket.ex: `~> 1.0.0` and `~> 2.0.0`).
 */
export function serializerFor(vsn: string | undefined): Serializer | null {
  const match = VERSION.exec(vsn ?? "1.0.0");
  if (match === null) return null;
  const [, major, minor, patch, prerelease] = match;
  if (minor !== "0" || (patch === "0" && prerelease !== undefined)) return null;
  if (major === "1") return serializerV1;
  if (major === "2") return serializerV2;
  return null;
}
