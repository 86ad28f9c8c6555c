import type { Payload } from "../protocol/message.ts";
import { assertJoined, type ChannelSocket, type SocketRef } from "./channel-socket.ts";
import { encodeOrRaise } from "./encoding.ts";
import type { Endpoint } from "./endpoint.ts";
import type { Info, ServerRoutine } from "./mail.ts";
import { shapeOfInfo } from "./term-shape.ts";

/** What a push needs to know of the socket. */
export type PushTarget = Pick<ChannelSocket, "joined" | "joinRef" | "topic" | "serializer" | "transportPid">;

/** The functions of `Phoenix.Channel` and `Process` that channel code calls. */
export class ChannelApi {
  readonly endpoint: Endpoint;

  constructor(endpoint: Endpoint) {
    this.endpoint = endpoint;
  }

  /** `push/3`: an event for this one client. Raises inside `join/3`, as the broadcasts do. */
  push(socket: PushTarget, event: string, payload: Payload): void {
    assertJoined(socket);
    const { joinRef, topic, serializer } = socket;
    const message = { kind: "message", joinRef, ref: null, topic, event, payload } as const;
    const data = encodeOrRaise(() => serializer.encode(message));
    this.endpoint.processes.send(
      socket.transportPid,
      { kind: "socket_push", data },
      { is: "server_push", event },
    );
  }

  /** `reply/2`, also long after the callback that got the ref. */
  reply(to: SocketRef, status: string, payload: Payload): void {
    const { joinRef, ref, topic, serializer } = to;
    const reply = { kind: "reply", joinRef, ref, topic, status, payload } as const;
    const data = encodeOrRaise(() => serializer.encode(reply));
    this.endpoint.processes.send(
      to.transportPid,
      { kind: "socket_push", data },
      { is: "reply", status: String(status) },
    );
  }

  /** `broadcast!/3`: to everyone on the topic, the sender's client included. */
  broadcast(socket: ChannelSocket, event: string, payload: Payload): void {
    assertJoined(socket);
    this.endpoint.broadcast(socket.topic, event, payload);
  }

  /** `broadcast_from!/3`: to everyone but the sender's client. */
  broadcastFrom(socket: ChannelSocket, event: string, payload: Payload): void {
    assertJoined(socket);
    this.endpoint.broadcastFrom(socket.channelPid, socket.topic, event, payload);
  }

  /** `send(self(), …)` */
  sendSelf(socket: ChannelSocket, info: Info): void {
    if (socket.channelPid === null) return;
    this.endpoint.processes.send(
      socket.channelPid,
      { kind: "info", info },
      { is: "info", text: shapeOfInfo(info) },
    );
  }

  /** `Process.send_after(self(), …, delayMs)` */
  sendAfter(socket: ChannelSocket, info: Info, delayMs: number): void {
    this.endpoint.processes.kernel.after(delayMs, () => this.sendSelf(socket, info));
  }

  /** `Process.sleep(ms)`: this process alone stands still. */
  *sleep(ms: number): ServerRoutine<void> {
    yield { for: "time", ms };
  }
}
