import type { ChannelState, ClientState, PushState, SocketState, TimerState } from "../trace/client-state.ts";
import type { KnownPush } from "./client-book.ts";
import type { ChannelInternals, SocketInternals, TimerInternals } from "./internals.ts";
import type { Page } from "./page.ts";

/**
 * The state of a page's client, read off the client itself. The statecharts must say the same. What of its pushes is
 * as it was `before` is the same object again, so that a record of a long run does not hold each of them a thousand times.
 */
export function readClientState(page: Page, before: ClientState | null = null): ClientState {
  const [socket] = page.book.sockets;
  return {
    socket: socket === undefined ? NEVER_MADE : readSocket(page, socket),
    channels: page.book.channels.map((channel) => readChannel(page, channel)),
    pushes: readPushes(page, before?.pushes ?? []),
  };
}

function readPushes(page: Page, before: readonly PushState[]): readonly PushState[] {
  let changed = before.length !== page.book.pushes.length;
  const pushes = page.book.pushes.map((push, index) => {
    const now = readPush(page, push);
    const old = before[index];
    if (old !== undefined && samePush(old, now)) return old;
    changed = true;
    return now;
  });
  return changed ? pushes : before;
}

function samePush(one: PushState, other: PushState): boolean {
  const [a, b] = [one.state, other.state];
  return (
    one.push === other.push &&
    a.is === b.is &&
    (a.is !== "replied" || b.is !== "replied" || a.status === b.status)
  );
}

const NEVER_MADE: SocketState = { connection: "closed", heartbeat: "off", reconnect: { is: "off" } };

function readSocket(page: Page, socket: SocketInternals): SocketState {
  const awaiting =
    socket.pendingHeartbeatRef !== null && page.clock.timer(socket.heartbeatTimeoutTimer) !== null;
  const scheduled = page.clock.timer(socket.heartbeatTimer) !== null;
  return {
    connection: readConnection(socket.connectionState()),
    heartbeat: awaiting ? "awaiting_reply" : scheduled ? "scheduled" : "off",
    reconnect: drains(page) ? { is: "draining" } : readTimer(page, socket.reconnectTimer),
  };
}

export function readConnection(state: string): SocketState["connection"] {
  switch (state) {
    case "connecting":
    case "open":
    case "closing":
      return state;
    default:
      return "closed";
  }
}

function drains(page: Page): boolean {
  for (const timer of page.clock.running) if (timer.drains) return true;
  return false;
}

function readTimer(page: Page, timer: TimerInternals): TimerState {
  return page.clock.timer(timer.timer) === null ? { is: "off" } : { is: "scheduled", tries: timer.tries + 1 };
}

function readChannel(page: Page, channel: ChannelInternals): ChannelState {
  return { topic: channel.topic, state: channel.state, rejoin: readTimer(page, channel.rejoinTimer) };
}

function readPush(page: Page, { id, topic, event, push, channel }: KnownPush): PushState {
  const at = { push: id, topic, event };
  if (push.receivedResp !== null) {
    const { status } = push.receivedResp;
    return { ...at, state: status === "timeout" ? { is: "timed_out" } : { is: "replied", status } };
  }
  if (channel.pushBuffer.includes(push)) return { ...at, state: { is: "channel_buffered" } };
  if (!push.sent) return { ...at, state: { is: "idle" } };
  if (page.wasWritten(push.ref ?? null)) return { ...at, state: { is: "sent" } };
  const waits = page.book.sockets.some((socket) =>
    page.book.keptBy(socket).some(({ ref }) => ref === push.ref),
  );
  return { ...at, state: { is: waits ? "socket_buffered" : "dropped" } };
}
