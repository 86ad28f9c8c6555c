import type { Serializer } from "../protocol/serializer.ts";
import type { Pid } from "../trace/ids.ts";
import type { ChannelModule } from "./channel-module.ts";
import type { Assigns } from "./channel-socket.ts";
import type { ServerRoutine } from "./mail.ts";

export type ConnectParams = { readonly [name: string]: string };

export type ConnectRequest = {
  readonly url: string;
  readonly params: ConnectParams;
  readonly serializer: Serializer;
  /** The process that answers the request, and that will serve the connection. */
  readonly pid: Pid;
  /** The server's wall clock in Unix seconds, for tokens. */
  readonly nowSeconds: number;
};

/** What came of `connect/3`: the assigns and the socket's id, or the HTTP status of the refusal. */
export type ConnectResult =
  | { readonly is: "ok"; readonly assigns: Assigns; readonly id: string | null; readonly struct?: unknown }
  | { readonly is: "error"; readonly status: number };

/** `:error` from `connect/3`. */
export const REFUSED: ConnectResult = { is: "error", status: 403 };

export type Route = {
  /** `videos:*`, or one topic to the letter. */
  readonly pattern: string;
  readonly module: ChannelModule;
  /** The `:assigns` option of `channel/3`. */
  readonly assigns: Assigns;
};

/**
 * A module that does `use Phoenix.Socket`: where topics go, who may connect and what the socket is called
 * (`connect/3` and then `id/1`, which may wait as every callback may).
 */
export interface SocketHandler {
  readonly name: string;
  readonly routes: readonly Route[];
  connect(request: ConnectRequest): ServerRoutine<ConnectResult>;
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
