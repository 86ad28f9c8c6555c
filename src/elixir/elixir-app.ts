import type { Kernel } from "../kernel/kernel.ts";
import { Later } from "../loading/later.ts";
import { Endpoint } from "../server/endpoint.ts";
import { APPLICATION_TAG, startApplication } from "./otp/application.ts";
import { ElixirNode, type NodeOptions } from "./otp/node.ts";
import type { Program } from "./program.ts";

/** What answers requests that are no WebSocket's. */
const PLUGS = new Later(() => import("./phoenix/plug-request.ts"));

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
    const endpoint = new Endpoint(kernel, null, wallClockAtStart, options.name ?? null);
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
    return PLUGS.now.answer(this.#node, method, url);
  }
}
