import type { Claim, Count } from "../schemas/scenario.ts";
import type { ClientId } from "../trace/ids.ts";

/** How a client is called in a sentence. */
export type NameOf = (client: ClientId) => string;

/** What the claim says, as a sentence without a full stop. */
export function describeClaim(claim: Claim, nameOf: NameOf = String): string {
  switch (claim.kind) {
    case "page_shows":
      return `${nameOf(claim.client)}'s page shows ${describeIds(claim.ids)}`;
    case "page_says":
      return `${nameOf(claim.client)}'s page says ${JSON.stringify(claim.line)} ${describeCount(claim.count)}`;
    case "page_threw":
      return `${nameOf(claim.client)}'s page throws ${claim.error} ${describeCount(claim.count)}`;
    case "socket_is":
      return `${nameOf(claim.client)}'s socket is ${claim.state}`;
    case "channel_is":
      return `${nameOf(claim.client)}'s channel ${claim.topic} is ${claim.state}`;
    case "push_is":
      return `${nameOf(claim.client)}'s last push of ${claim.event} is ${describePush(claim.state, claim.status)}`;
    case "frames_sent": {
      const way = claim.direction === "up" ? `by ${nameOf(claim.client)}` : `to ${nameOf(claim.client)}`;
      const topic = claim.topic === null ? "" : ` on ${claim.topic}`;
      const fields = claim.payload === null ? "" : ` with ${JSON.stringify(claim.payload)}`;
      return `${claim.event}${topic}${fields} is sent ${way} ${describeCount(claim.count)}`;
    }
    case "closed_with":
      return `${nameOf(claim.client)}'s connection is closed with ${claim.code} ${describeCount(claim.count)}`;
    case "upgrade_refused":
      return `${nameOf(claim.client)} is refused with ${claim.status} ${describeCount(claim.count)}`;
    case "channel_processes":
      return `the channel processes that serve ${nameOf(claim.client)}${onTopic(claim.topic)} are ${describeNumber(claim.count)}`;
    case "callback_ran": {
      const about = claim.about === null ? "" : ` for ${claim.about}`;
      return `${claim.callback}${about} runs for ${nameOf(claim.client)}${onTopic(claim.topic)} ${describeCount(claim.count)}`;
    }
    case "assigns_are":
      return `${nameOf(claim.client)}'s socket on ${claim.topic} has assigns ${JSON.stringify(claim.assigns)}`;
    case "broadcast_sent": {
      const way = claim.mailboxes === null ? "" : ` through ${claim.mailboxes} mailboxes`;
      return `${claim.event} is broadcast on ${claim.topic}${way} ${describeCount(claim.count)}`;
    }
    case "rows_stored":
      return `rows of ${claim.topic} are stored ${describeCount(claim.count)}`;
    case "server_logged":
      return `the server logs ${JSON.stringify(claim.text)} ${describeCount(claim.count)}`;
  }
}

export function describeIds(ids: readonly number[]): string {
  if (ids.length === 0) return "no annotation";
  return `${ids.length === 1 ? "annotation" : "annotations"} ${ids.join(", ")}`;
}

export function describeTimes(times: number): string {
  return times === 1 ? "1 time" : `${times} times`;
}

/** The state of a push, with the status of its reply where there is one. */
export function describePush(state: string, status: string | null): string {
  return status === null ? state : `${state} (${status})`;
}

function onTopic(topic: string | null): string {
  return topic === null ? "" : ` on ${topic}`;
}

function describeCount(count: Count): string {
  if (count.atLeast === 0 && count.atMost === 0) return "never";
  return `${describeNumber(count)}${(count.atMost ?? count.atLeast) === 1 ? " time" : " times"}`;
}

function describeNumber({ atLeast, atMost }: Count): string {
  if (atMost === null) return `at least ${atLeast}`;
  if (atLeast === atMost) return String(atLeast);
  return atLeast === 0 ? `at most ${atMost}` : `${atLeast} to ${atMost}`;
}
