import { Kernel } from "../../kernel/kernel.ts";
import { JOIN } from "../../protocol/reserved.ts";
import type { ChannelModule } from "../../server/channel-module.ts";
import { noreply } from "../../server/channel-module.ts";
import { Endpoint, MOUNT_DEFAULTS } from "../../server/endpoint.ts";
import type { ClientId, ConnectionId } from "../../trace/ids.ts";
import type { TraceLog } from "../../trace/log.ts";

export type BroadcastLoad = {
  /** Frames that reached the wires of the joined transports because of a broadcast. */
  readonly deliveries: number;
  /** Different frame texts among them: each broadcast is encoded once, not once a client. */
  readonly encodedFrames: number;
  readonly kernelSteps: number;
};

const TOPIC = "videos:1";

const channel: ChannelModule = {
  name: "LoadChannel",
  intercepts: [],
  *join(_topic, _payload, socket) {
    return { is: "ok", reply: {}, socket };
  },
  *handleIn(event, payload, socket, phx) {
    phx.broadcast(socket, event, payload);
    return noreply(socket);
  },
};

/** A server with so many joined transports, and what it takes to broadcast to them. */
export class BroadcastHall {
  readonly #kernel: Kernel;
  readonly #sendFrames: (text: string) => void;
  #deliveries = 0;
  #encodedFrames = 0;
  #lastData: unknown = null;

  constructor(transports: number, log: TraceLog) {
    this.#kernel = new Kernel(1, log);
    const mount = {
      ...MOUNT_DEFAULTS,
      path: "/socket",
      handler: {
        name: "LoadSocket",
        routes: [{ pattern: "videos:*", module: channel, assigns: {} }],
        connect: () => ({ is: "ok" as const, assigns: {} }),
        id: () => null,
      },
    };
    const endpoint = new Endpoint(this.#kernel, [mount], 0);
    const accepted = Array.from({ length: transports }, (_, index) => {
      const wire = {
        id: (index + 1) as ConnectionId, // stands for a connection of its own
        client: `c${index}` as ClientId, // likewise
        sendDown: (data: unknown) => this.#count(data),
        closeDown() {},
        abortDown() {},
      };
      const answer = endpoint.upgrade("/socket/websocket?vsn=2.0.0", wire);
      if ("status" in answer) throw new Error(`upgrade refused with ${answer.status}`);
      answer.received([JSON.stringify(["1", "1", TOPIC, JOIN, {}])]);
      return answer;
    });
    this.#kernel.runUntil(1);
    this.#sendFrames = (text) => accepted[0]?.received([text]);
  }

  /** Broadcasts so many times, each from a push of the first client, and lets everything be delivered. */
  broadcast(times: number): BroadcastLoad {
    this.#deliveries = 0;
    this.#encodedFrames = 0;
    let kernelSteps = 0;
    for (let count = 0; count < times; count += 1) {
      this.#sendFrames(JSON.stringify(["1", String(count + 2), TOPIC, "blast", { count }]));
      kernelSteps += this.#kernel.runUntil(this.#kernel.nowMs + 1);
    }
    return { deliveries: this.#deliveries, encodedFrames: this.#encodedFrames, kernelSteps };
  }

  // One encoding is one string object, and all its deliveries follow one another.
  #count(data: unknown): void {
    this.#deliveries += 1;
    if (data !== this.#lastData) this.#encodedFrames += 1;
    this.#lastData = data;
  }
}
