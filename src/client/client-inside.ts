import type {
  ChannelInside,
  ClientInside,
  KeptMessage,
  PresenceInside,
  SocketInside,
  TimerInside,
  WaitingPush,
} from "../trace/client-inside.ts";
import { readConnection } from "./client-truth.ts";
import type { ChannelInternals, PresenceInternals, PushInternals, SocketInternals } from "./internals.ts";
import type { Page } from "./page.ts";

/** What a page's client keeps inside, read off the client itself: at any moment, also in the middle of its code. */
export function readClientInside(page: Page): ClientInside {
  const timers: TimerInside[] = [];
  for (const timer of page.clock.running) {
    const { id, dueMs, delayMs } = timer;
    // In the middle of the client's code a timer that it has set has no name yet.
    const purpose = timer.purpose ?? page.book.purposeOf(timer);
    timers.push({ timer: id, purpose, dueMs, delayMs });
  }
  return {
    sockets: page.book.sockets.map((socket) => readSocket(page, socket)),
    timers: timers.sort((a, b) => a.dueMs - b.dueMs || a.timer - b.timer),
    presences: page.book.presences.map(readPresence),
  };
}

// A page may change what it is given: what was read stays as it was.
function readPresence({ state, pendingDiffs, channel }: PresenceInternals): PresenceInside {
  return {
    topic: channel.topic,
    present: Object.entries(state).map(([key, { metas }]) => ({
      key,
      metas: JSON.parse(JSON.stringify(metas)),
    })),
    waiting: pendingDiffs.length,
  };
}

function readSocket(page: Page, socket: SocketInternals): SocketInside {
  return {
    connection: readConnection(socket.connectionState()),
    ref: socket.ref,
    pendingHeartbeatRef: socket.pendingHeartbeatRef,
    tries: socket.reconnectTimer.tries,
    sendBuffer: page.book
      .keptBy(socket)
      .map(
        ({ ref, join_ref: joinRef = null, topic, event }): KeptMessage => ({ ref, joinRef, topic, event }),
      ),
    channels: page.book.channels
      .filter((channel) => channel.socket === socket)
      .map((channel) => readChannel(page, channel)),
  };
}

function readChannel(page: Page, channel: ChannelInternals): ChannelInside {
  const { topic, state, joinPush, rejoinTimer, pushBuffer } = channel;
  return {
    topic,
    state,
    joinRef: joinPush.ref ?? null,
    tries: rejoinTimer.tries,
    pushBuffer: pushBuffer.map((push) => namePush(page, push.ref ?? null, push)),
    awaiting: awaitedRefs(channel).map((ref) => {
      const known = page.book.pushes.find((one) => one.channel === channel && one.push.ref === ref);
      return namePush(page, ref, known?.push ?? (joinPush.ref === ref ? joinPush : null));
    }),
  };
}

/** `Channel.replyEventName` (phoenix 1.8.16, channel.js). */
const REPLY_EVENT = "chan_reply_";

function awaitedRefs({ bindings }: ChannelInternals): readonly string[] {
  const names = bindings.map(({ event }) => event).filter((event) => event.startsWith(REPLY_EVENT));
  return names.map((event) => event.slice(REPLY_EVENT.length));
}

function namePush(page: Page, ref: string | null, push: PushInternals | null): WaitingPush {
  const known = page.book.pushes.find((one) => one.push === push);
  const event = known?.event ?? push?.event ?? page.book.eventOf(ref);
  const timedOut = push?.receivedResp?.status === "timeout";
  return { ref, event: event ?? "", push: known?.id ?? null, timedOut };
}
