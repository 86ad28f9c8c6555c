import { parseUpgradeUrl } from "../../server/upgrade.ts";
import type { Context } from "../context.ts";
import type { Routine } from "../host.ts";
import type { ElixirNode } from "../otp/node.ts";
import { OK, type Term } from "../term.ts";
import { connOf } from "./connection.ts";
import { ENDPOINT_TAG, type EndpointTag } from "./endpoint.ts";
import { type PlugRoute, ROUTER_TAG } from "./router.ts";

/** Answers a plain HTTP request by a route of the endpoint's plugs. False when none of them has it. */
export function answer(node: ElixirNode, method: string, url: string): boolean {
  const { path, params } = parseUpgradeUrl(url) ?? { path: url, params: {} };
  const handler = routeOf(node, method, path)?.handler;
  if (handler === undefined) return false;
  const conn = connOf(method, path, params);
  const code = function* (cx: Context): Routine<Term> {
    yield* cx.call(handler(), [conn]);
    return OK;
  };
  node.spawn(code, { role: null });
  return true;
}

function routeOf({ program }: ElixirNode, method: string, path: string): PlugRoute | undefined {
  for (const { tags } of program.modules) {
    const endpoint = tags.get(ENDPOINT_TAG) as EndpointTag | undefined; // set under this tag alone
    for (const plug of endpoint?.plugs ?? []) {
      const routes = program.loaded(plug)?.tags.get(ROUTER_TAG) as PlugRoute[] | undefined; // likewise
      const found = routes?.find((route) => route.path === path && (route.method ?? method) === method);
      if (found !== undefined) return found;
    }
  }
  return undefined;
}
