import type { ChannelState, ClientState, PushState, SocketState, TimerState } from "../trace/client-state.ts";

/** One place where the statecharts and the real client say different things. */
export type Disagreement = {
  /** For example `channels[0] videos:1 state`. */
  readonly path: string;
  /** What the statechart says. */
  readonly expected: string;
  /** What the client says. */
  readonly actual: string;
};

const ABSENT = "absent";

/** Every place where the statecharts differ from the truth read off the client; pushes are matched by id. */
export function compareClientStates(model: ClientState, truth: ClientState): Disagreement[] {
  const disagreements: Disagreement[] = [];
  // Nearly always they agree: a path is only put together where they do not.
  const compare = (expected: string, actual: string, path: () => string): void => {
    if (expected !== actual) disagreements.push({ path: path(), expected, actual });
  };
  const [expected, actual] = [model.socket, truth.socket];
  compare(expected.connection, actual.connection, () => "socket.connection");
  compare(expected.heartbeat, actual.heartbeat, () => "socket.heartbeat");
  compare(describeTimer(expected.reconnect), describeTimer(actual.reconnect), () => "socket.reconnect");
  for (let index = 0; index < Math.max(model.channels.length, truth.channels.length); index += 1) {
    compareChannels(model.channels[index], truth.channels[index], (mine, its, field) =>
      compare(mine, its, () => {
        const topic = model.channels[index]?.topic ?? truth.channels[index]?.topic;
        return `channels[${index}] ${topic} ${field}`;
      }),
    );
  }
  const expectedPushes = byId(model.pushes);
  const actualPushes = byId(truth.pushes);
  for (const id of new Set([...expectedPushes.keys(), ...actualPushes.keys()])) {
    const [mine, its] = [expectedPushes.get(id), actualPushes.get(id)];
    compare(describeWhat(mine), describeWhat(its), () => `pushes[${id}] what`);
    compare(describePush(mine), describePush(its), () => `pushes[${id}] state`);
  }
  return disagreements;
}

function compareChannels(
  expected: ChannelState | undefined,
  actual: ChannelState | undefined,
  compare: (expected: string, actual: string, field: string) => void,
): void {
  compare(expected?.topic ?? ABSENT, actual?.topic ?? ABSENT, "topic");
  compare(expected?.state ?? ABSENT, actual?.state ?? ABSENT, "state");
  compare(describeRejoin(expected), describeRejoin(actual), "rejoin");
}

function byId(pushes: readonly PushState[]): ReadonlyMap<number, PushState> {
  return new Map(pushes.map((push) => [push.push, push]));
}

function describeTimer(timer: TimerState | SocketState["reconnect"]): string {
  return timer.is === "scheduled" ? `scheduled(${timer.tries})` : timer.is;
}

function describeRejoin(channel: ChannelState | undefined): string {
  return channel === undefined ? ABSENT : describeTimer(channel.rejoin);
}

function describeWhat(push: PushState | undefined): string {
  return push === undefined ? ABSENT : `${push.event} on ${push.topic}`;
}

function describePush(push: PushState | undefined): string {
  if (push === undefined) return ABSENT;
  return push.state.is === "replied" ? `replied(${push.state.status})` : push.state.is;
}
