import { GOLDEN_SECRET, GoldenApplication } from "../../apps/golden/application.ts";
import type { ElixirApp } from "../../elixir/elixir-app.ts";
import type { Kernel } from "../../kernel/kernel.ts";
import type { Endpoint } from "../../server/endpoint.ts";
import type { ControlAct } from "./recording.ts";

/** A server that a recording is played against. */
export type ReplayedApp = {
  readonly endpoint: Endpoint;
  /** What was asked of the application past its sockets; `request` is the recorded HTTP request. */
  perform(
    act: Extract<ControlAct, { readonly is: "broadcast" | "annotate" | "own" }>,
    request: string | null,
  ): void;
  /** `/ctl/reset`. False when the server is to be started afresh for it. */
  reset(request: string | null): boolean;
};

/** Starts the server. `wallClockAtStart`: Unix seconds at virtual time 0. */
export type StartApp = (kernel: Kernel, wallClockAtStart: number) => ReplayedApp;

/** The golden application with its modules in TypeScript. */
export const goldenTwin: StartApp = (kernel, wallClockAtStart) => {
  const app = new GoldenApplication(kernel, wallClockAtStart);
  return {
    endpoint: app.endpoint,
    perform(act, request) {
      if (act.is === "own") throw new Error(`the golden application has no ${request}`);
      if (act.is === "annotate") app.annotate(act.topic, act.user, act.body);
      else app.endpoint.broadcast(act.topic, act.event, act.payload);
    },
    reset() {
      app.store.reset();
      return true;
    },
  };
};

/** An application in Elixir. Its tokens must have been signed with the golden application's secret. */
export function elixirReplayed(app: ElixirApp): StartApp {
  return (kernel, wallClockAtStart) => {
    const running = app.start(kernel, wallClockAtStart, { secretKeyBase: GOLDEN_SECRET });
    const { endpoint } = running;
    const ask = (request: string | null): boolean => {
      const [method = "", url = ""] = request?.split(" ") ?? [];
      return running.request(method, url);
    };
    return {
      endpoint,
      perform(act, request) {
        if (ask(request)) return;
        if (act.is !== "broadcast") throw new Error(`the application has no route for ${request}`);
        endpoint.broadcast(act.topic, act.event, act.payload);
      },
      // With clients connected only the application's own code can tell what a reset leaves alone.
      reset: (request) => endpoint.connections > 0 && ask(request),
    };
  };
}
