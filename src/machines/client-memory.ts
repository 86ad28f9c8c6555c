import type { PushState } from "../trace/client-state.ts";
import type { ChannelName } from "../trace/event.ts";
import type { ClientId, ConnectionId, PushId } from "../trace/ids.ts";
import { type ChannelChart, type ChannelView, makeChannelChart } from "./channel.ts";
import type { ChannelEvent } from "./channel-config.ts";
import { type Moves, type Position, UnknownTransitionError } from "./chart.ts";
import type { ClientStep } from "./client-step.ts";
import { makeTraceReader, type TraceReader } from "./machine-event.ts";
import { makePushChart, type PushChart, type PushView } from "./push.ts";
import type { PushEvent } from "./push-config.ts";
import { makeSocketChart, type SocketChart, type SocketView } from "./socket.ts";
import type { SocketEvent } from "./socket-config.ts";

/** The machines that a model runs; a test puts altered ones in their place. */
export type ClientCharts = {
  readonly socket: SocketChart;
  readonly channel: ChannelChart;
  readonly push: PushChart;
};

/**
 * Everything that is known about one client: a position per machine, and what connects the machines with
 * each other. Never changed; every function here returns a new one that shares what did not change.
 */
export type ClientModel = {
  readonly charts: ClientCharts;
  readonly reader: TraceReader;
  readonly nowMs: number;
  readonly socket: Position<SocketView>;
  readonly socketMoves: Moves<SocketEvent, SocketView> | null;
  readonly connection: CurrentConnection | null;
  /** Counts what makes an older teardown pointless: `socket.connectClock`. */
  readonly clock: number;
  readonly heartbeatRef: string | null;
  readonly hidden: boolean;
  /** In the order made. */
  readonly channels: readonly ChannelModel[];
  /** `socket.channels`: which of them still hear of frames and of the connection, as indexes. */
  readonly listening: readonly number[];
  /** How many channels there were whenever `socket.channels` was replaced by a list without one of them. */
  readonly listsReplaced: readonly number[];
  /** The pushes that may still change, in the order made; joins stay here. */
  readonly pushes: readonly PushModel[];
  readonly finished: Finished | null;
  readonly pushCount: number;
  readonly teardowns: readonly Teardown[];
  /** `awaitingConnectionOnPageShow`: the clock at which the page was left. */
  readonly leftAtClock: number | null;
  /** What is left to do of the callback of the client that runs at this moment. */
  readonly steps: readonly ClientStep[];
};

export type CurrentConnection = {
  readonly id: ConnectionId;
  readonly channelsErrored: boolean;
  readonly forShownPage: boolean;
};

export type ChannelModel = {
  readonly topic: string;
  readonly position: Position<ChannelView>;
  readonly moves: Moves<ChannelEvent, ChannelView> | null;
  readonly join: PushId;
  /** `channel.joinRef()` as far as frames have told it: null while no frame carried it. */
  readonly joinRef: string | null;
  /** Counts the refs the join has had, to tell whether it was made anew. */
  readonly joinSerial: number;
  /** The connection that carried the present join. */
  readonly joinedOver: ConnectionId | null;
  /** If the frame of the present join lies in `socket.sendBuffer`: a number that grows with every such frame. */
  readonly joinHeld: number | null;
  /** Grows with every rejoin timer that a channel of this client sets. */
  readonly rejoinSerial: number;
  /** `channel.pushBuffer`. */
  readonly held: readonly PushId[];
  /** Pushes that the client sends at this moment, whose frames must follow in this order. */
  readonly sending: readonly PushId[];
  /** Pushes, the join included, whose reply the channel waits for. */
  readonly awaiting: readonly { readonly ref: string; readonly push: PushId }[];
};

export type PushModel = {
  /** Its place among all pushes of the client. */
  readonly order: number;
  readonly channel: number;
  readonly isJoin: boolean;
  /** False for the join of a channel on which `join()` was never called: the page does not know it. */
  readonly named: boolean;
  readonly position: Position<PushView>;
  readonly moves: Moves<PushEvent, PushView> | null;
  readonly state: PushState;
};

/** Pushes that will never change again, newest first. */
export type Finished = { readonly push: PushModel; readonly older: Finished | null };

/** A connection that the client is getting rid of: `Socket.teardown`. */
export type Teardown = {
  readonly connection: ConnectionId;
  /** Waiting for its buffer to drain, or for its close to be confirmed. */
  readonly waitsFor: "buffer" | "close";
  readonly transport: "connecting" | "open" | "closing" | "closed";
  /** `connection.closing`: the client itself called `close()` on it. */
  readonly closedByUs: boolean;
  /** How many waits are over. */
  readonly waits: number;
  readonly dueMs: number;
  /** The model's clock when it began. */
  readonly clock: number;
  readonly followUp: TeardownEnd;
};

/** What the client does after a teardown. */
export type TeardownEnd = "nothing" | "connect" | "connect_for_shown_page" | "schedule_reconnect";

/** The machines as they are taught. */
export const standardCharts: ClientCharts = {
  socket: makeSocketChart(),
  channel: makeChannelChart(),
  push: makePushChart(),
};

/** A client before its page did anything with it. */
export function emptyClient(client: ClientId, charts: ClientCharts): ClientModel {
  return {
    charts,
    reader: makeTraceReader(client),
    nowMs: 0,
    socket: charts.socket.start,
    socketMoves: null,
    connection: null,
    clock: 0,
    heartbeatRef: null,
    hidden: false,
    channels: [],
    listening: [],
    listsReplaced: [],
    pushes: [],
    finished: null,
    pushCount: 0,
    teardowns: [],
    leftAtClock: null,
    steps: [],
  };
}

export function isConnected(model: ClientModel): boolean {
  return model.socket.view.state.connection === "open";
}

export function stepSocket(model: ClientModel, event: SocketEvent): ClientModel {
  const { socket: from, socketMoves: older } = model;
  const socket = model.charts.socket.step(from, event);
  return socket === from ? model : { ...model, socket, socketMoves: { from, event, older } };
}

const SETS_REJOIN_TIMER: ReadonlySet<string> = new Set(["errored", "join_refused", "join_timed_out"]);

export function stepChannel(model: ClientModel, index: number, event: ChannelEvent): ClientModel {
  const channel = channelAt(model, index);
  const position = model.charts.channel.step(channel.position, event);
  const setsTimer = SETS_REJOIN_TIMER.has(event.type) && position.view.rejoin.is === "scheduled";
  const { position: from, moves: older } = channel;
  if (position === from && !setsTimer) return model;
  const moves = position === from ? older : { from, event, older };
  if (!setsTimer) return withChannel(model, index, { position, moves });
  const rejoinSerial = 1 + Math.max(...model.channels.map((other) => other.rejoinSerial));
  return withChannel(model, index, { position, moves, rejoinSerial });
}

export function channelAt(model: ClientModel, index: number): ChannelModel {
  const channel = model.channels[index];
  if (channel === undefined) throw new RangeError(`no channel ${index}`);
  return channel;
}

export function withChannel(model: ClientModel, index: number, change: Partial<ChannelModel>): ClientModel {
  return { ...model, channels: model.channels.with(index, { ...channelAt(model, index), ...change }) };
}

/** The place of a channel among all those that the page made. */
export function namedChannel(model: ClientModel, { topic, nth = 0 }: ChannelName, event: string): number {
  const index = model.channels.findIndex(
    (channel, place) => channel.topic === topic && nthOf(model, place) === nth,
  );
  if (index === -1) throw new UnknownTransitionError("channel", `no channel ${nth} of topic ${topic}`, event);
  return index;
}

/** How many channels of the same topic the page made before this one. */
export function nthOf({ channels }: ClientModel, index: number): number {
  const topic = channels[index]?.topic;
  return channels.slice(0, index).filter((other) => other.topic === topic).length;
}

export function addPush(
  model: ClientModel,
  push: PushId,
  made: Pick<PushModel, "channel" | "isJoin" | "named"> & { readonly event: string },
): ClientModel {
  const position = model.charts.push.start;
  const { topic } = channelAt(model, made.channel);
  const added: PushModel = {
    order: model.pushCount,
    channel: made.channel,
    isJoin: made.isJoin,
    named: made.named,
    position,
    moves: null,
    state: { push, topic, event: made.event, state: position.view },
  };
  return { ...model, pushes: [...model.pushes, added], pushCount: model.pushCount + 1 };
}

/** The page calls `join()`: from now on it knows the push that the channel has had from the start. */
export function nameJoin(model: ClientModel, index: number, push: PushId): ClientModel {
  const { join, awaiting } = channelAt(model, index);
  const named = withChannel(model, index, {
    join: push,
    awaiting: awaiting.map((waiting) => (waiting.push === join ? { ...waiting, push } : waiting)),
  });
  return {
    ...named,
    pushes: named.pushes.map((other) =>
      other.state.push === join
        ? { ...other, named: true, order: model.pushCount, state: { ...other.state, push } }
        : other,
    ),
    pushCount: model.pushCount + 1,
  };
}

/** The push if it may still change. */
export function findPush(model: ClientModel, push: PushId): PushModel | undefined {
  return model.pushes.find(({ state }) => state.push === push);
}

export function stepPush(model: ClientModel, push: PushId, event: PushEvent): ClientModel {
  const index = model.pushes.findIndex(({ state }) => state.push === push);
  const before = model.pushes[index];
  if (before === undefined) throw new UnknownTransitionError("push", "finished or never made", event.type);
  const position = model.charts.push.step(before.position, event);
  if (position === before.position) return model;
  const moves = { from: before.position, event, older: before.moves };
  const after: PushModel = { ...before, position, moves, state: { ...before.state, state: position.view } };
  const over = position.view.is === "replied" || position.view.is === "timed_out";
  if (before.isJoin || !over) return { ...model, pushes: model.pushes.with(index, after) };
  return {
    ...model,
    pushes: model.pushes.toSpliced(index, 1),
    finished: { push: after, older: model.finished },
  };
}
