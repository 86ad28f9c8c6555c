import { HEARTBEAT, JOIN, LEAVE, PHOENIX_TOPIC } from "../protocol/reserved.ts";
import type { ChannelState, ClientState } from "../trace/client-state.ts";
import type { TraceEvent } from "../trace/event.ts";
import type { ClientId, ConnectionId } from "../trace/ids.ts";
import { UnknownTransitionError } from "./chart.ts";
import {
  addPush,
  type ClientCharts,
  type ClientModel,
  channelAt,
  emptyClient,
  type Finished,
  findPush,
  isConnected,
  newestChannel,
  type PushModel,
  standardCharts,
  stepChannel,
  stepPush,
  stepSocket,
  withChannel,
} from "./client-memory.ts";
import {
  type ClientStep,
  errorChannels,
  finishDelivery,
  joinAnswered,
  joinSteps,
  leaveChannel,
  runThrough,
  settle,
  stopAtHook,
  stopAtProgram,
  stopAwaiting,
} from "./client-step.ts";
import type { FrameHead } from "./frame-head.ts";
import { type MachineEvent, readTraceEvent } from "./machine-event.ts";
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
      .sort((a, b) => a.order - b.order)
      .map(({ state }) => state),
  };
}

function allPushes(model: ClientModel): PushModel[] {
  const pushes = [...model.pushes];
  for (let node: Finished | null = model.finished; node !== null; node = node.older) pushes.push(node.push);
  return pushes;
}

/** Whether a trace event cannot come from within the callback of the client that was running. */
function endsCallback(traceEvent: TraceEvent): boolean {
  switch (traceEvent.kind) {
    case "api_called":
      // Hooks push. What is left to do does not matter to a push, and a later hook may still prevent it.
      return traceEvent.call.name !== "push";
    case "input_applied":
    case "timer_fired":
    case "visibility_changed":
    case "connection_opened":
    case "connection_errored":
    case "connection_closed":
    case "frame_arrived":
      return true;
    default:
      return false;
  }
}

function apply(model: ClientModel, event: MachineEvent): ClientModel {
  switch (event.type) {
    case "connect_called":
      // A connection that opens says more: connect() does nothing while there is one.
      return model;
    case "disconnect_called":
      return startTeardown(
        stepSocket({ ...model, clock: model.clock + 1 }, { type: "disconnect_called" }),
        "nothing",
      );
    case "channel_called":
      return makeChannel(model, event.topic);
    case "join_called":
      return callJoin(model, event);
    case "leave_called":
      return callLeave(model, event);
    case "push_called":
      return callPush(finishDelivery(model), event);
    case "params_threw":
      return stopAtParams(model, event.topic);
    case "hook_threw":
      return stopAtHook(model, event.topic);
    case "program_threw":
      return stopAtProgram(model);
    case "heartbeat_fired":
      return stepSocket({ ...model, heartbeatRef: null }, { type: "heartbeat_fired" });
    case "heartbeat_timeout_fired":
      return {
        ...stepSocket(model, { type: "heartbeat_timeout_fired" }),
        heartbeatRef: null,
        closer: { by: "heartbeat_timeout" },
      };
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
      return connectionOpening(settle(model), event.connection);
    case "connection_closing":
      return closeConnection(settle(model), event.connection);
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
      return pageShown(model);
  }
}

function makeChannel(model: ClientModel, topic: string): ClientModel {
  const index = model.channels.length;
  return {
    ...model,
    channels: [
      ...model.channels,
      {
        topic,
        position: model.charts.channel.start,
        join: null,
        joinRef: null,
        joinSerial: 0,
        joinedOver: null,
        joinHeld: false,
        rejoinSerial: 0,
        held: [],
        sending: [],
        awaiting: [],
      },
    ],
    listening: [...model.listening, index],
  };
}

type Called<Type extends MachineEvent["type"]> = Extract<MachineEvent, { readonly type: Type }>;

function callJoin(model: ClientModel, { topic, push }: Called<"join_called">): ClientModel {
  const index = newestChannel(model, topic, "join_called");
  const called = stepChannel(model, index, { type: "join_called" });
  if (channelAt(model, index).position.view.joinedOnce) return called;
  const made = addPush(called, push, { channel: index, event: JOIN, isJoin: true });
  return { ...withChannel(made, index, { join: push }), steps: joinSteps(index) };
}

function callLeave(model: ClientModel, { topic, push }: Called<"leave_called">): ClientModel {
  const index = newestChannel(model, topic, "leave_called");
  const made = addPush(model, push, { channel: index, event: LEAVE, isJoin: false });
  const sent = stepPush(made, push, { type: isConnected(made) ? "frame_sent" : "socket_held" });
  // leave() answers itself with "ok", because a leaving channel cannot push.
  return stepPush(leaveChannel(sent, index), push, { type: "replied", status: "ok" });
}

function callPush(model: ClientModel, { topic, push, event }: Called<"push_called">): ClientModel {
  const index = newestChannel(model, topic, "push_called");
  const { position, held, sending } = channelAt(model, index);
  // push() before join() throws, and there is no push.
  if (!position.view.joinedOnce) return model;
  const made = addPush(model, push, { channel: index, event, isJoin: false });
  if (isConnected(made) && position.view.state === "joined") {
    return withChannel(made, index, { sending: [...sending, push] });
  }
  return withChannel(stepPush(made, push, { type: "channel_held" }), index, { held: [...held, push] });
}

function stopAtParams(model: ClientModel, topic: string): ClientModel {
  const ran = runThrough(
    model,
    (step) => step.do === "begin_join" && channelAt(model, step.channel).topic === topic,
  );
  const join = findJoin(ran, topic, false);
  if (join === null) throw new UnknownTransitionError("push", "no join under way", "params_threw");
  return { ...stepPush(ran, join.push, { type: "params_threw" }), steps: [] };
}

/** The join under way on a topic, whose frame lies in the socket's buffer or is yet to be made. */
function findJoin(model: ClientModel, topic: string, held: boolean) {
  // Of several, the client empties its buffer in the order in which they came.
  const channel = model.channels.findIndex((other) => {
    if (other.topic !== topic || other.position.view.state !== "joining" || other.join === null) return false;
    return held ? other.joinHeld : findPush(model, other.join)?.position.view.is === "idle";
  });
  const push = model.channels[channel]?.join ?? null;
  return push === null ? null : { channel, push };
}

function rejoinFired(model: ClientModel, { topic, tries }: Called<"rejoin_fired">): ClientModel {
  const waiting = model.channels.flatMap((channel, index) => {
    const { rejoin } = channel.position.view;
    if (channel.topic !== topic || rejoin.is !== "scheduled") return [];
    return [{ index, tries: rejoin.tries, serial: channel.rejoinSerial }];
  });
  // Two channels of one topic with the same wait: the one whose timer was set first.
  waiting.sort((a, b) => a.serial - b.serial);
  const fired = waiting.find((channel) => channel.tries === tries) ?? waiting[0];
  const index = fired?.index ?? newestChannel(model, topic, "rejoin_fired");
  const told = stepChannel(model, index, { type: "rejoin_fired" });
  return isConnected(told) ? { ...told, steps: joinSteps(index) } : told;
}

function pushTimedOut(model: ClientModel, { push }: Called<"push_timeout_fired">): ClientModel {
  const timed = findPush(model, push);
  if (timed === undefined) {
    throw new UnknownTransitionError("push", "finished or never made", "push_timeout_fired");
  }
  const after = stepPush(stopAwaiting(model, timed.channel, push), push, { type: "timeout_fired" });
  return timed.isJoin ? joinAnswered(after, timed.channel, push) : after;
}

function connectionOpening(model: ClientModel, connection: ConnectionId): ClientModel {
  const previous = model.connection;
  const { connection: state } = model.socket.view.state;
  const left = previous === null || state === "connecting" ? model : markTransport(model, previous.id, state);
  const opening: ClientModel = {
    ...stepSocket(left, { type: "connection_opening" }),
    clock: model.clock + 1,
    connection: { id: connection, channelsErrored: false, forShownPage: model.opensForShownPage },
    opensForShownPage: false,
    heartbeatRef: null,
  };
  return previous !== null && state === "open" ? errorChannels(opening, previous.id) : opening;
}

function connectionOpened(model: ClientModel, connection: ConnectionId): ClientModel {
  if (model.connection?.id !== connection) return model;
  // Joins in the socket's buffer are sent now, and announce themselves by their frames.
  const opened = stepSocket(model, { type: "connection_opened" });
  return { ...opened, steps: model.listening.map((channel): ClientStep => ({ do: "open_hook", channel })) };
}

function connectionErrored(model: ClientModel, connection: ConnectionId): ClientModel {
  if (model.connection?.id !== connection) return model;
  const errored = stepSocket(model, { type: "connection_errored" });
  // `Connection.close` has taken the error handler away.
  if (model.socket.view.closedByUs) return errored;
  const told = model.listening.reduce(
    (sum, channel) => stepChannel(sum, channel, { type: "socket_errored" }),
    errored,
  );
  return errorChannels(told, connection);
}

function connectionClosed(model: ClientModel, connection: ConnectionId): ClientModel {
  // A connection that the client gave up on concerns it no more (`Connection.isCurrent`).
  if (model.connection?.id !== connection) return model;
  const closed = stepSocket({ ...model, heartbeatRef: null }, { type: "connection_closed" });
  const told = errorChannels(closed, connection);
  return { ...told, steps: [...told.steps, { do: "tell_socket", connection }] };
}

function frameSent(model: ClientModel, connection: ConnectionId, head: FrameHead): ClientModel {
  const { event, topic, ref } = head;
  if (topic === PHOENIX_TOPIC && event === HEARTBEAT) return { ...model, heartbeatRef: ref };
  // Whoever left is closed already.
  if (event === LEAVE) return model;
  if (event === JOIN) return joinSent(model, connection, head);
  const settled = settle(model);
  const index = settled.channels.findLastIndex(
    (channel) => channel.topic === topic && channel.sending.length > 0,
  );
  const [push, ...sending] = settled.channels[index]?.sending ?? [];
  if (push === undefined || findPush(settled, push)?.state.event !== event) {
    throw new UnknownTransitionError("push", "nothing to send", `frame_sent ${event} on ${topic}`);
  }
  const sent = stepPush(settled, push, { type: "frame_sent" });
  return awaitReply(withChannel(sent, index, { sending }), index, { ref, push });
}

function joinSent(model: ClientModel, connection: ConnectionId, head: FrameHead): ClientModel {
  const { topic, ref } = head;
  // From the socket's buffer, before any open hook runs; otherwise by the step that began the join.
  const buffered = findJoin(model, topic, true);
  const ran =
    buffered === null
      ? runThrough(
          model,
          (step) => step.do === "begin_join" && channelAt(model, step.channel).topic === topic,
        )
      : model;
  const join = buffered ?? findJoin(ran, topic, false);
  if (join === null) {
    throw new UnknownTransitionError("push", "no join under way", `frame_sent ${JOIN} on ${topic}`);
  }
  const sent = stepPush(ran, join.push, { type: "frame_sent" });
  const carried = withChannel(sent, join.channel, {
    joinRef: ref,
    joinedOver: connection,
    joinHeld: false,
  });
  return awaitReply(carried, join.channel, { ref, push: join.push });
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
  const steps = heard.listening
    .filter((channel) => channelAt(heard, channel).topic === head.topic)
    .map((channel): ClientStep => ({ do: "deliver", channel, head }));
  return { ...heard, steps };
}

function pageHidden(model: ClientModel): ClientModel {
  const connection = model.connection && { ...model.connection, forShownPage: false };
  return { ...model, hidden: true, connection };
}

function pageShown(model: ClientModel): ClientModel {
  const shown = { ...model, hidden: false };
  const connected = isConnected(shown);
  const { wanted, state } = shown.socket.view;
  // The browser may tell twice that the page is back; the connection made for the first time is kept.
  if (state.connection === "connecting" && shown.connection?.forShownPage) return shown;
  const told = stepSocket(shown, { type: "page_shown", connected });
  return wanted && !connected ? startTeardown(told, "connect_for_shown_page") : told;
}
