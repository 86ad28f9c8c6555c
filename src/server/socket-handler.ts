import type { JsonObject } from "../protocol/json.ts";
import type { Serializer } from "../protocol/serializer.ts";
import type { Pid } from "../trace/ids.ts";
import type { ChannelModule } from "./channel-module.ts";
import type { Assigns } from "./channel-socket.ts";
import type { ConnectInfo } from "./connect-info.ts";
import type { ServerRoutine } from "./mail.ts";

/** Of the upgrade's query: texts, and maps and lists of them (query-params.ts). */
export type ConnectParams = JsonObject;

/** What `connect/3` may return: `{:ok, socket}`, `:error` (reason null) or `{:error, reason}`. */
export type ConnectResult =
  | { readonly is: "ok"; readonly assigns: Assigns }
  | { readonly is: "error"; readonly reason: string | null };

/** What a handler of Elixir modules knows of an upgrade. */
export type ElixirUpgrade = {
  readonly url: string;
  readonly params: ConnectParams;
  readonly info: ConnectInfo;
  readonly serializer: Serializer;
  /** The process that answers the request, and that will serve the connection. */
  readonly pid: Pid;
};

/** What came of `connect/3` and `id/1` in Elixir: the socket that they made, or the HTTP status of the refusal. */
export type ElixirConnected =
  | { readonly is: "ok"; readonly assigns: Assigns; readonly id: string | null; readonly struct: unknown }
  | { readonly is: "refused"; readonly status: number };

export type Route = {
  /** `videos:*`, or one topic to the letter. */
  readonly pattern: string;
  readonly module: ChannelModule;
  /** The `:assigns` option of `channel/3`. */
  readonly assigns: Assigns;
};

/** A module that does `use Phoenix.Socket`: who may connect, what the socket is called, where topics go. */
export interface SocketHandler {
  readonly name: string;
  readonly routes: readonly Route[];
  /**
   * `nowSeconds` is the server's wall clock in Unix seconds, for tokens. It may throw `Raised`: the client gets
   * HTTP 500.
   */
  connect(params: ConnectParams, nowSeconds: number, info: ConnectInfo): ConnectResult;
  /** The topic on which a `disconnect` ends all connections of that name; null for none. */
  id(assigns: Assigns): string | null;
  /** In place of both, for a handler in Elixir: runs in the process that will serve the connection. */
  connectElixir?(upgrade: ElixirUpgrade): ServerRoutine<ElixirConnected>;
}

/** The first route that matches, in the order of the module; null when none does. */
export function routeOf(handler: SocketHandler, topic: unknown): Route | null {
  if (typeof topic !== "string") return null;
  for (const route of handler.routes) {
    const { pattern } = route;
    const matches = pattern.endsWith("*") ? topic.startsWith(pattern.slice(0, -1)) : topic === pattern;
    if (matches) return route;
  }
  return null;
}
