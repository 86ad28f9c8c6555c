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
  const compare = (path: string, expected: string, actual: string): void => {
    if (expected !== actual) disagreements.push({ path, expected, actual });
  };
  compare("socket.connection", model.socket.connection, truth.socket.connection);
  compare("socket.heartbeat", model.socket.heartbeat, truth.socket.heartbeat);
  compare("socket.reconnect", describeTimer(model.socket.reconnect), describeTimer(truth.socket.reconnect));
  for (let index = 0; index < Math.max(model.channels.length, truth.channels.length); index += 1) {
    const expected = model.channels[index];
    const actual = truth.channels[index];
    const path = `channels[${index}] ${expected?.topic ?? actual?.topic}`;
    compare(`${path} topic`, expected?.topic ?? ABSENT, actual?.topic ?? ABSENT);
    compare(`${path} state`, expected?.state ?? ABSENT, actual?.state ?? ABSENT);
    compare(`${path} rejoin`, describeRejoin(expected), describeRejoin(actual));
  }
  const expectedPushes = byId(model.pushes);
  const actualPushes = byId(truth.pushes);
  for (const id of new Set([...expectedPushes.keys(), ...actualPushes.keys()])) {
    const expected = expectedPushes.get(id);
    const actual = actualPushes.get(id);
    compare(`pushes[${id}] what`, describeWhat(expected), describeWhat(actual));
    compare(`pushes[${id}] state`, describePush(expected), describePush(actual));
  }
  return disagreements;
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
