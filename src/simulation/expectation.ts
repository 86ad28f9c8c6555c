import { isJsonArray, isJsonObject, type JsonObject, type JsonValue, sameJson } from "../protocol/json.ts";
import type { FrameData } from "../protocol/message.ts";
import type { Claim, Count, Expectation, Scenario } from "../schemas/scenario.ts";
import type { ClientState } from "../trace/client-state.ts";
import type { TraceEvent } from "../trace/event.ts";
import type { ClientId, Seq } from "../trace/ids.ts";

/** What became of one expectation in one run. */
export type ExpectationResult = {
  readonly expectation: Expectation;
  readonly held: boolean;
  /** What had to be, as a sentence without a full stop. */
  readonly expected: string;
  /** What was, in the same words. */
  readonly seen: string;
  /**
   * The trace event that settles it: the last one that counts, the first one too many, or the last of this
   * client up to the moment asked about. Null when there is none.
   */
  readonly seq: Seq | null;
};

/** The state of a client's socket and channels after everything up to `atMs`; null: at the end of the run. */
export type StateAt = (client: ClientId, atMs: number | null) => ClientState;

type Finding = { readonly held: boolean; readonly seen: string; readonly seq: Seq | null };

/** Checks every expectation that applies to the variant, in the scenario's order. */
export function checkExpectations(
  scenario: Scenario,
  variant: string,
  events: readonly TraceEvent[],
  stateAt: StateAt,
): readonly ExpectationResult[] {
  return scenario.expect
    .filter(({ variants }) => variants === null || variants.includes(variant))
    .map((expectation) => {
      const { atMs, that } = expectation;
      const past = atMs === null ? events : events.filter((event) => event.timeMs <= atMs);
      const moment = atMs === null ? "" : `, at ${atMs} ms`;
      return {
        expectation,
        expected: `${describeClaim(that)}${moment}`,
        ...check(that, past, atMs, stateAt),
      };
    });
}

/** What the claim says, as a sentence without a full stop. */
export function describeClaim(claim: Claim): string {
  const { client } = claim;
  switch (claim.kind) {
    case "page_shows":
      return `${client}'s page shows ${describeIds(claim.ids)}`;
    case "socket_is":
      return `${client}'s socket is ${claim.state}`;
    case "channel_is":
      return `${client}'s channel ${claim.topic} is ${claim.state}`;
    case "frames_sent": {
      const way = claim.direction === "up" ? `by ${client}` : `to ${client}`;
      const fields = claim.payload === null ? "" : ` with ${JSON.stringify(claim.payload)}`;
      return `${claim.event}${fields} is sent ${way} ${describeCount(claim.count)}`;
    }
    case "closed_with":
      return `${client}'s connection is closed with ${claim.code} ${describeCount(claim.count)}`;
    case "page_threw":
      return `${client}'s page throws ${claim.error} ${describeCount(claim.count)}`;
  }
}

function check(claim: Claim, events: readonly TraceEvent[], atMs: number | null, stateAt: StateAt): Finding {
  const { client } = claim;
  switch (claim.kind) {
    case "page_shows": {
      const last = events.findLast((event) => event.kind === "page_changed" && event.client === client);
      const ids = last?.kind === "page_changed" ? last.page.annotations.map(({ id }) => id) : [];
      const held = sameJson(ids, claim.ids);
      return { held, seen: `${client}'s page shows ${describeIds(ids)}`, seq: last?.seq ?? null };
    }
    case "socket_is": {
      const state = stateAt(client, atMs).socket.connection;
      const seen = `${client}'s socket is ${state}`;
      return { held: state === claim.state, seen, seq: lastOf(client, events) };
    }
    case "channel_is": {
      // A page that left a topic and made a new channel for it has two; the later one is meant.
      const channel = stateAt(client, atMs).channels.findLast(({ topic }) => topic === claim.topic);
      const seen =
        channel === undefined
          ? `${client} has no channel ${claim.topic}`
          : `${client}'s channel ${claim.topic} is ${channel.state}`;
      return { held: channel?.state === claim.state, seen, seq: lastOf(client, events) };
    }
    case "frames_sent": {
      const { direction, event: name, payload } = claim;
      return count(claim.count, events, (event) => {
        if (event.kind !== "frame_sent" || event.client !== client || event.direction !== direction)
          return false;
        const frame = readFrame(event.data);
        return frame !== null && frame.event === name && (payload === null || holds(frame.payload, payload));
      });
    }
    case "closed_with":
      return count(
        claim.count,
        events,
        (event) => event.kind === "connection_closed" && event.client === client && event.code === claim.code,
      );
    case "page_threw":
      return count(
        claim.count,
        events,
        (event) =>
          event.kind === "page_threw" && event.client === client && isError(event.error, claim.error),
      );
  }
}

function count(
  wanted: Count,
  events: readonly TraceEvent[],
  counts: (event: TraceEvent) => boolean,
): Finding {
  const found = events.filter(counts);
  const { atLeast, atMost } = wanted;
  const held = found.length >= atLeast && (atMost === null || found.length <= atMost);
  const firstTooMany = atMost === null ? undefined : found[atMost];
  return { held, seen: describeTimes(found.length), seq: (firstTooMany ?? found.at(-1))?.seq ?? null };
}

function lastOf(client: ClientId, events: readonly TraceEvent[]): Seq | null {
  return events.findLast((event) => "client" in event && event.client === client)?.seq ?? null;
}

/** A text frame of version 2.0.0: `[join_ref, ref, topic, event, payload]`. Null for anything else. */
function readFrame(data: FrameData): { readonly event: JsonValue; readonly payload: JsonValue } | null {
  if (typeof data !== "string") return null;
  let frame: JsonValue;
  try {
    frame = JSON.parse(data);
  } catch {
    return null; // a frame that is no JSON carries no event
  }
  if (!isJsonArray(frame) || frame.length < 5) return null;
  return { event: frame[3] ?? null, payload: frame[4] ?? null };
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

function describeIds(ids: readonly number[]): string {
  if (ids.length === 0) return "no annotation";
  return `${ids.length === 1 ? "annotation" : "annotations"} ${ids.join(", ")}`;
}

function describeCount({ atLeast, atMost }: Count): string {
  if (atMost === null) return `at least ${describeTimes(atLeast)}`;
  if (atLeast === atMost) return atLeast === 0 ? "never" : describeTimes(atLeast);
  return atLeast === 0 ? `at most ${describeTimes(atMost)}` : `${atLeast} to ${describeTimes(atMost)}`;
}

function describeTimes(times: number): string {
  return times === 1 ? "1 time" : `${times} times`;
}
