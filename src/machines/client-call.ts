import { JOIN } from "../protocol/reserved.ts";
import type { ApiCall } from "../trace/event.ts";
import type { PushId } from "../trace/ids.ts";
import {
  addPush,
  type ClientModel,
  channelAt,
  isConnected,
  namedChannel,
  nameJoin,
  stepChannel,
  stepPush,
  stepSocket,
  withChannel,
} from "./client-memory.ts";
import { joinSteps, leaveChannel } from "./client-step.ts";
import { startTeardown } from "./teardown.ts";

/** What a call of the page on the client's API does; `steps` is what is left to do of it. */
export function call(model: ClientModel, made: ApiCall): ClientModel {
  switch (made.name) {
    case "connect":
      return { ...model, steps: [{ do: "connect", forShownPage: false }] };
    case "disconnect":
      return disconnect(model);
    case "channel":
      return makeChannel(model, made.topic);
    case "join":
      return join(model, made);
    case "leave":
      return leave(model, made);
    case "push":
      return push(model, made);
  }
}

type Made<Name extends ApiCall["name"]> = Extract<ApiCall, { readonly name: Name }>;

/** `Socket.disconnect`, which the client also calls by itself when the page is left. */
export function disconnect(model: ClientModel): ClientModel {
  return startTeardown(
    stepSocket({ ...model, clock: model.clock + 1 }, { type: "disconnect_called" }),
    "nothing",
  );
}

function makeChannel(model: ClientModel, topic: string): ClientModel {
  const index = model.channels.length;
  // A push of no page: ids that the page gets are positive. A brand has no value at run time.
  const hiddenJoin = -(index + 1) as PushId;
  const made: ClientModel = {
    ...model,
    channels: [
      ...model.channels,
      {
        topic,
        position: model.charts.channel.start,
        moves: null,
        join: hiddenJoin,
        joinRef: null,
        joinSerial: 0,
        joinedOver: null,
        joinHeld: null,
        rejoinSerial: 0,
        held: [],
        sending: [],
        awaiting: [],
      },
    ],
    listening: [...model.listening, index],
  };
  return addPush(made, hiddenJoin, { channel: index, event: JOIN, isJoin: true, named: false });
}

function join(model: ClientModel, made: Made<"join">): ClientModel {
  const index = namedChannel(model, made, "join_called");
  const called = stepChannel(model, index, { type: "join_called" });
  // A second join() throws.
  if (channelAt(model, index).position.view.joinedOnce) return called;
  return { ...nameJoin(called, index, made.push), steps: joinSteps(index) };
}

function leave(model: ClientModel, made: Made<"leave">): ClientModel {
  const channel = namedChannel(model, made, "leave_called");
  const left = leaveChannel(model, channel);
  return { ...left, steps: [...left.steps, { do: "hand_over_leave", channel, push: made.push }] };
}

function push(model: ClientModel, { push: id, event, ...name }: Made<"push">): ClientModel {
  const index = namedChannel(model, name, "push_called");
  const { position, held, sending } = channelAt(model, index);
  // push() before join() throws, and there is no push.
  if (!position.view.joinedOnce) return model;
  const made = addPush(model, id, { channel: index, event, isJoin: false, named: true });
  if (isConnected(made) && position.view.state === "joined") {
    return withChannel(made, index, { sending: [...sending, id] });
  }
  return withChannel(stepPush(made, id, { type: "channel_held" }), index, { held: [...held, id] });
}
