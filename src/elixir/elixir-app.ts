import type { Kernel } from "../kernel/kernel.ts";
import { Endpoint } from "../server/endpoint.ts";
import { parseUpgradeUrl } from "../server/upgrade.ts";
import { APPLICATION_TAG, startApplication } from "./otp/application.ts";
import { ElixirNode, type NodeOptions } from "./otp/node.ts";
import { connOf } from "./phoenix/connection.ts";
import { ENDPOINT_TAG, type EndpointTag } from "./phoenix/endpoint.ts";
import { type PlugRoute, ROUTER_TAG } from "./phoenix/router.ts";
import type { Program } from "./program.ts";
import { OK } from "./term.ts";

/** An application written in Elixir: its modules, which any number of servers may run. */
export class ElixirApp {
  readonly #program: Program;

  /** The program must have the modules of `SYSTEM_LIBRARY` that the app uses. */
  constructor(program: Program) {
    this.#program = program;
  }

  /**
   * Starts a server with the children of the app's `Application`, all of them before this returns; among them
   * is the endpoint, which mounts its sockets. `wallClockAtStart`: Unix seconds at virtual time 0.
   */
  start(kernel: Kernel, wallClockAtStart: number, options: NodeOptions = {}): RunningApp {
    const endpoint = new Endpoint(kernel, null, wallClockAtStart);
    const node = new ElixirNode(this.#program, endpoint, options);
    for (const { module, tags } of this.#program.modules) {
      if (tags.has(APPLICATION_TAG)) startApplication(node, module);
    }
    return new RunningApp(node);
  }
}

/** A server that runs an app. */
export class RunningApp {
  readonly endpoint: Endpoint;
  readonly #node: ElixirNode;

  constructor(node: ElixirNode) {
    this.endpoint = node.endpoint;
    this.#node = node;
  }

  /** Answers a plain HTTP request by a route of the endpoint's plugs. False when none of them has it. */
  request(method: string, url: string): boolean {
    const { path, params } = parseUpgradeUrl(url) ?? { path: url, params: {} };
    const handler = this.#routeOf(method, path)?.handler;
    if (handler === undefined) return false;
    const conn = connOf(method, path, params);
    const answer = function* (cx: Parameters<Parameters<ElixirNode["spawn"]>[0]>[0]) {
      yield* cx.call(handler(), [conn]);
      return OK;
    };
    this.#node.spawn(answer, { role: null });
    return true;
  }

  #routeOf(method: string, path: string): PlugRoute | undefined {
    for (const { tags } of this.#node.program.modules) {
      const endpoint = tags.get(ENDPOINT_TAG) as EndpointTag | undefined; // set under this tag alone
      for (const plug of endpoint?.plugs ?? []) {
        const routes = this.#node.program.loaded(plug)?.tags.get(ROUTER_TAG) as PlugRoute[] | undefined; // likewise
        const found = routes?.find((route) => route.path === path && (route.method ?? method) === method);
        if (found !== undefined) return found;
      }
    }
    return undefined;
  }
}
