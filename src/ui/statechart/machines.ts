import { channelConfig } from "../../machines/channel-config.ts";
import { processConfig } from "../../machines/channel-process-config.ts";
import { pushConfig } from "../../machines/push-config.ts";
import { socketConfig } from "../../machines/socket-config.ts";
import { JOIN, LEAVE } from "../../protocol/reserved.ts";
import type { MachineName } from "../../simulation/simulator-api.ts";
import type { ClientStanding } from "../../trace/client-state.ts";
import type { TraceEvent } from "../../trace/event.ts";
import type { ClientId, Pid, PushId, Seq } from "../../trace/ids.ts";
import { CHANNEL_LAYOUT } from "./channel-layout.ts";
import type { Drawing } from "./drawing.ts";
import { drawChart } from "./drawing.ts";
import { PROCESS_LAYOUT } from "./process-layout.ts";
import { PUSH_LAYOUT } from "./push-layout.ts";
import { SOCKET_LAYOUT } from "./socket-layout.ts";

export type MachineKind = MachineName["is"];

/** The four machines of a viewer, as they are drawn. */
export const DRAWINGS: { readonly [kind in MachineKind]: Drawing } = {
  socket: drawChart(socketConfig, SOCKET_LAYOUT),
  channel: drawChart(channelConfig, CHANNEL_LAYOUT),
  push: drawChart(pushConfig, PUSH_LAYOUT),
  process: drawChart(processConfig, PROCESS_LAYOUT),
};

/** What the reader has chosen to look at; null: what suggests itself. */
export type Wish = {
  /** A channel's place among those that the page made. */
  readonly channel: number | null;
  readonly push: PushId | null;
  readonly pid: Pid | null;
};

export const NO_WISH: Wish = { channel: null, push: null, pid: null };

/** The machines that a viewer has in a run, from its start to its end, each kind in the order made. */
export type Machines = {
  /** `index`: its place among the channels of its page. */
  readonly channels: readonly { readonly topic: string; readonly page: number; readonly index: number }[];
  /** When each page but the last was closed. */
  readonly closings: readonly Seq[];
  readonly pushes: readonly { readonly push: PushId; readonly event: string; readonly from: Seq }[];
  readonly processes: readonly { readonly pid: Pid; readonly topic: string; readonly from: Seq }[];
};

/** What a run makes for a viewer. */
export function machinesIn(events: readonly TraceEvent[], client: ClientId): Machines {
  const channels: Machines["channels"][number][] = [];
  const closings: Seq[] = [];
  const pushes: Machines["pushes"][number][] = [];
  const processes: Machines["processes"][number][] = [];
  for (const event of events) {
    const { seq: from } = event;
    if (event.kind === "process_started" && event.role.is === "channel" && event.role.client === client) {
      processes.push({ pid: event.pid, topic: event.role.topic, from });
    }
    if (event.kind === "page_closed" && event.client === client) closings.push(from);
    if (event.kind !== "api_called" || event.client !== client) continue;
    const { call } = event;
    if (call.name === "channel") {
      const page = closings.length;
      channels.push({ topic: call.topic, page, index: channels.filter((one) => one.page === page).length });
    }
    if (call.name === "join") pushes.push({ push: call.push, event: JOIN, from });
    if (call.name === "leave") pushes.push({ push: call.push, event: LEAVE, from });
    if (call.name === "push") pushes.push({ push: call.push, event: call.event, from });
  }
  return { channels, closings, pushes, processes };
}

/**
 * Which machine of each kind to show; null where the whole run has none. Without a wish it is the channel of `topic`,
 * which the viewer was last about (topic-at.ts), the push made last, and the youngest process of that channel; before
 * there is any, the first to come.
 */
export function machinesShown(
  client: ClientId,
  { channels, closings, pushes, processes }: Machines,
  state: ClientStanding,
  seq: Seq,
  topic: string | null,
  wish: Wish,
): { readonly [kind in MachineKind]: MachineName | null } {
  const page = closings.filter((closed) => closed <= seq).length;
  const suggested = channelOf(topic, state);
  const wanted = wish.channel === null ? undefined : channels[wish.channel];
  const channel = wanted ?? channels.find((one) => one.page === page && one.index === suggested);
  const push =
    pushes.find((one) => one.push === wish.push) ?? pushes.findLast(({ from }) => from <= seq) ?? pushes[0];
  const serving = processes.filter((one) => one.topic === channel?.topic);
  const process =
    processes.find(({ pid }) => pid === wish.pid) ??
    serving.findLast(({ from }) => from <= seq) ??
    serving[0];
  return {
    socket: { is: "socket", client, page },
    channel:
      channel === undefined ? null : { is: "channel", client, page: channel.page, index: channel.index },
    push: push === undefined ? null : { is: "push", client, push: push.push },
    process: process === undefined ? null : { is: "process", pid: process.pid },
  };
}

/** The place of the channel that the page has of this topic: of several, the youngest that is not closed. */
function channelOf(topic: string | null, { channels }: ClientStanding): number {
  const open = channels.findLastIndex((channel) => channel.topic === topic && channel.state !== "closed");
  return Math.max(0, open === -1 ? channels.findLastIndex((channel) => channel.topic === topic) : open);
}

/** A text that is the same for the same machine only. */
export function machineKey(name: MachineName): string {
  switch (name.is) {
    case "socket":
      return `socket ${name.client} ${name.page}`;
    case "channel":
      return `channel ${name.client} ${name.page} ${name.index}`;
    case "push":
      return `push ${name.client} ${name.push}`;
    case "process":
      return `process ${name.pid}`;
  }
}
