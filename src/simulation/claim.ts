import { isJsonArray, isJsonObject, type JsonObject, type JsonValue, sameJson } from "../protocol/json.ts";
import type { FrameData } from "../protocol/message.ts";
import type { Claim, ClientClaim, Count, PageClaim, ServerClaim, WireClaim } from "../schemas/scenario.ts";
import type { ClientState } from "../trace/client-state.ts";
import type { TraceEvent } from "../trace/event.ts";
import type { ClientId, Pid, Seq } from "../trace/ids.ts";
import { describeIds, describePush, describeTimes, type NameOf } from "./claim-words.ts";

/** The state of a client's socket and channels after everything up to `atMs`; null: at the end of the run. */
export type StateAt = (client: ClientId, atMs: number | null) => ClientState;

/** What was, in the words of the claim, and the event that settles it. */
type Finding = { readonly held: boolean; readonly seen: string; readonly seq: Seq | null };

type Events = readonly TraceEvent[];
type EventOf<Kind extends TraceEvent["kind"]> = Extract<TraceEvent, { kind: Kind }>;

/** Whether a claim holds of the events up to the moment `atMs` (null: the end of the run). */
export function checkClaim(
  claim: Claim,
  events: Events,
  atMs: number | null,
  stateAt: StateAt,
  nameOf: NameOf = String,
): Finding {
  switch (claim.kind) {
    case "page_shows":
    case "page_says":
    case "page_threw":
      return checkPage(claim, events, nameOf(claim.client));
    case "socket_is":
    case "channel_is":
    case "push_is":
      return checkClient(
        claim,
        stateAt(claim.client, atMs),
        lastOf(claim.client, events),
        nameOf(claim.client),
      );
    case "frames_sent":
    case "closed_with":
    case "upgrade_refused":
      return checkWire(claim, events);
    case "channel_processes":
    case "callback_ran":
    case "assigns_are":
    case "broadcast_sent":
    case "rows_stored":
    case "server_logged":
      return checkServer(claim, events);
  }
}

function checkPage(claim: PageClaim, events: Events, name: string): Finding {
  const { client } = claim;
  const last = events.findLast(
    (event) => (event.kind === "page_changed" || event.kind === "page_closed") && event.client === client,
  );
  const page = last?.kind === "page_changed" ? last.page : null;
  switch (claim.kind) {
    case "page_shows": {
      const ids = page?.annotations.map(({ id }) => id) ?? [];
      const held = sameJson(ids, claim.ids);
      return { held, seen: `${name}'s page shows ${describeIds(ids)}`, seq: last?.seq ?? null };
    }
    case "page_says": {
      const lines = page === null ? [] : [...page.lines, ...(page.notice === null ? [] : [page.notice])];
      const times = lines.filter((line) => line.includes(claim.line)).length;
      return { held: isWithin(times, claim.count), seen: describeTimes(times), seq: last?.seq ?? null };
    }
    case "page_threw":
      return count(
        claim.count,
        events,
        (event) =>
          event.kind === "page_threw" && event.client === client && isError(event.error, claim.error),
      );
  }
}

function checkClient(claim: ClientClaim, state: ClientState, seq: Seq | null, name: string): Finding {
  switch (claim.kind) {
    case "socket_is": {
      const { connection } = state.socket;
      return { held: connection === claim.state, seen: `${name}'s socket is ${connection}`, seq };
    }
    case "channel_is": {
      // A page that left a topic and made a new channel for it has two; the later one is meant.
      const channel = state.channels.findLast(({ topic }) => topic === claim.topic);
      const seen =
        channel === undefined
          ? `${name} has no channel ${claim.topic}`
          : `${name}'s channel ${claim.topic} is ${channel.state}`;
      return { held: channel?.state === claim.state, seen, seq };
    }
    case "push_is": {
      const push = state.pushes.findLast(({ event }) => event === claim.event);
      if (push === undefined) return { held: false, seen: `${name} never pushed ${claim.event}`, seq };
      const status = push.state.is === "replied" ? push.state.status : null;
      const held = push.state.is === claim.state && (claim.status === null || claim.status === status);
      return { held, seen: `it is ${describePush(push.state.is, status)}`, seq };
    }
  }
}

function checkWire(claim: WireClaim, events: Events): Finding {
  const { client } = claim;
  switch (claim.kind) {
    case "frames_sent":
      return count(claim.count, events, (event) => {
        if (event.kind !== "frame_sent" || event.client !== client) return false;
        if (event.direction !== claim.direction) return false;
        const frame = readFrame(event.data);
        if (frame === null || frame.event !== claim.event) return false;
        if (claim.topic !== null && frame.topic !== claim.topic) return false;
        return claim.payload === null || holds(frame.payload, claim.payload);
      });
    case "closed_with":
      return count(
        claim.count,
        events,
        (event) => event.kind === "connection_closed" && event.client === client && event.code === claim.code,
      );
    case "upgrade_refused":
      return count(
        claim.count,
        events,
        (event) =>
          event.kind === "upgrade_refused" && event.client === client && event.status === claim.status,
      );
  }
}

function checkServer(claim: ServerClaim, events: Events): Finding {
  switch (claim.kind) {
    case "channel_processes": {
      const living = channelsOf(claim.client, claim.topic, events);
      for (const event of events) {
        if (event.kind === "process_exited") living.delete(event.pid);
        if (event.kind === "server_stopped")
          for (const [pid, { node, seq }] of living)
            if (node === event.node && seq < event.seq) living.delete(pid);
      }
      const seq = [...living.values()].at(-1)?.seq ?? null;
      return { held: isWithin(living.size, claim.count), seen: `they are ${living.size}`, seq };
    }
    case "callback_ran": {
      const pids = channelsOf(claim.client, claim.topic, events);
      const about = new Map<Pid, string>();
      return count(claim.count, events, (event) => {
        if (event.kind === "callback_entered") about.set(event.pid, event.about);
        if (event.kind !== "callback_returned" || !pids.has(event.pid)) return false;
        if (event.callback !== claim.callback) return false;
        return claim.about === null || about.get(event.pid) === claim.about;
      });
    }
    case "assigns_are": {
      const pids = channelsOf(claim.client, claim.topic, events);
      const last = events.findLast(
        (event): event is EventOf<"callback_returned"> =>
          event.kind === "callback_returned" && pids.has(event.pid),
      );
      const seen = last === undefined ? "no callback has run" : `they are ${JSON.stringify(last.assigns)}`;
      return {
        held: last !== undefined && holds(last.assigns, claim.assigns),
        seen,
        seq: last?.seq ?? null,
      };
    }
    case "broadcast_sent":
      return count(claim.count, events, (event) => {
        if (event.kind !== "broadcast_dispatched") return false;
        if (event.topic !== claim.topic || event.event !== claim.event) return false;
        const mailboxes = event.subscribers - event.fastlane.length;
        return claim.mailboxes === null || mailboxes === claim.mailboxes;
      });
    case "rows_stored":
      return count(claim.count, events, (event) => event.kind === "row_stored" && event.key === claim.topic);
    case "server_logged":
      return count(
        claim.count,
        events,
        (event) => event.kind === "logged" && event.text.includes(claim.text),
      );
  }
}

/** The channel processes that ever served this client (on this topic), with the event that started each. */
function channelsOf(
  client: ClientId,
  topic: string | null,
  events: Events,
): Map<Pid, EventOf<"process_started">> {
  const pids = new Map<Pid, EventOf<"process_started">>();
  for (const event of events) {
    if (event.kind !== "process_started" || event.role.is !== "channel") continue;
    if (event.role.client === client && (topic === null || event.role.topic === topic))
      pids.set(event.pid, event);
  }
  return pids;
}

function isWithin(number: number, { atLeast, atMost }: Count): boolean {
  return number >= atLeast && (atMost === null || number <= atMost);
}

function count(wanted: Count, events: Events, counts: (event: TraceEvent) => boolean): Finding {
  const found = events.filter(counts);
  const { atMost } = wanted;
  const firstTooMany = atMost === null ? undefined : found[atMost];
  return {
    held: isWithin(found.length, wanted),
    seen: describeTimes(found.length),
    seq: (firstTooMany ?? found.at(-1))?.seq ?? null,
  };
}

function lastOf(client: ClientId, events: readonly TraceEvent[]): Seq | null {
  return events.findLast((event) => "client" in event && event.client === client)?.seq ?? null;
}

/** A text frame of version 2.0.0: `[join_ref, ref, topic, event, payload]`. Null for anything else. */
function readFrame(
  data: FrameData,
): { readonly topic: JsonValue; readonly event: JsonValue; readonly payload: JsonValue } | null {
  if (typeof data !== "string") return null;
  let frame: JsonValue;
  try {
    frame = JSON.parse(data);
  } catch {
    return null; // a frame that is no JSON carries no event
  }
  if (!isJsonArray(frame) || frame.length < 5) return null;
  return { topic: frame[2] ?? null, event: frame[3] ?? null, payload: frame[4] ?? null };
}

/** Whether the payload has these fields with these values; it may have more. */
function holds(payload: JsonValue, fields: JsonObject): boolean {
  if (!isJsonObject(payload)) return false;
  return Object.entries(fields).every(([key, value]) => {
    const found = Object.hasOwn(payload, key) ? payload[key] : undefined;
    return found !== undefined && sameJson(found, value);
  });
}

// The trace may write the name alone or the name with a text after it.
function isError(found: string, name: string): boolean {
  return found === name || found.startsWith(`${name}:`);
}
