import { HEARTBEAT, JOIN, LEAVE, PHOENIX_TOPIC } from "../protocol/reserved.ts";
import { endsCallback } from "../trace/callback.ts";
import type { ChannelState, ClientState } from "../trace/client-state.ts";
import type { SocketHook, TraceEvent } from "../trace/event.ts";
import type { ClientId, ConnectionId } from "../trace/ids.ts";
import { UnknownTransitionError } from "./chart.ts";
import { call, disconnect } from "./client-call.ts";
import {
  type ClientCharts,
  type ClientModel,
  channelAt,
  emptyClient,
  type Finished,
  findPush,
  isConnected,
  namedChannel,
  type PushModel,
  standardCharts,
  stepChannel,
  stepPush,
  stepSocket,
  withChannel,
} from "./client-memory.ts";
import {
  answered,
  type ClientStep,
  deliveryOf,
  errorChannels,
  insertSteps,
  isPresentJoin,
  joinSteps,
  replaceStep,
  runUntil,
  settle,
} from "./client-step.ts";
import type { FrameHead } from "./frame-head.ts";
import { type MachineEvent, readTraceEvent } from "./machine-event.ts";
import { enterPageCode, stopAtPageCode } from "./page-code.ts";
import { closeConnection, markTransport, startTeardown, teardownWaited } from "./teardown.ts";

export type { ClientModel } from "./client-memory.ts";

/** The statecharts of one client before its page did anything. */
export function createClientModel(client: ClientId, charts: ClientCharts = standardCharts): ClientModel {
  return emptyClient(client, charts);
}

/**
 * The model after one more trace event; the given model stays as it was. Throws `UnknownTransitionError`
 * when a machine is told something that its definition does not expect in its state.
 */
export function feed(model: ClientModel, traceEvent: TraceEvent): ClientModel {
  const over = model.steps.length > 0 && endsCallback(traceEvent) ? settle(model) : model;
  const [reader, event] = readTraceEvent(over.reader, traceEvent);
  if (event === null) return reader === over.reader ? over : { ...over, reader };
  return apply({ ...over, reader, nowMs: traceEvent.timeMs }, event);
}

/** What the statecharts say, provided that the client's callback of the last trace event has returned. */
export function stateOf(model: ClientModel): ClientState {
  const settled = settle(model);
  return {
    socket: settled.socket.view.state,
    channels: settled.channels.map(({ topic, position }): ChannelState => {
      const { state, rejoin } = position.view;
      return { topic, state, rejoin };
    }),
    pushes: allPushes(settled)
      .filter(({ named }) => named)
      .sort((a, b) => a.order - b.order)
      .map(({ state }) => state),
  };
}

/** Every push that the client has made, in no particular order. */
export function allPushes(model: ClientModel): PushModel[] {
  const pushes = [...model.pushes];
  for (let node: Finished | null = model.finished; node !== null; node = node.older) pushes.push(node.push);
  return pushes;
}

function apply(model: ClientModel, event: MachineEvent): ClientModel {
  switch (event.type) {
    case "api_called":
      return insertSteps(event.within === null ? settle(model) : enterPageCode(model, event.within), (at) =>
        call(at, event.call),
      );
    case "page_threw":
      return stopAtPageCode(model, event.within);
    case "program_threw":
      // All that the client did has run to its end before the program went on.
      return settle(model);
    case "heartbeat_fired":
      return stepSocket({ ...model, heartbeatRef: null }, { type: "heartbeat_fired" });
    case "heartbeat_timeout_fired":
      return heartbeatTimedOut(model);
    case "reconnect_fired":
      return startTeardown(
        stepSocket(model, { type: "reconnect_fired" }),
        model.hidden ? "nothing" : "connect",
      );
    case "teardown_wait_fired":
      return teardownWaited(model);
    case "rejoin_fired":
      return rejoinFired(model, event);
    case "push_timeout_fired":
      return pushTimedOut(model, event);
    case "connection_opening":
      return connectionOpening(model, event.connection);
    case "connection_closing":
      return closeConnection(model, event.connection);
    case "connection_opened":
      return connectionOpened(model, event.connection);
    case "connection_errored":
      return connectionErrored(markTransport(model, event.connection, "closed"), event.connection);
    case "connection_closed":
      return connectionClosed(markTransport(model, event.connection, "closed"), event.connection);
    case "frame_sent":
      return frameSent(model, event.connection, event.head);
    case "frame_arrived":
      return frameArrived(model, event.connection, event.head);
    case "page_hidden":
      return pageHidden(model);
    case "page_shown":
      return pageShown({ ...model, hidden: false });
    case "page_resumed":
      // The client looks at the page's visibility again.
      return model.hidden ? pageHidden(model) : pageShown(model);
    case "page_left":
      return pageLeft(model);
    case "page_returned":
      return pageReturned(model);
    case "page_closed":
      // Whatever is opened at its place is another client.
      return { ...emptyClient(model.reader.client, model.charts), nowMs: model.nowMs };
  }
}

function heartbeatTimedOut(model: ClientModel): ClientModel {
  const told = { ...stepSocket(model, { type: "heartbeat_timeout_fired" }), heartbeatRef: null };
  const { connection } = told;
  return connection === null ? told : { ...told, steps: [{ do: "presume_dead", connection: connection.id }] };
}

type Fired<Type extends MachineEvent["type"]> = Extract<MachineEvent, { readonly type: Type }>;

function rejoinFired(model: ClientModel, { topic, tries }: Fired<"rejoin_fired">): ClientModel {
  const waiting = model.channels.flatMap((channel, index) => {
    const { rejoin } = channel.position.view;
    if (channel.topic !== topic || rejoin.is !== "scheduled") return [];
    return [{ index, tries: rejoin.tries, serial: channel.rejoinSerial }];
  });
  // Two channels of one topic with the same wait: the one whose timer was set first.
  waiting.sort((a, b) => a.serial - b.serial);
  const fired = waiting.find((channel) => channel.tries === tries) ?? waiting[0];
  const newest = model.channels.findLastIndex((channel) => channel.topic === topic);
  const index = fired?.index ?? newest;
  const told = stepChannel(model, index, { type: "rejoin_fired" });
  return isConnected(told) ? { ...told, steps: joinSteps(index) } : told;
}

function pushTimedOut(model: ClientModel, { channel, push }: Fired<"push_timeout_fired">): ClientModel {
  const id = push ?? channelAt(model, namedChannel(model, channel, "push_timeout_fired")).join;
  const timed = findPush(model, id);
  if (timed === undefined) {
    throw new UnknownTransitionError("push", "finished or never made", "push_timeout_fired");
  }
  return answered(model, timed.channel, id, { type: "timeout_fired" });
}

function connectionOpening(model: ClientModel, connection: ConnectionId): ClientModel {
  const reached = runUntil(
    model,
    (at, next) => next.do === "connect" && (at.connection === null || !at.socket.view.wanted),
  );
  const [step] = reached?.steps ?? [];
  const forShownPage = step?.do === "connect" && step.forShownPage;
  const open = (at: ClientModel) => openConnection(at, connection, forShownPage);
  return reached === null ? insertSteps(settle(model), open) : replaceStep(reached, open);
}

/** `Socket.transportConnect`. */
function openConnection(model: ClientModel, connection: ConnectionId, forShownPage: boolean): ClientModel {
  const previous = model.connection;
  const { connection: state } = model.socket.view.state;
  const left = previous === null || state === "connecting" ? model : markTransport(model, previous.id, state);
  const opening: ClientModel = {
    ...stepSocket(left, { type: "connection_opening" }),
    clock: model.clock + 1,
    connection: { id: connection, channelsErrored: false, forShownPage },
    heartbeatRef: null,
  };
  return previous !== null && state === "open" ? errorChannels(opening, previous.id) : opening;
}

function connectionOpened(model: ClientModel, connection: ConnectionId): ClientModel {
  if (model.connection?.id !== connection) return model;
  // Joins in the socket's buffer are sent now, and announce themselves by their frames.
  const opened = stepSocket(model, { type: "connection_opened" });
  const hooks = socketHooks(model, "open", (channel) => ({ do: "open_hook", channel }));
  return { ...opened, steps: [{ do: "drop_outdated" }, ...hooks] };
}

function connectionErrored(model: ClientModel, connection: ConnectionId): ClientModel {
  if (model.connection?.id !== connection) return model;
  const errored = stepSocket(model, { type: "connection_errored" });
  // `Connection.close` has taken the error handler away.
  if (model.socket.view.closedByUs) return errored;
  const hooks = socketHooks(model, "error", (channel) => ({ do: "error_hook", channel }));
  return { ...errored, steps: [...hooks, { do: "error_channels", connection }] };
}

function connectionClosed(model: ClientModel, connection: ConnectionId): ClientModel {
  // A connection that the client gave up on concerns it no more (`Connection.isCurrent`).
  if (model.connection?.id !== connection) return model;
  const closed = stepSocket({ ...model, heartbeatRef: null }, { type: "connection_closed" });
  const told = errorChannels(closed, connection);
  const hooks = socketHooks(model, "close");
  return { ...told, steps: [...told.steps, { do: "tell_socket", connection }, ...hooks] };
}

/**
 * `socket.stateChangeCallbacks`: the hooks that channels have there (phoenix 1.8.16, channel.js), and before, between and
 * behind them the page's own, in the order in which they were given.
 */
function socketHooks(
  { listening }: ClientModel,
  hook: SocketHook,
  ofChannel?: (channel: number) => ClientStep,
): readonly ClientStep[] {
  const last: ClientStep = { do: "socket_code", hook, upTo: Number.POSITIVE_INFINITY, entered: false };
  if (ofChannel === undefined) return [last];
  const steps = listening.flatMap((channel): readonly ClientStep[] => [
    { do: "socket_code", hook, upTo: channel, entered: false },
    ofChannel(channel),
  ]);
  return [...steps, last];
}

function frameSent(model: ClientModel, connection: ConnectionId, head: FrameHead): ClientModel {
  const { event, topic, ref } = head;
  if (topic === PHOENIX_TOPIC && event === HEARTBEAT) return { ...model, heartbeatRef: ref };
  // Whoever left is closed already.
  if (event === LEAVE) return model;
  // The rest of a join whose params function disconnected: it belongs to no push any more.
  if (event === JOIN && ref === null) return model;
  if (event === JOIN) return joinSent(model, connection, head);
  return pushSent(model, head);
}

function pushSent(model: ClientModel, { topic, event, ref }: FrameHead): ClientModel {
  const sender = (at: ClientModel): number =>
    at.channels.findLastIndex(({ topic: other, sending: [next] }) => {
      return other === topic && next !== undefined && findPush(at, next)?.state.event === event;
    });
  const reached = sender(model) === -1 ? runUntil(model, (at) => sender(at) !== -1) : model;
  const ran = reached ?? settle(model);
  const index = sender(ran);
  const [push, ...sending] = ran.channels[index]?.sending ?? [];
  if (push === undefined) {
    throw new UnknownTransitionError("push", "nothing to send", `frame_sent ${event} on ${topic}`);
  }
  const sent = stepPush(ran, push, { type: "frame_sent" });
  return awaitReply(withChannel(sent, index, { sending }), index, { ref, push });
}

function joinSent(model: ClientModel, connection: ConnectionId, { topic, ref }: FrameHead): ClientModel {
  const carry = (at: ClientModel, index: number): ClientModel => {
    const { join } = channelAt(at, index);
    const sent = stepPush(at, join, { type: "frame_sent" });
    const carried = withChannel(sent, index, { joinRef: ref, joinedOver: connection, joinHeld: null });
    return awaitReply(carried, index, { ref, push: join });
  };
  // A join begun within its own params function is sent by both.
  if (model.channels.some(({ joinRef }) => joinRef === ref)) return model;
  // From the socket's buffer, in the order in which they came, before any open hook runs.
  const held = model.channels.flatMap(({ joinHeld, position, ...channel }, index) => {
    const waits = joinHeld !== null && channel.topic === topic && position.view.state === "joining";
    return waits ? [{ index, joinHeld }] : [];
  });
  const [first] = held.sort((a, b) => a.joinHeld - b.joinHeld);
  if (first !== undefined) return carry(model, first.index);
  const reached = runUntil(
    model,
    (at, next) =>
      next.do === "send_join" &&
      channelAt(at, next.channel).topic === topic &&
      // Its params function may have left.
      channelAt(at, next.channel).position.view.state === "joining" &&
      isPresentJoin(at, next),
  );
  const step = reached?.steps[0];
  if (reached === null || step?.do !== "send_join") {
    throw new UnknownTransitionError("push", "no join under way", `frame_sent ${JOIN} on ${topic}`);
  }
  return replaceStep(reached, (at) => carry(at, step.channel));
}

function awaitReply(
  model: ClientModel,
  index: number,
  { ref, push }: { readonly ref: string | null; readonly push: PushModel["state"]["push"] },
): ClientModel {
  if (ref === null) return model;
  const { awaiting } = channelAt(model, index);
  return withChannel(model, index, { awaiting: [...awaiting, { ref, push }] });
}

function frameArrived(model: ClientModel, connection: ConnectionId, head: FrameHead): ClientModel {
  // A WebSocket that is closing drops what still arrives.
  if (model.connection?.id !== connection || !isConnected(model)) return model;
  const answersHeartbeat =
    head.ref !== null &&
    head.ref === model.heartbeatRef &&
    model.socket.view.state.heartbeat === "awaiting_reply";
  const heard = answersHeartbeat
    ? { ...stepSocket(model, { type: "heartbeat_replied" }), heartbeatRef: null }
    : model;
  return { ...heard, steps: [deliveryOf(heard, head), ...socketHooks(heard, "message")] };
}

function pageHidden(model: ClientModel): ClientModel {
  const connection = model.connection && { ...model.connection, forShownPage: false };
  return { ...model, hidden: true, connection };
}

function pageShown(model: ClientModel): ClientModel {
  const connected = isConnected(model);
  const { wanted, state } = model.socket.view;
  // The browser may tell twice that the page is back; the connection made for the first time is kept.
  if (state.connection === "connecting" && model.connection?.forShownPage) return model;
  const told = stepSocket(model, { type: "page_shown", connected });
  return wanted && !connected ? startTeardown(told, "connect_for_shown_page") : told;
}

/** The client disconnects when the page is left, so that the browser may keep the page. */
function pageLeft(model: ClientModel): ClientModel {
  if (model.connection === null || !model.socket.view.wanted) return model;
  const left = disconnect(model);
  return { ...left, steps: [...left.steps, { do: "await_return" }] };
}

/** ... and connects again when it is back, unless the page's own code did something in between. */
function pageReturned(model: ClientModel): ClientModel {
  if (model.leftAtClock !== model.clock) return model;
  return { ...model, leftAtClock: null, steps: [{ do: "connect", forShownPage: false }] };
}
