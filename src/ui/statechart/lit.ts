import type {
  ChannelState,
  ClientState,
  PushState,
  SocketState,
  TimerState,
} from "../../trace/client-state.ts";
import type { PushId } from "../../trace/ids.ts";
import { edgeId } from "./chart.ts";

/** The current state of one region, what stands beside its name, and the way that just led to it. */
export type LitRegion = {
  readonly state: string;
  readonly note: string;
  /** `edgeId` of the transition made by this step, null when the region stood still. */
  readonly edge: string | null;
};

export type Lit<Region extends string> = { readonly [region in Region]: LitRegion };

export function litSocket(
  now: SocketState | null,
  before: SocketState | null,
): Lit<"connection" | "heartbeat" | "reconnect"> | null {
  if (now === null) return null;
  return {
    connection: region(now.connection, before?.connection),
    heartbeat: region(now.heartbeat, before?.heartbeat),
    reconnect: { ...region(now.reconnect.is, before?.reconnect.is), note: tries(now.reconnect) },
  };
}

export function litChannel(
  now: ChannelState | null,
  before: ChannelState | null,
): Lit<"state" | "rejoin"> | null {
  if (now === null) return null;
  return {
    state: region(now.state, before?.state),
    rejoin: { ...region(now.rejoin.is, before?.rejoin.is), note: tries(now.rejoin) },
  };
}

export function litPush(now: PushState | null, before: PushState | null): Lit<"push"> | null {
  if (now === null) return null;
  const status = now.state.is === "replied" ? now.state.status : "";
  return { push: { ...region(now.state.is, before?.state.is), note: status } };
}

function region(now: string, before: string | undefined): LitRegion {
  return { state: now, note: "", edge: before === undefined || before === now ? null : edgeId(before, now) };
}

function tries(timer: TimerState | { readonly is: "draining" }): string {
  return timer.is === "scheduled" ? String(timer.tries) : "";
}

/** The channel to show: the chosen one, else the first. */
export function channelOf(state: ClientState | undefined, topic: string | null): ChannelState | null {
  return state?.channels.find((channel) => channel.topic === topic) ?? state?.channels[0] ?? null;
}

/** The push to show: the chosen one, else the one made last. */
export function pushOf(state: ClientState | undefined, push: PushId | null): PushState | null {
  return state?.pushes.find((one) => one.push === push) ?? state?.pushes.at(-1) ?? null;
}
