import type { Inside } from "../../simulation/simulator-api.ts";
import type {
  ChannelInside,
  ClientInside,
  KeptMessage,
  SocketInside,
  TimerInside,
  WaitingPush,
} from "../../trace/client-inside.ts";
import type { TimerPurpose } from "../../trace/event.ts";
import type { ClientId } from "../../trace/ids.ts";
import { moment } from "../diagram/time-scale.ts";
import type { LedgerBlock, LedgerItem } from "./ledger.ts";
import { fact, itemsOf } from "./ledger.ts";

/** What a viewer's client keeps inside, at a stop and at the stop before. Empty while no page of the viewer is open. */
export function clientLedger(
  { now, before }: { readonly now: Inside; readonly before: Inside | null },
  client: ClientId,
  timeMs: number,
): readonly LedgerBlock[] {
  const here = insideOf(now, client);
  if (here === null || here.sockets.length === 0) return [];
  const then = before === null ? null : (insideOf(before, client) ?? NOTHING);
  const sockets = here.sockets.flatMap((socket, index) => {
    const old = then?.sockets[index];
    const title = here.sockets.length === 1 ? "Socket" : `Socket ${index + 1} of ${here.sockets.length}`;
    return socketBlocks(title, socket, then === null ? null : old, `${index}`);
  });
  return [...sockets, timerBlock(here.timers, then?.timers ?? null, timeMs)];
}

const NOTHING: ClientInside = { sockets: [], timers: [], presences: [] };

function insideOf({ clients }: Inside, client: ClientId): ClientInside | null {
  return clients.find((one) => one.client === client)?.inside ?? null;
}

/** `old` is null at the first stop, and undefined for what was not there before. */
function socketBlocks(
  title: string,
  socket: SocketInside,
  old: SocketInside | null | undefined,
  key: string,
): readonly LedgerBlock[] {
  const was = old ?? undefined;
  const block: LedgerBlock = {
    key: `socket ${key}`,
    title,
    mark: old === undefined ? "new" : null,
    facts: [
      fact("connection", `\`${socket.connection}\``, was && `\`${was.connection}\``),
      fact(
        "ref",
        `\`${socket.ref}\``,
        was && `\`${was.ref}\``,
        `Counts messages, and who listens to the socket: the next one gets \`"${socket.ref + 1}"\`.`,
      ),
      fact("heartbeat", heartbeatWords(socket), was && heartbeatWords(was)),
      fact(
        "reconnects",
        `\`${socket.tries}\``,
        was && `\`${was.tries}\``,
        "How often its timer has fired since a connection opened.",
      ),
    ],
    lists: [
      {
        title: "Send buffer",
        empty: "Empty: nothing waits for the connection.",
        items: itemsOf(socket.sendBuffer, old === null ? null : (old?.sendBuffer ?? []), keptItem),
      },
    ],
  };
  const channels = socket.channels.map((channel, index) =>
    channelBlock(channel, old === null ? null : old?.channels[index], `${key} ${index}`),
  );
  return [block, ...channels];
}

function heartbeatWords({ pendingHeartbeatRef }: SocketInside): string {
  return pendingHeartbeatRef === null
    ? "no reply is due"
    : `waits for the reply to \`"${pendingHeartbeatRef}"\``;
}

function keptItem({ ref, joinRef, topic, event }: KeptMessage): Omit<LedgerItem, "mark"> {
  const text = `\`[${json(joinRef)}, ${json(ref)}, ${json(topic)}, ${json(event)}, …]\``;
  return { key: `${ref} ${topic} ${event}`, text, about: "" };
}

function channelBlock(
  channel: ChannelInside,
  old: ChannelInside | null | undefined,
  key: string,
): LedgerBlock {
  const was = old ?? undefined;
  const { topic, state, joinRef, tries, pushBuffer, awaiting } = channel;
  return {
    key: `channel ${key}`,
    title: `Channel \`${topic}\``,
    mark: old === undefined ? "new" : null,
    facts: [
      fact("state", `\`${state}\``, was && `\`${was.state}\``),
      fact("join_ref", `\`${json(joinRef)}\``, was && `\`${json(was.joinRef)}\``, joinRefAbout(joinRef)),
      ...(tries > 0 || (was?.tries ?? 0) > 0
        ? [fact("rejoins", `\`${tries}\``, was && `\`${was.tries}\``, "How often its timer has fired.")]
        : []),
    ],
    lists: [
      {
        title: "Push buffer",
        empty: "Empty: no push waits for the join.",
        items: itemsOf(pushBuffer, old === null ? null : (old?.pushBuffer ?? []), bufferedItem),
      },
      {
        title: "Replies awaited",
        empty: "None: nobody waits for a reply.",
        items: itemsOf(awaiting, old === null ? null : (old?.awaiting ?? []), awaitedItem),
      },
    ],
  };
}

function joinRefAbout(joinRef: string | null): string {
  return joinRef === null
    ? "No join is under way: only what bears no `join_ref` is heard."
    : "The ref of its join: a frame with another `join_ref` is dropped.";
}

function bufferedItem({ ref, event, timedOut }: WaitingPush): Omit<LedgerItem, "mark"> {
  const text = timedOut ? `\`${event}\`, whose time is up` : `\`${event}\``;
  const about = timedOut
    ? "It stays here until the join, and is not sent then."
    : "It gets another ref when it is sent.";
  return { key: `${ref} ${event}`, text, about };
}

function awaitedItem({ ref, event, push }: WaitingPush): Omit<LedgerItem, "mark"> {
  return {
    key: `${ref} ${event}`,
    text: `\`${json(ref)}\` → \`${event}\``,
    about: push === null ? "Sent by the client itself." : "",
  };
}

function timerBlock(
  timers: readonly TimerInside[],
  before: readonly TimerInside[] | null,
  timeMs: number,
): LedgerBlock {
  return {
    key: "timers",
    title: "Timers",
    mark: null,
    facts: [],
    lists: [
      {
        title: "Running",
        empty: "None.",
        items: itemsOf(timers, before, (timer) => timerItem(timer, timeMs)),
      },
    ],
  };
}

function timerItem(
  { timer, purpose, dueMs, delayMs }: TimerInside,
  timeMs: number,
): Omit<LedgerItem, "mark"> {
  const leftMs = dueMs - timeMs;
  const about =
    leftMs < 0
      ? `due since ${moment(dueMs)}: held back`
      : `in ${moment(leftMs)}, at ${moment(dueMs)}; set for ${moment(delayMs)}`;
  const left = delayMs <= 0 ? 0 : Math.min(1, Math.max(0, leftMs / delayMs));
  return { key: String(timer), text: purposeWords(purpose), about, left };
}

function purposeWords(purpose: TimerPurpose): string {
  switch (purpose.is) {
    case "heartbeat":
      return "the next heartbeat";
    case "heartbeat_timeout":
      return "the reply to the heartbeat is late";
    case "reconnect":
      return `reconnect, attempt ${purpose.tries}`;
    case "rejoin":
      return `rejoin \`${purpose.topic}\`, attempt ${purpose.tries}`;
    case "push_timeout":
      return `a push on \`${purpose.topic}\` times out`;
    case "teardown_wait":
      return "look whether the old connection is gone";
    case "other":
      return "a timer of the page's own";
  }
}

function json(text: string | null): string {
  return JSON.stringify(text);
}
