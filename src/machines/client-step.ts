import { CLOSE, ERROR, LEAVE, REPLY } from "../protocol/reserved.ts";
import type { SocketHook } from "../trace/event.ts";
import type { ConnectionId, PushId } from "../trace/ids.ts";
import {
  addPush,
  type ChannelModel,
  type ClientModel,
  channelAt,
  findPush,
  isConnected,
  stepChannel,
  stepPush,
  stepSocket,
  withChannel,
} from "./client-memory.ts";
import type { FrameHead } from "./frame-head.ts";
import { type Closing, closeOrWait, presumeDead, startDrain, waitForClose } from "./teardown.ts";

/**
 * One thing that a callback of the client does. Page code runs in between, which may call the client again
 * or throw, so steps wait until the trace shows how far the client got. The first in the list comes next;
 * what a step or a call of the page leads to is put in front of what was left.
 */
export type ClientStep =
  | {
      readonly do: "error_channel";
      readonly channel: number;
      readonly joinSerial: number;
      readonly connection: ConnectionId;
      /** Only if the channel's join went over that connection. */
      readonly carriedOnly: boolean;
    }
  | { readonly do: "tell_socket"; readonly connection: ConnectionId }
  /** `Socket.connect`: a connection opens, unless there is one already. */
  | { readonly do: "connect"; readonly forShownPage: boolean }
  /** `Socket.waitForBufferDone`: the connection starts to close, or its buffer is not empty. */
  | { readonly do: "close_or_wait"; readonly closing: Closing }
  /** The connection starts to close because no reply to a heartbeat came. */
  | { readonly do: "presume_dead"; readonly connection: ConnectionId }
  | { readonly do: "start_drain"; readonly connection: ConnectionId }
  | { readonly do: "wait_for_close"; readonly closing: Closing }
  | { readonly do: "await_return" }
  /** `Socket.flushSendBuffer` is over: what it did not send is gone. */
  | { readonly do: "drop_outdated" }
  | { readonly do: "open_hook" | "error_hook"; readonly channel: number }
  /** `Socket.triggerChanError`, which looks at the channels only now. */
  | { readonly do: "error_channels"; readonly connection: ConnectionId }
  | { readonly do: "leave_duplicate"; readonly channel: number }
  | { readonly do: "begin_join"; readonly channel: number }
  /** The frame of the join goes out, or is kept. */
  | { readonly do: "send_join"; readonly channel: number; readonly joinSerial: number }
  | { readonly do: "hand_over_leave"; readonly channel: number; readonly push: PushId }
  /** A frame goes to the channels of its topic, one after the other. */
  | {
      readonly do: "deliver";
      readonly head: FrameHead;
      /** `socket.channels` when the frame came, and how often it had been replaced. */
      readonly listening: readonly number[];
      readonly replaced: number;
      readonly channelCount: number;
      /** The place of the next one in that list. */
      readonly next: number;
    }
  /** The page's functions run that have one of these names. */
  | {
      readonly do: "page_code";
      readonly channel: number;
      readonly names: readonly string[];
      /** Known to be running: it called the client. */
      readonly entered: boolean;
    }
  /** The page's hooks of the socket run that were given before the channel with this index was made. */
  | {
      readonly do: "socket_code";
      readonly hook: SocketHook;
      readonly upTo: number;
      readonly entered: boolean;
    };

export type StepOf<Kind extends ClientStep["do"]> = Extract<ClientStep, { readonly do: Kind }>;

/** Finishes the callback: nothing stopped it. */
export function settle(model: ClientModel): ClientModel {
  let settled = model;
  while (settled.steps.length > 0) settled = runFirstStep(settled);
  return settled;
}

/** Runs steps until one is next at which `reached` holds; null when none is. */
export function runUntil(
  model: ClientModel,
  reached: (model: ClientModel, next: ClientStep) => boolean,
): ClientModel | null {
  let ran = model;
  for (let next = ran.steps[0]; next !== undefined; next = ran.steps[0]) {
    if (reached(ran, next)) return ran;
    ran = runFirstStep(ran);
  }
  return null;
}

/** Does something in place of the next step; what that leads to comes before the other steps. */
export function replaceStep(model: ClientModel, act: (model: ClientModel) => ClientModel): ClientModel {
  return insertSteps({ ...model, steps: model.steps.slice(1) }, act);
}

/** Does something now; what that leads to comes before the steps that were left. */
export function insertSteps(model: ClientModel, act: (model: ClientModel) => ClientModel): ClientModel {
  const acted = act({ ...model, steps: [] });
  return { ...acted, steps: [...acted.steps, ...model.steps] };
}

/** Whether the join that was begun has not been reset since. */
export function isPresentJoin(model: ClientModel, { channel, joinSerial }: StepOf<"send_join">): boolean {
  return channelAt(model, channel).joinSerial === joinSerial;
}

function runFirstStep(model: ClientModel): ClientModel {
  const [step] = model.steps;
  return step === undefined ? model : replaceStep(model, (at) => runStep(at, step));
}

function runStep(model: ClientModel, step: ClientStep): ClientModel {
  switch (step.do) {
    case "error_channel":
      return errorChannel(model, step);
    case "tell_socket":
      return model.connection?.id === step.connection ? stepSocket(model, { type: "channels_told" }) : model;
    case "connect":
      // A connection that opens takes the place of this step; connect() does nothing while there is one.
      return model;
    case "close_or_wait":
      return closeOrWait(model, step.closing);
    case "presume_dead":
      return presumeDead(model, step.connection);
    case "start_drain":
      return startDrain(model, step.connection);
    case "wait_for_close":
      return waitForClose(model, step.closing);
    case "await_return":
      return { ...model, leftAtClock: model.clock };
    case "drop_outdated":
      return dropOutdated(model);
    case "open_hook":
      return runOpenHook(model, step.channel);
    case "leave_duplicate":
      return leaveDuplicate(model, step.channel);
    case "begin_join":
      return beginJoin(model, step.channel);
    case "send_join":
      return holdJoin(model, step);
    case "hand_over_leave":
      return handOverLeave(model, step);
    case "deliver":
      return deliverNext(model, step);
    case "error_hook":
      return stepChannel(model, step.channel, { type: "socket_errored" });
    case "error_channels":
      return errorChannels(model, step.connection);
    case "page_code":
    case "socket_code":
      // It returned.
      return model;
  }
}

/** How the function that gives the params of a join is called among the names of `page_code`. */
export const PARAMS = "params";

/** The page's functions run by these names, once what the client does before them is done. */
function thenPageCode(model: ClientModel, channel: number, ...names: readonly string[]): ClientModel {
  return { ...model, steps: [...model.steps, { do: "page_code", channel, names, entered: false }] };
}

/** What `Channel.rejoin` does. */
export function joinSteps(channel: number): readonly ClientStep[] {
  return [
    { do: "leave_duplicate", channel },
    { do: "begin_join", channel },
  ];
}

/**
 * What `Socket.triggerChanError` does for a connection that is not open any more, or was replaced while it
 * still was. Only the first one who notices errors all channels.
 */
export function errorChannels(model: ClientModel, connection: ConnectionId): ClientModel {
  const current = model.connection?.id === connection ? model.connection : null;
  const carriedOnly = current === null || current.channelsErrored;
  const steps = model.listening.map((channel): ClientStep => {
    const { joinSerial } = channelAt(model, channel);
    return { do: "error_channel", channel, joinSerial, connection, carriedOnly };
  });
  return {
    ...model,
    connection: current === null ? model.connection : { ...current, channelsErrored: true },
    steps: [...model.steps, ...steps],
  };
}

function errorChannel(model: ClientModel, step: StepOf<"error_channel">): ClientModel {
  const channel = channelAt(model, step.channel);
  if (channel.joinSerial !== step.joinSerial) return model;
  const carriedOnly = step.carriedOnly || model.connection?.id !== step.connection;
  if (carriedOnly && channel.joinedOver !== step.connection) return model;
  const { state } = channel.position.view;
  if (state !== "joining" && state !== "joined") return model;
  return channelErrored(model, step.channel);
}

function channelErrored(model: ClientModel, index: number): ClientModel {
  const joining = channelAt(model, index).position.view.state === "joining";
  const ready = joining ? resetJoin(model, index) : model;
  const errored = stepChannel(ready, index, { type: "errored", connected: isConnected(ready) });
  return thenPageCode(errored, index, "error", ERROR);
}

/** `Push.reset` of the join: its ref counts for nothing from here on. */
function resetJoin(model: ClientModel, index: number): ClientModel {
  const channel = channelAt(model, index);
  const forgotten = withChannel(model, index, {
    joinRef: null,
    joinSerial: channel.joinSerial + 1,
    joinedOver: null,
    joinHeld: null,
    awaiting: channel.awaiting.filter(({ push }) => push !== channel.join),
  });
  return stepPush(forgotten, channel.join, { type: "reset" });
}

function beginJoin(model: ClientModel, channel: number): ClientModel {
  const begun = resetJoin(stepChannel(model, channel, { type: "join_begun" }), channel);
  const { joinSerial } = channelAt(begun, channel);
  const asked = thenPageCode(begun, channel, PARAMS);
  return { ...asked, steps: [...asked.steps, { do: "send_join", channel, joinSerial }] };
}

function runOpenHook(model: ClientModel, index: number): ClientModel {
  const told = stepChannel(model, index, { type: "socket_opened" });
  if (channelAt(told, index).position.view.state !== "errored") return told;
  return { ...told, steps: joinSteps(index) };
}

function leaveDuplicate(model: ClientModel, index: number): ClientModel {
  const { topic } = channelAt(model, index);
  const duplicate = model.listening.find((other) => {
    const channel = channelAt(model, other);
    const { state } = channel.position.view;
    return channel.topic === topic && (state === "joined" || state === "joining");
  });
  return duplicate === undefined ? model : leaveChannel(model, duplicate);
}

/** `Channel.leave`, which is over when it returns. */
export function leaveChannel(model: ClientModel, index: number): ClientModel {
  return closeChannel(stepChannel(model, index, { type: "leave_called" }), index);
}

function closeChannel(model: ClientModel, index: number): ClientModel {
  const listening = model.listening.filter((other) => other !== index);
  const listsReplaced = [...model.listsReplaced, model.channels.length];
  return thenPageCode({ ...model, listening, listsReplaced }, index, "close", CLOSE);
}

/** The page gets the push of its `leave()`, which answered itself: a leaving channel cannot push. */
function handOverLeave(model: ClientModel, { channel, push }: StepOf<"hand_over_leave">): ClientModel {
  const made = addPush(model, push, { channel, event: LEAVE, isJoin: false, named: true });
  const sent = stepPush(made, push, { type: isConnected(made) ? "frame_sent" : "socket_held" });
  return stepPush(sent, push, { type: "replied", status: "ok" });
}

/** No frame followed: it lies in the socket's buffer, or is outdated, because the params function left. */
function holdJoin(model: ClientModel, step: StepOf<"send_join">): ClientModel {
  if (!isPresentJoin(model, step)) return model;
  const { channel } = step;
  const { join } = channelAt(model, channel);
  if (isConnected(model)) return stepPush(model, join, { type: "outdated" });
  const buffered = stepPush(model, join, { type: "socket_held" });
  const joinHeld = 1 + Math.max(...model.channels.map((other) => other.joinHeld ?? 0));
  return withChannel(buffered, channel, { joinHeld });
}

function dropOutdated(model: ClientModel): ClientModel {
  return model.channels.reduce((flushed, { join, joinHeld }, index) => {
    if (joinHeld === null) return flushed;
    return stepPush(withChannel(flushed, index, { joinHeld: null }), join, { type: "outdated" });
  }, model);
}

export function deliveryOf(model: ClientModel, head: FrameHead): ClientStep {
  const { listening, listsReplaced, channels } = model;
  const at = { listening, replaced: listsReplaced.length, channelCount: channels.length };
  return { do: "deliver", head, ...at, next: 0 };
}

function deliverNext(model: ClientModel, step: StepOf<"deliver">): ClientModel {
  const { listening, replaced, channelCount, next, head } = step;
  // The list is the one from before, but a channel made before it was replaced is in it, too.
  const made = (model.listsReplaced[replaced] ?? model.channels.length) - channelCount;
  if (next >= listening.length + made) return model;
  const index = listening[next] ?? channelCount + next - listening.length;
  const mine = channelAt(model, index).topic === head.topic;
  const delivered = mine ? deliver(model, index, head) : model;
  return { ...delivered, steps: [...delivered.steps, { ...step, next: next + 1 }] };
}

function deliver(model: ClientModel, index: number, head: FrameHead): ClientModel {
  if (!isMember(channelAt(model, index), head)) return model;
  switch (head.event) {
    case REPLY:
      return thenPageCode(replied(model, index, head), index, REPLY);
    case CLOSE:
      return closeChannel(stepChannel(model, index, { type: "closed" }), index);
    case ERROR:
      return channelErrored(model, index);
    default:
      return thenPageCode(model, index, head.event);
  }
}

/** `Channel.isMember`: a frame of an earlier join is dropped, one without a join_ref is for everyone. */
function isMember(channel: ChannelModel, { joinRef }: FrameHead): boolean {
  return joinRef === null || joinRef === channel.joinRef;
}

function replied(model: ClientModel, index: number, head: FrameHead): ClientModel {
  const { awaiting } = channelAt(model, index);
  const waiting = awaiting.find(({ ref }) => ref === head.ref);
  // Nobody waits: too late, or the answer to a leave.
  if (waiting === undefined) return model;
  const status = head.status ?? "";
  return answered(model, index, waiting.push, { type: "replied", status });
}

/** A push has got its reply, or its time is up. */
export function answered(
  model: ClientModel,
  index: number,
  push: PushId,
  how: { readonly type: "replied"; readonly status: string } | { readonly type: "timeout_fired" },
): ClientModel {
  const { awaiting, join } = channelAt(model, index);
  const event = findPush(model, push)?.state.event ?? "";
  const told = withChannel(model, index, { awaiting: awaiting.filter((other) => other.push !== push) });
  const stepped = stepPush(told, push, how);
  const after = push === join ? joinAnswered(stepped, index) : stepped;
  return thenPageCode(after, index, `${event} ${how.type === "replied" ? how.status : "timeout"}`);
}

/** What follows for a channel from what became of its join. */
function joinAnswered(model: ClientModel, index: number): ClientModel {
  const push = findPush(model, channelAt(model, index).join)?.position.view;
  if (push?.is === "timed_out") {
    // The client sends a leave, and will join again.
    const errored = stepChannel(model, index, { type: "join_timed_out", connected: isConnected(model) });
    return resetJoin(errored, index);
  }
  if (push?.is !== "replied") return model;
  switch (push.status) {
    case "ok":
      return sendHeld(stepChannel(model, index, { type: "join_ok" }), index);
    case "error":
      return stepChannel(model, index, { type: "join_refused" });
    default:
      // The client has no hook of its own for any other word: the channel stays as it is.
      return model;
  }
}

function sendHeld(model: ClientModel, index: number): ClientModel {
  const { held, sending } = channelAt(model, index);
  if (held.length === 0) return model;
  // A push whose timeout has passed stays in the buffer until here, and is not sent.
  const alive = held.filter((push) => findPush(model, push) !== undefined);
  return withChannel(model, index, { held: [], sending: [...sending, ...alive] });
}
