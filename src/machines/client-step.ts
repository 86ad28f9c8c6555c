import { CLOSE, ERROR, REPLY } from "../protocol/reserved.ts";
import type { ConnectionId, PushId } from "../trace/ids.ts";
import {
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
import { type Closing, startDrain, waitForClose } from "./teardown.ts";

/**
 * One thing that a callback of the client does after something that may stop it: page code, which runs in
 * between and can throw. Steps wait until the trace shows how far the client got.
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
  | { readonly do: "start_drain"; readonly connection: ConnectionId }
  | { readonly do: "wait_for_close"; readonly closing: Closing }
  | { readonly do: "open_hook"; readonly channel: number }
  | { readonly do: "leave_duplicate"; readonly channel: number }
  | { readonly do: "begin_join"; readonly channel: number }
  | { readonly do: "hold_join"; readonly channel: number }
  | { readonly do: "deliver"; readonly channel: number; readonly head: FrameHead };

/** Finishes the callback: nothing stopped it. */
export function settle(model: ClientModel): ClientModel {
  let settled = model;
  while (settled.steps.length > 0) settled = runFirstStep(settled);
  return settled;
}

/** Hands a frame to its channels: their hooks run after that. */
export function finishDelivery(model: ClientModel): ClientModel {
  let delivered = model;
  while (delivered.steps[0]?.do === "deliver") delivered = runFirstStep(delivered);
  return delivered;
}

/** Runs steps up to and including the first one that matches; all of them if none does. */
export function runThrough(model: ClientModel, matches: (step: ClientStep) => boolean): ClientModel {
  let ran = model;
  for (let step = ran.steps[0]; step !== undefined; step = ran.steps[0]) {
    ran = runFirstStep(ran);
    if (matches(step)) break;
  }
  return ran;
}

/** What is left when a hook of a channel threw: nothing after the step in which that hook was run. */
export function stopAtHook(model: ClientModel, topic: string): ClientModel {
  let ran = model;
  for (let step = ran.steps[0]; step !== undefined; step = ran.steps[0]) {
    const before = ran;
    ran = runFirstStep(ran);
    if (ranHooks(before, step, ran) && channelAt(ran, step.channel).topic === topic) {
      return { ...ran, steps: [] };
    }
  }
  // A hook of the socket itself, which stands before those of the channels made after it.
  return { ...model, steps: [] };
}

type HookStep = Extract<ClientStep, { readonly do: "error_channel" | "leave_duplicate" | "deliver" }>;

/** Whether hooks that the page gave to a channel were run in a step. */
function ranHooks(before: ClientModel, step: ClientStep, after: ClientModel): step is HookStep {
  const moved = after.channels !== before.channels;
  switch (step.do) {
    case "error_channel":
    case "leave_duplicate":
      return moved;
    case "deliver":
      return isMember(channelAt(before, step.channel), step.head) && (moved || step.head.event !== REPLY);
    default:
      return false;
  }
}

/**
 * What is left when the page's program threw. A hook of the socket stands before those of the channels made
 * after it, and ends their loop; anything else has run to its end before the program went on.
 */
export function stopAtProgram(model: ClientModel): ClientModel {
  const inLoop = model.steps.every((step) => step.do === "open_hook" || step.do === "error_channel");
  return inLoop ? { ...model, steps: [] } : settle(model);
}

function runFirstStep(model: ClientModel): ClientModel {
  const [step, ...rest] = model.steps;
  if (step === undefined) return model;
  const ran = runStep({ ...model, steps: [] }, step);
  return { ...ran, steps: [...ran.steps, ...rest] };
}

function runStep(model: ClientModel, step: ClientStep): ClientModel {
  switch (step.do) {
    case "error_channel":
      return errorChannel(model, step);
    case "tell_socket":
      return model.connection?.id === step.connection ? stepSocket(model, { type: "channels_told" }) : model;
    case "start_drain":
      return startDrain(model, step.connection);
    case "wait_for_close":
      return waitForClose(model, step.closing);
    case "open_hook":
      return runOpenHook(model, step.channel);
    case "leave_duplicate":
      return leaveDuplicate(model, step.channel);
    case "begin_join":
      return resetJoin(stepChannel(model, step.channel, { type: "join_begun" }), step.channel);
    case "hold_join":
      return holdJoin(model, step.channel);
    case "deliver":
      return deliver(model, step.channel, step.head);
  }
}

/** What `Channel.rejoin` does; page code may run after each of these. */
export function joinSteps(channel: number): readonly ClientStep[] {
  return [
    { do: "leave_duplicate", channel },
    { do: "begin_join", channel },
    { do: "hold_join", channel },
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

function errorChannel(
  model: ClientModel,
  step: Extract<ClientStep, { readonly do: "error_channel" }>,
): ClientModel {
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
  return stepChannel(ready, index, { type: "errored", connected: isConnected(ready) });
}

/** `Push.reset` of the join: its ref counts for nothing from here on. */
function resetJoin(model: ClientModel, index: number): ClientModel {
  const channel = channelAt(model, index);
  const forgotten = withChannel(model, index, {
    joinRef: null,
    joinSerial: channel.joinSerial + 1,
    joinedOver: null,
    joinHeld: false,
    awaiting: channel.awaiting.filter(({ push }) => push !== channel.join),
  });
  return channel.join === null ? forgotten : stepPush(forgotten, channel.join, { type: "reset" });
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
  return stopListening(stepChannel(model, index, { type: "leave_called" }), index);
}

function stopListening(model: ClientModel, index: number): ClientModel {
  return { ...model, listening: model.listening.filter((other) => other !== index) };
}

function holdJoin(model: ClientModel, index: number): ClientModel {
  const { join } = channelAt(model, index);
  if (join === null || isConnected(model)) return model;
  return withChannel(stepPush(model, join, { type: "socket_held" }), index, { joinHeld: true });
}

function deliver(model: ClientModel, index: number, head: FrameHead): ClientModel {
  if (!isMember(channelAt(model, index), head)) return model;
  switch (head.event) {
    case REPLY:
      return replied(model, index, head);
    case CLOSE:
      return stopListening(stepChannel(model, index, { type: "closed" }), index);
    case ERROR:
      return channelErrored(model, index);
    default:
      return model;
  }
}

/** `Channel.isMember`: a frame of an earlier join is dropped, one without a join_ref is for everyone. */
function isMember(channel: ChannelModel, { joinRef }: FrameHead): boolean {
  return joinRef === null || joinRef === channel.joinRef;
}

function replied(model: ClientModel, index: number, head: FrameHead): ClientModel {
  const { awaiting, join } = channelAt(model, index);
  const waiting = awaiting.find(({ ref }) => ref === head.ref);
  // Nobody waits: too late, or the answer to a leave.
  if (waiting === undefined) return model;
  const status = head.status ?? "";
  const answered = stepPush(stopAwaiting(model, index, waiting.push), waiting.push, {
    type: "replied",
    status,
  });
  return waiting.push === join ? joinAnswered(answered, index, waiting.push) : answered;
}

/** What follows for a channel from what became of its join. */
export function joinAnswered(model: ClientModel, index: number, join: PushId): ClientModel {
  const push = findPush(model, join)?.position.view;
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

export function stopAwaiting(model: ClientModel, index: number, push: PushId): ClientModel {
  const { awaiting } = channelAt(model, index);
  return withChannel(model, index, { awaiting: awaiting.filter((waiting) => waiting.push !== push) });
}

function sendHeld(model: ClientModel, index: number): ClientModel {
  const { held, sending } = channelAt(model, index);
  if (held.length === 0) return model;
  // A push whose timeout has passed stays in the buffer until here, and is not sent.
  const alive = held.filter((push) => findPush(model, push) !== undefined);
  return withChannel(model, index, { held: [], sending: [...sending, ...alive] });
}
